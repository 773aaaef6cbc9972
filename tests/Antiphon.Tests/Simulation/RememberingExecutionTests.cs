using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Simulation;

public class RememberingExecutionTests
{
    private static readonly CooperativeGame Flat = BuiltInGames.Get("warehouse-flat");

    private static readonly OnlineExecutionOptions Brief = new()
    {
        Horizon = 40,
        Rollouts = 4,
        Seeds = 3,
        Threads = 1,
    };

    private static JointPolicy Pair(
        int observations,
        FilterKind filter = FilterKind.Linear,
        bool watch = true,
        PlanReading reading = PlanReading.Interpolated
    ) =>
        new(
            new RememberingPolicy(
                observations,
                EstimatePlan.Mode(Flat),
                new MemoryOptions
                {
                    Filter = filter,
                    Particles = 30,
                    Watch = watch,
                    Reading = reading,
                }
            ),
            TestGames.Follow(Flat)
        );

    // Seeing all n leaves nothing to estimate: a table at k = n and a memory that reads the same table act alike, step for step and to the
    // bit.
    [Theory]
    [InlineData(FilterKind.Linear)]
    [InlineData(FilterKind.Dirichlet)]
    public void Seeing_everyone_is_the_table_without_memory_to_the_bit(FilterKind filter)
    {
        CooperativeGame game = Flat.WithAgents(8);
        var table = TabularGlobalPolicy.FromFunction(5, 5, new CountLattice(5, 8), (state, rank) => (state + (7 * rank)) % 5);
        LocalPolicy local = TestGames.Follow(Flat);
        SimulationResult forgetful = new OnlineExecution(Brief).Run(game, new JointPolicy(table, local));
        SimulationResult remembering = new OnlineExecution(Brief).Run(
            game,
            new JointPolicy(new RememberingPolicy(8, new EstimatePlan(table), new MemoryOptions { Filter = filter }), local)
        );
        Assert.Equal(forgetful.PerSeed, remembering.PerSeed);
        Assert.Equal(0, remembering.Memory!.EstimateError, 1e-12);
        Assert.Null(forgetful.Memory);
    }

    // The last observation read by the plan of the mode is the baseline "sample mode".
    [Fact]
    public void The_last_observation_alone_is_the_policy_without_memory_to_the_bit()
    {
        GlobalPolicy mode = BaselinePolicies.Global(Flat, 3).Single(policy => policy.Name == "sample mode").Policy;
        SimulationResult forgetful = new OnlineExecution(Brief).Run(Flat, new JointPolicy(mode, TestGames.Follow(Flat)));
        Assert.Equal(forgetful.PerSeed, new OnlineExecution(Brief).Run(Flat, Pair(3, FilterKind.LastObservation)).PerSeed);
    }

    // What memory thinks shifts no chance of the world: under a constant plan all kinds see the same episode.
    [Theory]
    [InlineData(FilterKind.Linear, 2)]
    [InlineData(FilterKind.Dirichlet, 0)]
    [InlineData(FilterKind.Particles, 2)]
    [InlineData(FilterKind.Flow, 2)]
    public void Memory_takes_no_chance_from_the_world(FilterKind filter, int observations)
    {
        LocalPolicy local = TestGames.Follow(Flat);
        var constant = TabularGlobalPolicy.FromFunction(5, 5, new CountLattice(5, 2), (_, _) => 3);
        SimulationResult plain = new OnlineExecution(Brief).Run(Flat, new JointPolicy(constant, local));
        var memory = new MemoryOptions { Filter = filter, Particles = 20 };
        Assert.Equal(
            plain.PerSeed,
            new OnlineExecution(Brief)
                .Run(Flat, new JointPolicy(new RememberingPolicy(observations, new EstimatePlan(constant), memory), local))
                .PerSeed
        );
    }

    [Theory]
    [InlineData(FilterKind.Linear)]
    [InlineData(FilterKind.Dirichlet)]
    [InlineData(FilterKind.Particles)]
    [InlineData(FilterKind.Flow)]
    public void Threads_do_not_change_the_result(FilterKind filter)
    {
        OnlineExecutionOptions disturbed = Brief with
        {
            Disturbances = new Disturbances
            {
                LostObservations = 0.3,
                Delay = 2,
                ShockShare = 0.1,
                KernelError = 0.1,
                AgentsFactor = 2,
            },
        };
        SimulationResult one = new OnlineExecution(disturbed).Run(Flat, Pair(2, filter));
        SimulationResult four = new OnlineExecution(disturbed with { Threads = 4 }).Run(Flat, Pair(2, filter));
        Assert.Equal(one.PerSeed, four.PerSeed);
        Assert.Equal(one.Memory, four.Memory);
    }

    [Fact]
    public void A_trace_is_the_episode_that_execution_runs()
    {
        OnlineExecutionOptions options = Brief with { Rollouts = 1, Seeds = 2 };
        Assert.Equal(
            new OnlineExecution(options).Run(Flat, Pair(2)).PerSeed[1],
            EpisodeTrace.Record(Flat, Pair(2), options, seedIndex: 1).Return,
            1e-12
        );
    }

    // Robots that stay: 15 seeds of 20 episodes give standard errors of about 0.3. The trial's figures (Dirichlet counts, the mode of the
    // estimate) are 94.6 at k = 2 with memory and 93.5 at
    // k = 50 without; a difference of 2.5 in the wrong direction would be more than five standard errors.
    [Fact]
    public void Two_observations_with_memory_earn_about_what_fifty_earn_without_among_robots_that_stay()
    {
        var options = new OnlineExecutionOptions { Rollouts = 20 };
        var stay = LocalPolicy.Deterministic(Flat, (_, _) => 0);
        SimulationResult with = new OnlineExecution(options).Run(Flat, Pair(2, FilterKind.Dirichlet) with { Local = stay });
        SimulationResult without = new OnlineExecution(options).Run(Flat, Pair(50, FilterKind.LastObservation) with { Local = stay });
        Assert.InRange(with.Reward.Mean, 92.5, 97);
        Assert.InRange(without.Reward.Mean, 91.5, 95.5);
        Assert.True(with.Reward.Mean > without.Reward.Mean - 1.5);
    }

    [Fact]
    public void A_shock_of_everyone_fills_one_state_and_a_right_model_notices()
    {
        OnlineExecutionOptions options = Brief with
        {
            Disturbances = new Disturbances { ShockShare = 1, ShockEvery = 7 },
        };
        IReadOnlyList<EpisodeStep> steps = EpisodeTrace.Record(Flat, Pair(20), options).Steps;
        Assert.All(steps.Where(step => step.Time > 0 && step.Time % 7 == 0), step => Assert.Equal(1, step.Fractions.Max()));
        Assert.Contains(steps.Where(step => step.Time % 7 != 0), step => step.Fractions.Max() < 1);
        Assert.True(new OnlineExecution(options).Run(Flat, Pair(20)).Memory!.AlarmShare > 0.05);
    }

    [Fact]
    public void A_right_model_is_seldom_doubted()
    {
        var measured = new OnlineExecution(new OnlineExecutionOptions { Rollouts = 10, Seeds = 5 });
        Assert.InRange(measured.Run(Flat, Pair(10)).Memory!.AlarmShare, 0, 0.02);
    }

    // A late observation is that of an earlier step; until the first arrives nothing is seen.
    [Fact]
    public void Late_and_lost_observations_reach_a_dispatcher_as_documented()
    {
        var world = new DisturbedWorld(new Disturbances { Delay = 2 }, 2);
        world.Start(new RandomStream(1));
        int[][] seen = [.. Enumerable.Range(0, 5).Select(time => Pass(world, time, forgets: false))];
        Assert.Equal(
            [
                [0, 0],
                [0, 0],
                [1, 10],
                [2, 9],
                [3, 8],
            ],
            seen
        );
        world.Start(new RandomStream(1));
        seen = [.. Enumerable.Range(0, 4).Select(time => Pass(world, time, forgets: true))];
        Assert.Equal(
            [
                [1, 10],
                [1, 10],
                [1, 10],
                [2, 9],
            ],
            seen
        );

        var lossy = new DisturbedWorld(new Disturbances { LostObservations = 0.4 }, 2);
        lossy.Start(new RandomStream(1));
        int lost = Enumerable.Range(0, 1000).Count(time => Pass(lossy, time, forgets: false)[0] == 0);
        Assert.InRange(lost, 400 - 80, 400 + 80);
    }

    [Fact]
    public void What_cannot_be_simulated_is_refused()
    {
        Refuses(Brief with { MoveOrder = LocalMoveOrder.AfterGlobal }, Pair(2), "move order");
        Refuses(Brief with { Disturbances = new Disturbances { AgentsFactor = 0.001 } }, Pair(2), "assumes 1 agents");
        Refuses(
            Brief with
            {
                Disturbances = new Disturbances
                {
                    LostObservations = 1,
                    Delay = -1,
                    ShockShare = 2,
                    KernelError = double.NaN,
                    ShockEvery = 0,
                    AgentsFactor = 0,
                },
            },
            Pair(2),
            "LostObservations",
            "Delay",
            "ShockShare",
            "KernelError",
            "ShockEvery",
            "AgentsFactor"
        );
        Refuses(Brief, Pair(1001), "1001");
    }

    [Fact]
    public void The_informed_plan_is_the_best_response_to_known_populations()
    {
        CooperativeGame game = Flat.WithAgents(6);
        LocalPolicy local = TestGames.Follow(Flat);
        EstimatePlan plan = new InformedPlan(new GLearnOptions { Accuracy = 1e-6 }).Solve(game, local, resolution: 6);
        GLearnResult surrogate = new GLearn(new GLearnOptions { Accuracy = 1e-6 }).Solve(game, local, 6);
        for (int state = 0; state < 5; state++)
        {
            Assert.True(plan.Table.Actions(state).SequenceEqual(surrogate.Policy.Actions(state)));
        }
    }

    // In the middle of the proved bounds: off by no more than the accuracy asked for, however loose.
    [Fact]
    public void The_informed_plans_values_are_as_accurate_as_asked()
    {
        CooperativeGame game = Flat.WithAgents(6);
        LocalPolicy local = TestGames.Follow(Flat);
        const double Accuracy = 0.5;
        IReadOnlyList<double[]> sharp = new GLearn(new GLearnOptions { Accuracy = 1e-6, KeepActionValues = true })
            .Solve(game, local, 6)
            .ActionValues!;
        EstimatePlan plan = new InformedPlan(new GLearnOptions { Accuracy = Accuracy }).Solve(game, local, resolution: 6);
        double error = sharp
            .Zip(plan.ActionValues!.Value)
            .Max(rows => rows.First.Zip(rows.Second).Max(pair => Math.Abs(pair.First - pair.Second)));
        Assert.InRange(error, 1e-6, Accuracy);
    }

    private static int[] Pass(DisturbedWorld world, int time, bool forgets)
    {
        int[] observation = [time + 1, 10 - time];
        world.Pass(observation, time, forgets);
        return observation;
    }

    private static void Refuses(OnlineExecutionOptions options, JointPolicy pair, params string[] parts)
    {
        InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() => new OnlineExecution(options).Run(Flat, pair));
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
