using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Policies;

/// <summary>
/// Policies that a user brings: functions and classes of their own. A function that reads a table is that table, to the bit, wherever
/// tables go.
/// </summary>
public class FunctionPolicyTests
{
    private const int Seen = 2;

    private static readonly CooperativeGame Game = new RandomGame(77)
    {
        LocalStates = 3,
        GlobalActions = 3,
        Agents = 5,
        Discount = 0.8,
    }.Create();

    private static readonly TabularGlobalPolicy Table = TabularGlobalPolicy.FromFunction(
        Game.GlobalStates,
        Game.GlobalActions,
        new CountLattice(3, Seen),
        (state, rank) => ((5 * state) + rank) % 3
    );

    private static readonly LocalPolicy Local = LocalPolicy.Of(Game, (own, global) => (own + global) % 2 == 0 ? [0.25, 0.75] : [1, 0]);

    private static readonly JointPolicy Twin = new(Table, Local);

    private static readonly JointPolicy Deterministic = new(
        new FunctionPolicy(Seen, 3, (state, observation) => Table.Action(state, Table.Lattice.Rank(observation))),
        Local
    );

    private static readonly JointPolicy Drawn = new(
        new FunctionPolicy(Seen, 3, (state, observation, _) => Table.Action(state, Table.Lattice.Rank(observation))),
        Local
    );

    private static readonly OnlineExecutionOptions Execution = new()
    {
        Rollouts = 10,
        Seeds = 3,
        Horizon = 30,
    };

    public static TheoryData<string> NeedsOfALaw =>
        ["evaluation", "certificate", "estimate", "hash", "file", "table", "chain", "local answer", "representative answer"];

    [Fact]
    public void A_function_that_reads_a_table_is_simulated_as_the_table()
    {
        SimulationResult expected = Simulate(Twin);
        foreach (JointPolicy pair in new[] { Deterministic, Drawn })
        {
            SimulationResult found = Simulate(pair);
            Assert.Equal(expected.PerSeed, found.PerSeed);
            Assert.Equal(expected.Reward, found.Reward);
            Assert.True(found.TruncationBound >= expected.TruncationBound);
        }
    }

    [Fact]
    public void A_function_that_reads_a_table_is_compared_as_the_table()
    {
        var other = new JointPolicy(new UniformGlobalPolicy(Seen, 3), Local);
        var comparison = new PairedComparison(new PairedComparisonOptions { MaximumRollouts = 128 });
        PairedResult expected = comparison.Compare(Game, other, Twin, 0.01);
        Assert.Equal(expected, comparison.Compare(Game, other, Deterministic, 0.01));
        Assert.Equal(expected, comparison.Compare(Game, other, Drawn, 0.01));
        Assert.Equal(0, comparison.Compare(Game, Twin, Deterministic, 0).Difference.Mean);
    }

    [Fact]
    public void A_function_that_reads_a_table_has_its_value_hash_and_certificate()
    {
        Assert.Equal(new PolicyEvaluator(Game).Evaluate(Twin), new PolicyEvaluator(Game).Evaluate(Deterministic));
        var model = new MeanFieldPopulation(Game, 6);
        Assert.Equal(new PolicyEvaluator(model).Evaluate(Twin), new PolicyEvaluator(model).Evaluate(Deterministic));
        Assert.Equal(PolicyHash.Compute(Twin, Game), PolicyHash.Compute(Deterministic, Game));
        (NashCertificate expected, NashCertificate found) = (Certificate(Twin), Certificate(Deterministic));
        Assert.Equal(expected.Notices, found.Notices);
        Assert.Equal(expected with { Notices = found.Notices }, found);
        Assert.True(Table.SameAs(TabularGlobalPolicy.Of(Deterministic.Global, Game)));

        static NashCertificate Certificate(JointPolicy pair) =>
            new Certifier(new CertificateOptions { Threads = 1 }).Run(Game, pair, Game.Agents).Certificate with
            {
                Seconds = 0,
            };
    }

    [Theory]
    [MemberData(nameof(NeedsOfALaw))]
    public void Where_a_law_is_needed_a_policy_without_one_is_refused_in_words(string need)
    {
        Action job = need switch
        {
            "evaluation" => () => new PolicyEvaluator(Game).Evaluate(Drawn),
            "certificate" => () => new Certifier(new CertificateOptions()).Run(Game, Drawn, Game.Agents),
            "estimate" => () => new Certifier(new CertificateOptions()).Estimate(Game, Drawn, Game.Agents),
            "hash" => () => PolicyHash.Compute(Drawn, Game),
            "file" => () => PolicyFile.Write(Drawn, Game),
            "table" => () => TabularGlobalPolicy.Of(Drawn.Global, Game),
            "chain" => () => ChainedMdp.Create(Game, Drawn.Global, 3, Parameterization.Tuples, ChainReward.Team, default),
            "local answer" => () =>
                new ReactiveLLearn(new BestResponseOptions()).Solve(new ExactPopulation(Game, Game.Agents), Drawn, Table.Lattice, default),
            _ => () => new RepresentativeLLearn(new RepresentativeOptions()).Solve(Game, Drawn, Table.Lattice, default),
        };
        string message = Assert.ThrowsAny<InvalidInputException>(job).Message;
        Assert.Contains("a global policy of type FunctionPolicy", message, StringComparison.Ordinal);
        Assert.Contains(
            need == "file" ? "store TabularGlobalPolicy.Of of it" : "has no action distribution",
            message,
            StringComparison.Ordinal
        );
        Assert.Equal(need != "file", message.EndsWith("judge it by simulation", StringComparison.Ordinal));
    }

    [Fact]
    public void An_action_that_does_not_exist_stops_everything_with_its_place()
    {
        foreach (int action in new[] { -1, 3 })
        {
            var pair = new JointPolicy(new FunctionPolicy(Seen, 3, (_, _) => action), Local);
            foreach (
                Action job in new Action[]
                {
                    () => Simulate(pair),
                    () => new PairedComparison(new PairedComparisonOptions()).Compare(Game, Twin, pair, 0),
                    () => EpisodeTrace.Record(Game, pair, Execution),
                    () => new PolicyEvaluator(Game).Evaluate(pair),
                    () => Log(pair.Global),
                }
            )
            {
                Violation violation = Assert.Single(Assert.Throws<InvalidPolicyException>(job).Violations);
                Assert.Matches(@"^action in global state \d at observation \[\d, \d, \d\]$", violation.Place);
                Assert.Equal(($"is {action}", "an action from 0 to 2"), (violation.Found, violation.Expected));
            }
        }
    }

    [Fact]
    public void What_a_policy_throws_reaches_the_caller_as_it_is()
    {
        var pair = new JointPolicy(new FunctionPolicy(Seen, 3, (_, _) => throw new TimeoutException("no answer")), Local);
        Assert.Equal("no answer", Assert.Throws<TimeoutException>(() => Simulate(pair)).Message);
        Assert.Throws<TimeoutException>(() => new PairedComparison(new PairedComparisonOptions()).Compare(Game, pair, Twin, 0));
        Assert.Throws<TimeoutException>(() => new PolicyEvaluator(Game).Evaluate(pair));
    }

    [Fact]
    public void A_function_of_other_sizes_does_not_fit()
    {
        var pair = new JointPolicy(new FunctionPolicy(6, 2, (_, _) => 0), Local);
        Assert.Equal(
            ["globalPolicy actions", "subsample"],
            Assert.Throws<InvalidPolicyException>(() => Simulate(pair)).Violations.Select(violation => violation.Place),
            StringComparer.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => new FunctionPolicy(-1, 2, (_, _) => 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FunctionPolicy(1, 0, (_, _) => 0));
    }

    // 100 of 10,000 agents in 30 states have 1e28 observations, more than a lattice can rank.
    [Fact]
    public void Observations_of_a_function_are_never_enumerated()
    {
        CooperativeGame large = new RandomGame(5)
        {
            LocalStates = 30,
            GlobalActions = 2,
            Agents = 10_000,
        }.Create();
        Assert.ThrowsAny<InvalidInputException>(() => new CountLattice(30, 100));
        var policy = new FunctionPolicy(100, 2, (_, observation) => observation[0] > 5 ? 1 : 0);
        var pair = new JointPolicy(policy, LocalPolicy.Uniform(large));
        SimulationResult result = new OnlineExecution(Execution).Run(large, pair);
        Assert.True(double.IsFinite(result.Reward.Mean));
        PairedResult compared = new PairedComparison(new PairedComparisonOptions { FirstBatch = 4, MaximumRollouts = 4 }).Compare(
            large,
            pair,
            pair,
            0
        );
        Assert.Equal(0, compared.Difference.Mean);
    }

    [Fact]
    public void A_function_may_observe_nobody_or_everybody()
    {
        int[] sums = [0, 5];
        foreach (int sum in sums)
        {
            var policy = new FunctionPolicy(sum, 3, (_, observation) =>
            {
                int found = 0;
                foreach (int count in observation)
                {
                    found += count;
                }

                return found == sum ? 1 : 99;
            });
            Assert.Null(Record.Exception(() => Simulate(new JointPolicy(policy, Local))));
        }
    }

    [Fact]
    public void A_log_of_a_function_is_the_log_of_its_table() => Assert.Equal(Log(Table), Log(Deterministic.Global));

    // The actor counts its own steps: every episode has one of its own, and each step is one act and one move.
    [Fact]
    public void A_policy_with_a_memory_of_its_own_starts_anew_in_every_episode()
    {
        var policy = new Metronome();
        SimulationResult result = new OnlineExecution(Execution with { Threads = 2 }).Run(Game, new JointPolicy(policy, Local));
        Assert.Equal(31, policy.Started);
        Assert.Equal(new MemoryMeasure(result.Memory!.EstimateError, 0.5), result.Memory);
        Assert.InRange(result.Memory.EstimateError, 0.05, 0.95);
        Assert.Contains(
            "depends on all its observations",
            Assert.ThrowsAny<InvalidInputException>(() => new PolicyEvaluator(Game).Evaluate(new JointPolicy(policy, Local))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_lost_observation_is_empty_for_a_policy_that_remembers_and_the_last_one_for_any_other()
    {
        OnlineExecutionOptions lossy = Execution with { Disturbances = new Disturbances { LostObservations = 0.5 } };
        var policy = new Metronome();
        _ = new OnlineExecution(lossy).Run(Game, new JointPolicy(policy, Local));
        Assert.InRange(policy.Empty, 300, 600);
        var forgets = new FunctionPolicy(Seen, 3, (_, observation) => observation.ContainsAnyExcept(0) ? 0 : 99);
        Assert.Null(Record.Exception(() => new OnlineExecution(lossy).Run(Game, new JointPolicy(forgets, Local))));
    }

    [Fact]
    public void Local_functions_become_tables_and_their_faults_are_named()
    {
        Assert.Equal([0.25, 0.75], Local.At(0, 0));
        Assert.Equal([1.0, 0], Local.At(1, 0));
        Assert.Equal(
            ["localPolicy[1][0]"],
            Assert
                .Throws<InvalidPolicyException>(() =>
                    LocalPolicy.Of(Game, (own, global) => (own, global) == (1, 0) ? [0.5, 0.25, 0.25] : [0.5, 0.5])
                )
                .Violations.Select(violation => violation.Place),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["localPolicy[2][1]"],
            Assert
                .Throws<InvalidPolicyException>(() =>
                    LocalPolicy.Of(Game, (own, global) => (own, global) == (2, 1) ? [0.5, 0.25] : [0.5, 0.5])
                )
                .Violations.Select(violation => violation.Place),
            StringComparer.Ordinal
        );
    }

    private static SimulationResult Simulate(JointPolicy pair) => new OnlineExecution(Execution).Run(Game, pair);

    private static byte[] Log(GlobalPolicy behaviour)
    {
        using var output = new MemoryStream();
        new LogRecorder(new LogOptions { Steps = 500, EpisodeLength = 20 }).Run(Game, behaviour, Local, output);
        return output.ToArray();
    }

    /// <summary>
    /// Acts by the number of the step, believes the agents to be spread evenly, and raises an alarm in every other step.
    /// </summary>
    private sealed class Metronome() : GlobalPolicy(Seen, 3)
    {
        private int started;
        private int empty;

        public int Started => started;

        public int Empty => empty;

        public override bool Remembers => true;

        public override IGlobalActor Start(DeployedWorld world, RandomStream episode)
        {
            Interlocked.Increment(ref started);
            Assert.Equal(Game.Agents, world.Agents);
            return new Actor(this, [.. Enumerable.Repeat(1.0 / world.Game.LocalStates, world.Game.LocalStates)]);
        }

        private sealed class Actor(Metronome policy, double[] estimate) : IGlobalActor
        {
            private int acted;
            private int moved;

            public ReadOnlySpan<double> Estimate => estimate;

            public bool Alarmed => acted % 2 == 0;

            public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream)
            {
                Assert.Equal(moved, acted);
                acted++;
                if (!observation.ContainsAnyExcept(0))
                {
                    Interlocked.Increment(ref policy.empty);
                }

                return acted % 3;
            }

            public void Moved(int globalState) => moved++;
        }
    }
}
