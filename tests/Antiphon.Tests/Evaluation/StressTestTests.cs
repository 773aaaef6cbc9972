using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Evaluation;

public class StressTestTests
{
    private const double Distance = 0.3;

    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse-flat").WithAgents(50);
    private static readonly JointPolicy Pair = new(TestGames.SampleMode(Game, 5), TestGames.Follow(Game));

    private static readonly StressOptions Brief = new()
    {
        Execution = new()
        {
            Horizon = 25,
            Rollouts = 10,
            Seeds = 4,
            Threads = 2,
        },
        Distance = Distance,
    };

    [Fact]
    public void Every_world_is_measured_against_the_first_on_the_same_random_numbers()
    {
        StressResult result = new StressTest(Brief).Run(Game, Pair);
        Assert.Equal(
            [
                "as modelled",
                "kernels off by 10 %",
                "kernels off by 30 %",
                "kernels 30 % off from half-way",
                "kernels drift to 30 % off",
                "10 % of observations lost",
                "50 % of observations lost",
                "observations 1 step late",
                "observations 5 steps late",
                "shock of 10 % every 20 steps",
                "shock of 50 % every 20 steps",
                "half as many agents",
                "twice as many agents",
                "worst kernels found within 0.3",
            ],
            result.Worlds.Select(world => world.World),
            StringComparer.Ordinal
        );
        Assert.All(result.Worlds, world => Assert.Null(world.Refusal));
        StressedReturn plain = result.Worlds[0];
        Assert.Equal(new OnlineExecution(Brief.Execution).Run(Game, Pair).Reward, plain.Deployed);
        Assert.Null(plain.Change);
        Assert.All(result.Worlds.Skip(1), world => Assert.Equal(world.Deployed!.Mean - plain.Deployed!.Mean, world.Change!.Mean, 1e-9));
        Assert.InRange(result.Worlds[2].Change!.High, double.NegativeInfinity, 0);
        Assert.InRange(result.Worlds[^1].Change!.High, double.NegativeInfinity, 0);
        Assert.All(result.Worlds, world => Assert.NotNull(world.Rival));
    }

    [Fact]
    public void Threads_do_not_change_the_result() =>
        Assert.Equal(
            new StressTest(Brief with { Execution = Brief.Execution with { Threads = 1 } }).Run(Game, Pair).Worlds,
            new StressTest(Brief with { Execution = Brief.Execution with { Threads = 3 } }).Run(Game, Pair).Worlds
        );

    // Random kernels at the distance send the mass of every row to one state.
    [Fact]
    public void The_worst_kernels_found_stay_within_the_distance_and_earn_less_than_random_ones_there()
    {
        KernelChange worst = new WorstKernels(Brief, Game, Pair).Find()!;
        double[] row = new double[Game.LocalStates];
        double largest = 0.0;
        for (int place = 0; place < 75; place++)
        {
            (int local, int global, int action) = (place / 15, place / 3 % 5, place % 3);
            ReadOnlySpan<double> own = Game.LocalTransition(local, global, action);
            own.CopyTo(row);
            worst.Row(local, global, row);
            Assert.Equal(1, row.Sum(), 1e-12);
            Assert.All(row, probability => Assert.InRange(probability, 0, 1));
            double distance = 0.0;
            for (int state = 0; state < row.Length; state++)
            {
                distance += Math.Abs(row[state] - own[state]);
            }

            largest = Math.Max(largest, distance);
        }

        Assert.InRange(largest, 0.9 * Distance, Distance + 1e-12);
        double found = Earned(worst);
        for (ulong seed = 0; seed < 20; seed++)
        {
            Assert.InRange(Earned(Random(seed)), found, double.PositiveInfinity);
        }
    }

    // One global state and action: the return is linear in the start and the gradient that of an ordinary Markov chain.
    [Fact]
    public void The_gradient_is_the_derivative_of_the_return()
    {
        CooperativeGame game = TestGames.Random(3, 1, 3, 4, new IndependentLocalLaw([0.5, 0.2, 0.3]));
        var pair = new JointPolicy(TestGames.Constant(game, 0), TestGames.RandomLocal(game, 4));
        const int Horizon = 6;
        var deployed = new DeployedPair(game, pair, 4);
        double[] estimated = new KernelGradient(game, Horizon, 2).Estimate(deployed, new RandomStream(1), 20_000, default);
        double[] kernel = deployed.World.Kernels.Transition(0).ToArray();
        for (int place = 0; place < 9; place++)
        {
            double[] more = [.. kernel];
            more[place] += 1e-6;
            Assert.Equal((Return(more) - Return(kernel)) / 1e-6, estimated[place], 0.05);
        }

        double Return(double[] moves)
        {
            double[] law = [0.5, 0.2, 0.3];
            double sum = 0.0;
            for (int time = 0; time < Horizon; time++)
            {
                double[] now = law;
                sum += Math.Pow(game.Discount, time) * Enumerable.Range(0, 3).Sum(x => now[x] * deployed.LocalReward(0)[x]);
                law = [.. Enumerable.Range(0, 3).Select(y => Enumerable.Range(0, 3).Sum(x => now[x] * moves[(3 * x) + y]))];
            }

            return sum;
        }
    }

    [Fact]
    public void A_gradient_whose_paths_do_not_fit_is_refused_before_any_episode()
    {
        var never = new FunctionPolicy(2, 5, (_, _) => throw new NotSupportedException());
        var deployed = new DeployedPair(Game, Pair with { Global = never }, 50);
        using IDisposable limit = MemoryBudget.Limit(40_000_000);
        DoesNotFitException refused = Assert.Throws<DoesNotFitException>(() =>
            new KernelGradient(Game, 1_000_000, 2).Estimate(deployed, new RandomStream(1), 128, default)
        );
        Assert.Contains("a shorter horizon", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_simulated_is_refused_row_by_row()
    {
        CooperativeGame typed = new RandomTypedGame(3) { Agents = 6 }.Create();
        var pair = new JointPolicy(new UniformGlobalPolicy(4, typed.GlobalActions), LocalPolicy.Uniform(typed));
        StressResult result = new StressTest(Brief).Run(typed, pair);
        Assert.Equal(
            ["shock of 10 % every 20 steps", "shock of 50 % every 20 steps", "half as many agents"],
            result.Worlds.Where(world => world.Refusal is not null).Select(world => world.World),
            StringComparer.Ordinal
        );
        Assert.All(result.Worlds, world => Assert.Equal(world.Refusal is null, world.Deployed is not null));
        Assert.Contains("only agents of one type", result.Worlds[9].Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_rows_depend_on_the_population_only_the_adversary_is_missing()
    {
        CooperativeGame coupled = BuiltInGames.Get("epidemic").WithAgents(40);
        var pair = new JointPolicy(new UniformGlobalPolicy(4, coupled.GlobalActions), LocalPolicy.Uniform(coupled));
        StressResult result = new StressTest(Brief).Run(coupled, pair);
        StressedReturn refused = Assert.Single(result.Worlds, world => world.Refusal is not null);
        Assert.Same(result.Worlds[^1], refused);
        Assert.Contains("do not depend on the population", refused.Refusal, StringComparison.Ordinal);
    }

    // The hour alone decides what is best: whoever follows it observes nothing that is worth anything.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_pair_that_only_follows_the_clock_has_no_lead(bool coupled)
    {
        GameDefinition plain = new RandomGame(31) { Agents = 30, Discount = 0.8 }
            .CreateCoupled()
            .ToDefinition();
        if (!coupled)
        {
            plain = new RandomGame(31) { Agents = 30, Discount = 0.8 }
                .Create()
                .ToDefinition();
        }

        var game = CooperativeGame.Create(
            new Clock(3).Multiply(hour =>
                plain with
                {
                    GlobalReward = [.. Enumerable.Repeat(hour == 1 ? new[] { 5.0, 0 } : [0, 5], 2)],
                    GlobalRewardForms = null,
                }
            )
        );
        var pair = new JointPolicy(new BlindPolicy(2, 2, [1, 1, 0, 0, 1, 1]), LocalPolicy.Uniform(game));
        StressResult result = new StressTest(Brief).Run(game, pair);
        StressedReturn[] simulated = [.. result.Worlds.Where(world => world.Refusal is null)];
        Assert.True(simulated.Length >= 13);
        Assert.All(simulated, world =>
        {
            Assert.Equal("best blind dispatcher found", world.Rival);
            Assert.Equal(0, world.Lead!.Mean, 1e-9);
        });
    }

    [Fact]
    public void Policies_of_every_kind_are_put_to_the_test()
    {
        GlobalPolicy[] policies =
        [
            new FunctionPolicy(2, 5, (_, observation, _) => observation.IndexOfAnyExcept(0)),
            new RememberingPolicy(1, EstimatePlan.Mode(Game), new MemoryOptions()),
            new UniformGlobalPolicy(3, 5),
        ];
        foreach (GlobalPolicy policy in policies)
        {
            StressOptions options = Brief with { Execution = Brief.Execution with { Rollouts = 1, Seeds = 2, Horizon = 5 } };
            Assert.All(new StressTest(options).Run(Game, Pair with { Global = policy }).Worlds, world => Assert.NotNull(world.Deployed));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2.1)]
    [InlineData(double.NaN)]
    public void Distances_that_are_none_are_refused(double distance) =>
        Assert.Contains(
            "Distance",
            Assert.Throws<InvalidOptionException>(() => new StressTest(Brief with { Distance = distance })).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Other_disturbances_are_refused() =>
        Assert.Throws<InvalidOptionException>(() =>
            new StressTest(Brief with { Execution = Brief.Execution with { Disturbances = new() { Delay = 1 } } })
        );

    private static double Earned(KernelChange change) => new OnlineExecution(
            Brief.Execution with
            {
                Rollouts = 40,
                Disturbances = new() { Kernels = change },
            }
        ).Run(Game, Pair).Reward.Mean;

    private static KernelChange Random(ulong seed)
    {
        var random = new SmallRandom(seed);
        int[] targets = [.. Enumerable.Range(0, 25).Select(_ => random.Below(5))];
        return new(
            (local, global, row) =>
            {
                for (int state = 0; state < row.Length; state++)
                {
                    row[state] *= 1 - (Distance / 2);
                }

                row[targets[(5 * global) + local]] += Distance / 2;
            },
            _ => 1
        );
    }
}
