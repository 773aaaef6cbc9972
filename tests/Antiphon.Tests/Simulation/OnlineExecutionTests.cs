using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Simulation.Reference;
using SpecialFunctions = MathNet.Numerics.SpecialFunctions;

namespace Antiphon.Tests.Simulation;

public class OnlineExecutionTests
{
    // Means are compared at 5 standard errors: a right simulator fails one of these with probability 6e-7.
    private const double StandardErrors = 5;

    private static readonly LocalInitialLaw ThreeStates = new IndependentLocalLaw([0.5, 0.2, 0.3]);

    [Theory]
    [InlineData(4, 2, 1)]
    [InlineData(3, 3, 2)]
    [InlineData(3, 1, 3)]
    public void State_after_some_steps_follows_the_exact_chain_and_so_do_separate_agents(int agents, int looked, ulong seed)
    {
        (CooperativeGame game, JointPolicy policy) = Tiny(agents, looked, seed);
        const int Steps = 3;
        var chain = new LabelledChain(game, policy);
        var lattice = new CountLattice(game.LocalStates, agents);
        double[] law = chain.ByCounts(chain.Run(Steps).Law, lattice);
        RandomStream root = new RandomStream(seed).Split("test");

        var episode = new Episode(new DeployedPair(game, policy, agents));
        int rollout = 0;
        GoodnessOfFit.CheckCounts(60_000, 0, law, () =>
        {
            EpisodeReturn.Run(episode, root.Split("fast", rollout++), Steps, game.Discount, default);
            return LabelledChain.Place(episode.GlobalState, episode.Counts, lattice);
        });

        var slow = new SeparateAgents(game, policy, root.Split("slow"));
        GoodnessOfFit.CheckCounts(30_000, 0, law, () =>
        {
            slow.Run(Steps);
            return LabelledChain.Place(slow.GlobalState, slow.Counts, lattice);
        });
    }

    [Theory]
    [InlineData(4, 2, 4)]
    [InlineData(3, 3, 5)]
    [InlineData(4, 1, 6)]
    public void Mean_return_is_the_exact_one_and_that_of_separate_agents(int agents, int looked, ulong seed)
    {
        (CooperativeGame game, JointPolicy policy) = Tiny(agents, looked, seed);
        const int Horizon = 12;
        double exact = new LabelledChain(game, policy).Run(Horizon).Return;
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = Horizon,
                Rollouts = 1000,
                Seeds = 30,
                Seed = seed,
            }
        ).Run(game, policy);
        Assert.InRange(
            result.Reward.Mean,
            exact - (StandardErrors * result.Reward.StandardError),
            exact + (StandardErrors * result.Reward.StandardError)
        );

        var slow = new SeparateAgents(game, policy, new RandomStream(seed).Split("slow"));
        ConfidenceInterval separate = StudentInterval.FromSamples([.. Enumerable.Range(0, 10_000).Select(_ => slow.Run(Horizon))]);
        Assert.InRange(
            separate.Mean,
            exact - (StandardErrors * separate.StandardError),
            exact + (StandardErrors * separate.StandardError)
        );
    }

    [Fact]
    public void Warehouse_earns_what_separate_agents_earn()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse").WithAgents(60);
        var policy = new JointPolicy(TestGames.SampleMode(game, 10), TestGames.Follow(game));
        var slow = new SeparateAgents(game, policy, new RandomStream(1).Split("slow"));
        ConfidenceInterval separate = StudentInterval.FromSamples([.. Enumerable.Range(0, 400).Select(_ => slow.Run(30))]);
        SimulationResult result = new OnlineExecution(new OnlineExecutionOptions { Horizon = 30, Rollouts = 400 }).Run(game, policy);
        double error = Math.Sqrt(Math.Pow(separate.StandardError, 2) + Math.Pow(result.Reward.StandardError, 2));
        Assert.InRange(result.Reward.Mean, separate.Mean - (StandardErrors * error), separate.Mean + (StandardErrors * error));
    }

    // On warehouse-flat at H = 100 the tagged agent of constant + follow earns 105.8055520603 (computed by a separate program as well).
    [Theory]
    [InlineData("warehouse-flat", 1)]
    [InlineData("warehouse-flat", 1000)]
    [InlineData("warehouse", 1_000_000_000)]
    [InlineData("warehouse", 1_000_000_000_000)]
    public void Constant_action_earns_what_one_tagged_agent_earns_at_every_population_size(string name, long agents)
    {
        CooperativeGame game = BuiltInGames.Get(name);
        var policy = new JointPolicy(TestGames.Constant(game, 2), TestGames.Follow(game));
        double exact = BlindReturn.Of(game, policy.Local, 2, 100);
        if (name == "warehouse-flat")
        {
            Assert.Equal(105.8055520603, exact, 1e-9);
        }

        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Agents = agents,
                Rollouts = 50,
                Seeds = 20,
            }
        ).Run(game, policy);
        Assert.Equal(agents, result.Agents);
        Assert.InRange(
            result.Reward.Mean,
            exact - (StandardErrors * result.Reward.StandardError),
            exact + (StandardErrors * result.Reward.StandardError)
        );
    }

    // Dirichlet mixtures of multinomials: P(c) = n! G(S a)/G(n + S a) prod_i G(c_i + a)/(c_i! G(a)).
    [Fact]
    public void Dirichlet_start_gives_the_polya_law_of_counts()
    {
        const double Concentration = 0.3;
        const int Agents = 5;
        CooperativeGame game = TestGames.Random(3, 2, 3, Agents, new DirichletLocalLaw(Concentration));
        var lattice = new CountLattice(3, Agents);
        double[] law =
        [
            .. ExactLaws
                .CountVectors(3, Agents)
                .Select(c =>
                    Math.Exp(
                        SpecialFunctions.FactorialLn(Agents)
                            + SpecialFunctions.GammaLn(3 * Concentration)
                            - SpecialFunctions.GammaLn(Agents + (3 * Concentration))
                            + c.Sum(x =>
                                SpecialFunctions.GammaLn(x + Concentration)
                                - SpecialFunctions.FactorialLn((int)x)
                                - SpecialFunctions.GammaLn(Concentration)
                            )
                    )
                ),
        ];
        double[] joint =
        [
            .. Enumerable.Range(0, 2 * lattice.Size).Select(i => game.Initial.Global[i / lattice.Size] * law[i % lattice.Size]),
        ];
        var episode = new Episode(
            new DeployedPair(game, new JointPolicy(TestGames.Constant(game, 0), TestGames.RandomLocal(game, 1)), Agents)
        );
        var root = new RandomStream(9);
        int rollout = 0;
        GoodnessOfFit.CheckCounts(60_000, 0, joint, () =>
        {
            episode.Start(root.Split("rollout", rollout++));
            return LabelledChain.Place(episode.GlobalState, episode.Counts, lattice);
        });
    }

    // SPEC 10.1: P_l(.|s_l = 0, s_g = 2, +1) and P_g(.|s_g = 0, a_g = 1) of the warehouse. The local move uses the old s_g.
    [Fact]
    public void Warehouse_moves_by_the_golden_transitions()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        game = TestGames.WithStart(game, TestGames.Corner(game, 2, 0));
        var policy = new JointPolicy(TestGames.Constant(game, 1), LocalPolicy.Deterministic(game, (_, _) => 1));
        var episode = new Episode(new DeployedPair(game, policy, 1_000_000));
        var root = new RandomStream(4);
        for (int rollout = 0; rollout < 20; rollout++)
        {
            EpisodeReturn.Run(episode, root.Split("rollout", rollout), 1, game.Discount, default);
            GoodnessOfFit.Check(episode.Counts, [0.808739397, 0.1094509754, 0.0329660003, 0.0244218137, 0.0244218137]);
        }

        game = TestGames.WithStart(game, TestGames.Corner(game, 0, 0));
        var leader = new Episode(new DeployedPair(game, policy, 10));
        int number = 0;
        GoodnessOfFit.CheckCounts(50_000, 0, [0.0666573971, 0.8120533378, 0.040429755, 0.040429755, 0.0404297551], () =>
        {
            EpisodeReturn.Run(leader, root.Split("leader", number++), 1, game.Discount, default);
            return leader.GlobalState;
        });
    }

    [Fact]
    public void Result_does_not_depend_on_the_number_of_threads()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var policy = new JointPolicy(TestGames.SampleMode(game, 3), TestGames.Follow(game));
        var options = new OnlineExecutionOptions
        {
            Horizon = 40,
            Rollouts = 7,
            Seeds = 5,
            Threads = 1,
        };
        SimulationResult one = new OnlineExecution(options).Run(game, policy);
        foreach (int threads in new[] { 2, 5 })
        {
            SimulationResult many = new OnlineExecution(options with { Threads = threads }).Run(game, policy);
            Assert.Equal(one.PerSeed, many.PerSeed);
            Assert.Equal(one.Reward, many.Reward);
            Assert.Equal(one.ModeAccuracy, many.ModeAccuracy);
        }
    }

    [Fact]
    public void Seed_means_and_their_spread_are_those_of_the_episodes()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var policy = new JointPolicy(TestGames.SampleMode(game, 3), TestGames.Follow(game));
        var options = new OnlineExecutionOptions
        {
            Horizon = 10,
            Rollouts = 3,
            Seeds = 2,
            Seed = 5,
        };
        SimulationResult result = new OnlineExecution(options).Run(game, policy);
        double[] means =
        [
            .. Enumerable
                .Range(0, 2)
                .Select(seed => Enumerable.Range(0, 3).Average(r => EpisodeTrace.Record(game, policy, options, seed, r).Return)),
        ];
        Assert.Equal(means[0], result.PerSeed[0], 1e-12);
        Assert.Equal(means[1], result.PerSeed[1], 1e-12);
        Assert.Equal(means.Average(), result.Reward.Mean, 1e-12);
        Assert.Equal(Math.Abs(means[0] - means[1]) / 2, result.Std, 1e-12);
        Assert.Equal(2, result.Reward.Count);

        // discount^10 max|r| / (1 - discount); the pair earns at most 4 + 10 in a step: who is in s_g stays there, without the 0.5 of
        // moving on.
        Assert.Equal(Math.Pow(0.95, 10) * 14 / 0.05, result.TruncationBound, 1e-9);
    }

    [Fact]
    public void A_single_seed_takes_its_interval_from_its_episodes()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var policy = new JointPolicy(TestGames.SampleMode(game, 3), TestGames.Follow(game));
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 10,
                Rollouts = 20,
                Seeds = 1,
            }
        ).Run(game, policy);
        Assert.Equal(20, result.Reward.Count);
        Assert.True(result.Reward.Low < result.Reward.Mean && double.IsFinite(result.Reward.High));
        Assert.Equal(0, result.Std);
    }

    [Fact]
    public void Observing_everyone_always_finds_the_mode()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse").WithAgents(12);
        var policy = new JointPolicy(TestGames.SampleMode(game, 12), TestGames.Follow(game));
        Assert.Equal(1, new OnlineExecution(
                new OnlineExecutionOptions
                {
                    Horizon = 20,
                    Rollouts = 5,
                    Seeds = 2,
                }
            ).Run(game, policy).ModeAccuracy);
    }

    [Fact]
    public void Games_without_targets_have_no_mode_accuracy()
    {
        (CooperativeGame game, JointPolicy policy) = Tiny(4, 2, 1);
        Assert.Null(new OnlineExecution(
                new OnlineExecutionOptions
                {
                    Horizon = 5,
                    Rollouts = 2,
                    Seeds = 2,
                }
            ).Run(game, policy).ModeAccuracy);
    }

    [Theory]
    [InlineData(1000L)]
    [InlineData(1_000_000_000L)]
    public void Steps_allocate_nothing(long agents)
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var episode = new Episode(new DeployedPair(game, new JointPolicy(TestGames.SampleMode(game, 10), TestGames.Follow(game)), agents));
        var stream = new RandomStream(1);
        long least = long.MaxValue;
        for (int repeat = 0; repeat < 5; repeat++)
        {
            // The least of some repeats: the first ones may still be compiling.
            long before = GC.GetAllocatedBytesForCurrentThread();
            EpisodeReturn.Run(episode, stream, 50, game.Discount, default);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, least);
    }

    [Fact]
    public void Observing_more_agents_than_there_are_is_an_error()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var policy = new JointPolicy(TestGames.SampleMode(game, 5), TestGames.Follow(game));
        InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() =>
            new OnlineExecution(new OnlineExecutionOptions { Agents = 4 }).Run(game, policy)
        );
        Assert.Contains("subsample is 5; expected at most the number of agents, 4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Policies_of_another_shape_are_an_error()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        (_, JointPolicy policy) = Tiny(4, 2, 1);
        InvalidPolicyException error = Assert.Throws<InvalidPolicyException>(() =>
            new OnlineExecution(new OnlineExecutionOptions()).Run(game, policy)
        );
        Assert.Equal(4, error.Violations.Count);
    }

    [Fact]
    public void Every_bad_option_is_named()
    {
        InvalidInputException error = Assert.Throws<InvalidOptionException>(() =>
            new OnlineExecution(
                new OnlineExecutionOptions
                {
                    Horizon = 0,
                    Rollouts = -1,
                    Seeds = 0,
                    Threads = 0,
                }
            )
        );
        foreach (string name in new[] { "Horizon is 0", "Rollouts is -1", "Seeds is 0", "Threads is 0" })
        {
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }

        CooperativeGame game = BuiltInGames.Get("warehouse");
        var policy = new JointPolicy(TestGames.SampleMode(game, 5), TestGames.Follow(game));
        Assert.ThrowsAny<InvalidInputException>(() => new OnlineExecution(new OnlineExecutionOptions { Agents = 0 }).Run(game, policy));
    }

    [Fact]
    public void Cancelling_stops_and_progress_ends_at_one()
    {
        (CooperativeGame game, JointPolicy policy) = Tiny(4, 2, 1);
        var execution = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 5,
                Rollouts = 30,
                Seeds = 2,
            }
        );
        Assert.ThrowsAny<OperationCanceledException>(() =>
            execution.Run(game, policy, cancellation: new CancellationToken(canceled: true))
        );
        var progress = new LargestProgress();
        execution.Run(game, policy, progress);
        Assert.Equal(1, progress.Largest);
    }

    [Fact]
    public void Speed_is_steps_over_the_clocks_time()
    {
        (CooperativeGame game, JointPolicy policy) = Tiny(4, 2, 1);
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 5,
                Rollouts = 3,
                Seeds = 2,
            },
            new TwoSecondsPerReading()
        ).Run(game, policy);
        Assert.Equal(15, result.StepsPerSecond, 1e-9);
    }

    private static (CooperativeGame Game, JointPolicy Policy) Tiny(int agents, int looked, ulong seed)
    {
        CooperativeGame game = TestGames.Random(seed, 2, 3, agents, ThreeStates);
        return (game, new JointPolicy(new RandomisedGlobalPolicy(game, looked, seed + 100), TestGames.RandomLocal(game, seed + 200)));
    }

    private sealed class LargestProgress : IProgress<Progress>
    {
        private readonly Lock gate = new();

        public double Largest { get; private set; }

        public void Report(Progress value)
        {
            lock (gate)
            {
                Largest = Math.Max(Largest, value.Fraction);
            }
        }
    }

    private sealed class TwoSecondsPerReading : TimeProvider
    {
        private long now;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Interlocked.Add(ref now, 2);
    }
}
