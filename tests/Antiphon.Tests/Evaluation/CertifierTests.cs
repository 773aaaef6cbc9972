using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

public class CertifierTests
{
    /// <summary>The library solves to 1e-10, the twins to 1e-11.</summary>
    private const double Tolerance = 1e-8;

    [Theory]
    [InlineData(KernelShape.Dense, 2, 3, 1)]
    [InlineData(KernelShape.Dense, 2, 3, 3)]
    [InlineData(KernelShape.Dense, 3, 3, 2)]
    [InlineData(KernelShape.Lazy, 2, 4, 2)]
    [InlineData(KernelShape.Sparse, 2, 4, 3)]
    [InlineData(KernelShape.Absorbing, 3, 2, 1)]
    [InlineData(KernelShape.Absorbing, 2, 4, 4)]
    [InlineData(KernelShape.Deterministic, 3, 3, 1)]
    [InlineData(KernelShape.EqualRows, 2, 4, 1)]
    [InlineData(KernelShape.Cyclic, 3, 2, 2)]
    [InlineData(KernelShape.Cyclic, 3, 3, 1)]
    [InlineData(KernelShape.Dense, 1, 3, 2)]
    [InlineData(KernelShape.Dense, 2, 1, 1)]
    [InlineData(KernelShape.Sparse, 3, 1, 1)]
    [InlineData(KernelShape.Dense, 2, 5, 3)]
    [InlineData(KernelShape.Cyclic, 2, 5, 5)]
    public void Upper_ends_are_the_best_responses_over_ordered_agents(KernelShape shape, int states, int agents, int observations)
    {
        CooperativeGame game = new RandomGame((ulong)(900 + agents + observations))
        {
            Shape = shape,
            LocalStates = states,
            Agents = agents,
            Discount = 0.8,
            Dirichlet = agents == 4 ? 0.5 : null,
        }.Create();
        AssertUpperEnds(
            new Judged(
                game,
                observations,
                (ulong)(17 * states + observations),
                deterministic: shape is KernelShape.Deterministic or KernelShape.Cyclic
            )
        );
    }

    [Theory]
    [InlineData(2, 2, 3, 1, 2)]
    [InlineData(2, 3, 3, 2, 2)]
    [InlineData(3, 2, 4, 4, 2)]
    [InlineData(1, 3, 1, 1, 3)]
    [InlineData(2, 2, 2, 1, 3)]
    public void Upper_ends_where_agents_depend_on_each_other_are_the_best_responses_over_ordered_agents(
        int globalStates,
        int states,
        int agents,
        int observations,
        int localActions
    )
    {
        CooperativeGame game = new RandomGame((ulong)(940 + agents + states))
        {
            GlobalStates = globalStates,
            LocalStates = states,
            LocalActions = localActions,
            Agents = agents,
            Discount = 0.8,
            Dirichlet = agents == 4 ? 0.5 : null,
        }.CreateCoupled();
        Judged judged = new(game, observations, (ulong)(agents + states));
        AssertUpperEnds(judged);
        Assert.Contains(
            "implies nothing for other numbers of agents",
            Assert.Single(judged.Certificate.Notices),
            StringComparison.Ordinal
        );
        var stored = new StoredCertificate(judged.Certificate, judged.Certificate.EpsilonInitial, judged.Certificate.EpsilonWorst, null);
        Verification verification = new CertificateVerifier(new VerificationOptions { States = 100_000 }).Verify(
            game,
            judged.Pair,
            stored,
            judged.Witness!
        );
        Assert.Null(verification.Failure);
        Assert.True(verification.Complete);
    }

    /// <summary>
    /// Every size from 1 up, every shape of kernel, discount 0 and others, k up to n, policies with and without zeros; the verifier agrees
    /// at every state.
    /// </summary>
    [Fact]
    [Trait("Tier", "full")]
    public void Upper_ends_are_the_best_responses_in_120_random_games()
    {
        KernelShape[] shapes = Enum.GetValues<KernelShape>();
        CertificateVerifier verifier = new(new VerificationOptions { States = 100_000 });
        for (int number = 0; number < 120; number++)
        {
            SmallRandom random = new((ulong)(5000 + number));
            int agents = 1 + random.Below(4);
            CooperativeGame game = new RandomGame((ulong)(7000 + number))
            {
                GlobalStates = 1 + random.Below(3),
                LocalStates = 1 + random.Below(agents > 3 ? 2 : 3),
                GlobalActions = 1 + random.Below(3),
                LocalActions = 1 + random.Below(agents > 2 ? 2 : 3),
                Agents = agents,
                Shape = shapes[number % shapes.Length],
                Discount = new[] { 0, 0.3, 0.8 }[random.Below(3)],
                Dirichlet = number % 2 == 0 ? 0.05 + (2 * random.Next()) : null,
            }.Create();
            Judged judged = new(game, number % 3 == 0 ? agents : 1 + random.Below(agents), (ulong)number, deterministic: number % 4 == 0);
            AssertUpperEnds(judged);
            double[] gradient = OrderedGradient.Local(judged.Ordered, judged.Rule, judged.Local);
            Assert.Equal(
                OrderedGradient.FirstOrderGap(gradient, judged.Local, game.LocalActions),
                judged.Certificate.FirstOrderGap!.Value,
                1e-5
            );
            var stored = new StoredCertificate(
                judged.Certificate,
                judged.Certificate.EpsilonInitial,
                judged.Certificate.EpsilonWorst,
                null
            );
            Assert.Null(verifier.Verify(game, judged.Pair, stored, judged.Witness!).Failure);
        }
    }

    private static void AssertUpperEnds(Judged judged)
    {
        CooperativeGame game = judged.Game;
        int agents = (int)game.Agents;
        (NashCertificate certificate, OrderedGame ordered) = (judged.Certificate, judged.Ordered);
        double[] value = ordered.Value(judged.Rule, judged.Local);
        double[] start = ordered.InitialLaw();
        OrderedDeviations deviations = new(ordered);

        Assert.Equal(Mean(start, value), certificate.Value, Tolerance);
        double[,] dispatcher = new FullInformationControl(game, judged.Local).Values;
        AssertUpper(
            [.. Enumerable.Range(0, ordered.States).Select(s => dispatcher[s / ordered.Tuples.Length, s % ordered.Tuples.Length])],
            value,
            certificate.DispatcherGap
        );
        AssertUpper(deviations.OneAgent(judged.Rule, judged.Local, own: false), value, certificate.AgentGap);
        double[] selfish = deviations.OneAgentPlays(judged.Rule, judged.Local, judged.Local, own: true);
        AssertUpper(deviations.OneAgent(judged.Rule, judged.Local, own: true), selfish, certificate.SelfishAgentGap);
        Assert.Equal(agents, certificate.WelfareGroup);
        AssertUpper(deviations.Centralized(), value, certificate.WelfareGap);
        Assert.Equal(certificate.WelfareGap.Initial.Upper, certificate.TeamGap.Initial.Upper);

        void AssertUpper(double[] best, double[] own, EquilibriumGap gap)
        {
            double[] gains = best.Zip(own, (one, other) => one - other).ToArray();
            Assert.Equal(Mean(start, gains), gap.Initial.Upper, Tolerance);
            Assert.Equal(gains.Max(), gap.Worst.Upper, Tolerance);
            Assert.InRange(gap.Initial.Lower, 0, gap.Initial.Upper);
            Assert.InRange(gap.Worst.Lower, 0, gap.Worst.Upper);
            Assert.True(gap.Initial.Upper <= gap.Worst.Upper + Tolerance);
        }
    }

    [Theory]
    [InlineData(KernelShape.Dense, 1)]
    [InlineData(KernelShape.Sparse, 2)]
    [InlineData(KernelShape.Deterministic, 3)]
    [InlineData(KernelShape.Absorbing, 4)]
    public void Lower_ends_are_gains_of_policies_of_the_class_and_reach_the_best_of_it_in_small_games(KernelShape shape, int seed)
    {
        CooperativeGame game = new RandomGame((ulong)(930 + seed))
        {
            Shape = shape,
            LocalStates = 2,
            Agents = 3,
            Discount = 0.8,
        }.Create();
        Judged judged = new(game, 1, (ulong)seed);
        OrderedGame ordered = judged.Ordered;
        double[] start = ordered.InitialLaw();
        double value = ordered.StartValue(judged.Rule, judged.Local);
        OrderedDeviations deviations = new(ordered);
        double best = PolicyEnumeration.BestGlobalValue(ordered, 1, judged.Local) - value;
        Assert.Equal(best, judged.Certificate.DispatcherGap.Initial.Lower, Tolerance);
        // Some deterministic deviation of one agent is the best of its reactive ones under the initial law or nearly; the search climbs to
        // a stationary point.
        double alone =
            PolicyEnumeration
                .LocalPolicies(game)
                .Max(deviation => Mean(start, deviations.OneAgentPlays(judged.Rule, judged.Local, deviation, own: false))) - value;
        Assert.InRange(judged.Certificate.AgentGap.Initial.Lower, 0.9 * alone, judged.Certificate.AgentGap.Initial.Upper);
        double team = PolicyEnumeration.BestLocalValue(ordered, judged.Rule) - value;
        Assert.InRange(judged.Certificate.TeamGap.Initial.Lower, team - Tolerance, judged.Certificate.WelfareGap.Initial.Upper);
        Assert.True(judged.Certificate.FirstOrderGap >= 0);
        double joint = PolicyEnumeration.BestJointValue(ordered, 1) - value;
        Assert.InRange(judged.Certificate.WelfareGap.Initial.Lower, 0.9 * joint, judged.Certificate.WelfareGap.Initial.Upper);
    }

    [Theory]
    [InlineData(KernelShape.Dense)]
    [InlineData(KernelShape.Cyclic)]
    public void A_dispatcher_that_sees_everyone_closes_its_gap(KernelShape shape)
    {
        CooperativeGame game = new RandomGame(950)
        {
            Shape = shape,
            LocalStates = 3,
            Agents = 3,
            Discount = 0.8,
        }.Create();
        EquilibriumGap gap = new Judged(game, 3, 5).Certificate.DispatcherGap;
        Assert.True(gap.Initial.Upper > 0.01);
        Assert.Equal(gap.Initial.Upper, gap.Initial.Lower, Tolerance);
        Assert.Equal(gap.Worst.Upper, gap.Worst.Lower, Tolerance);
    }

    /// <summary>
    /// Both in 0 earn 1 for ever, both in 1 earn 10 (n = 2, gamma = 0.9). At the pair "0, 0" the dispatcher alone and one agent alone gain
    /// nothing from (0, all in 0) under the team's reward: a mismatch earns 0. Both together earn 10 after one step: 1 + 9 * 10 - 10 = 81.
    /// </summary>
    [Fact]
    public void A_bad_equilibrium_has_no_gap_of_either_side_and_a_welfare_gap()
    {
        CooperativeGame game = SmallGames.Coordinate(2);
        JointPolicy pair = new(Library.Global(game, 2, (_, _) => [1, 0]), LocalPolicy.Deterministic(game, (_, _) => 0));
        NashCertificate certificate = new Certifier(new CertificateOptions { Accuracy = 1e-9, Threads = 1 })
            .Run(game, pair, 2)
            .Certificate;
        Assert.Equal(10, certificate.Value, Tolerance);
        Assert.InRange(certificate.DispatcherGap.Initial.Upper, 0, Tolerance);
        Assert.InRange(certificate.AgentGap.Initial.Upper, 0, Tolerance);
        Assert.InRange(certificate.EpsilonInitial, 0, Tolerance);
        Assert.Equal(81, certificate.WelfareGap.Initial.Upper, Tolerance);
        Assert.Equal(81, certificate.WelfareGap.Initial.Lower, Tolerance);
    }

    /// <summary>
    /// Two agents that never differ earn nothing; one alone that moves the other way makes them differ in every step from the second on: 9
    /// (SPEC's game of differing).
    /// </summary>
    [Fact]
    public void One_agent_alone_can_gain_where_all_together_cannot()
    {
        CooperativeGame game = SmallGames.Differ(2);
        JointPolicy pair = new(Library.Global(game, 2, SmallGames.RewardDifference), LocalPolicy.Deterministic(game, (_, _) => 0));
        NashCertificate certificate = new Certifier(new CertificateOptions { Accuracy = 1e-9, Threads = 1 })
            .Run(game, pair, 2)
            .Certificate;
        Assert.Equal(0, certificate.Value, Tolerance);
        Assert.Equal(9, certificate.AgentGap.Initial.Upper, Tolerance);
        Assert.Equal(9, certificate.AgentGap.Initial.Lower, Tolerance);
    }

    /// <summary>A lone agent that counts only its own 0.1 stays in 0 and gains nothing by moving; the team gains 9.1 - 1 = 8.1.</summary>
    [Fact]
    public void The_selfish_reading_and_the_team_reading_differ()
    {
        CooperativeGame game = SmallGames.Selfless();
        JointPolicy pair = new(
            Library.Global(game, 1, (_, observation) => observation[1] > 0 ? [0, 1] : [1, 0]),
            LocalPolicy.Deterministic(game, (_, _) => 0)
        );
        NashCertificate certificate = new Certifier(new CertificateOptions { Accuracy = 1e-9, Threads = 1 })
            .Run(game, pair, 1)
            .Certificate;
        Assert.Equal(1, certificate.Value, Tolerance);
        Assert.InRange(certificate.SelfishAgentGap.Initial.Upper, 0, Tolerance);
        Assert.Equal(8.1, certificate.AgentGap.Initial.Lower, Tolerance);
    }

    [Fact]
    public void Welfare_bounds_fall_as_groups_grow()
    {
        CooperativeGame game = new RandomGame(960)
        {
            LocalStates = 2,
            Agents = 4,
            Discount = 0.8,
        }.Create();
        var ordered = new OrderedGame(game, 1);
        double[] optimum = new OrderedDeviations(ordered).Centralized();
        using var workers = new Antiphon.Numerics.Workers(1);
        double before = double.PositiveInfinity;
        for (int size = 1; size <= 4; size++)
        {
            GroupOptimum group = new(game, size, workers);
            group.Solve(1e-10, default);
            int[][] lattice = Counting.Vectors(2, size);
            double[] values = group.Values.ToArray();
            // The average over subsets, subset by subset.
            double[] raised = Enumerable
                .Range(0, ordered.States)
                .Select(state =>
                    Counting
                        .Subsets(4, size)
                        .Average(subset =>
                            values[
                                Counting.IndexOf(
                                    lattice,
                                    Counting.CountsOf(2, subset.Select(i => ordered.Tuples[state % ordered.Tuples.Length][i]))
                                ) * 2
                                    + state / ordered.Tuples.Length
                            ]
                        )
                )
                .ToArray();
            Assert.All(raised.Zip(optimum), pair => Assert.True(pair.First >= pair.Second - Tolerance));
            double mean = Mean(ordered.InitialLaw(), raised);
            Assert.True(mean <= before + Tolerance);
            before = mean;
        }
        Assert.Equal(Mean(ordered.InitialLaw(), optimum), before, Tolerance);
    }

    [Fact]
    public void A_free_population_bounds_what_a_controller_of_agents_that_depend_on_each_other_earns()
    {
        CooperativeGame game = new RandomGame(961) { Agents = 3, Discount = 0.8 }.CreateCoupled();
        var ordered = new OrderedGame(game, 1);
        double[] optimum = new OrderedDeviations(ordered).Centralized();
        (double[] bound, double error) = FreePopulation.Solve(game, 1e-10, default);
        Assert.InRange(error, 0, 1e-10);
        Assert.All(optimum.Select((value, state) => bound[state / ordered.Tuples.Length] - value), excess =>
            Assert.InRange(excess, -Tolerance, game.RewardRange / (1 - game.Discount))
        );
    }

    /// <summary>A hundred agents have too many joint choices: the certificate says so, and every equation holds all the same.</summary>
    [Fact]
    public void Many_agents_that_depend_on_each_other_are_certified_with_a_free_population()
    {
        CooperativeGame game = new RandomGame(962) { Agents = 100, Discount = 0.8 }.CreateCoupled();
        Judged judged = new(game, 2, 3, accuracy: 1e-7);
        Assert.Equal(0, judged.Certificate.WelfareGroup);
        Assert.Equal(2, judged.Witness!.Find("welfare.best")!.Values.Length);
        Assert.True(judged.Certificate.WelfareGap.Initial.Lower <= judged.Certificate.WelfareGap.Initial.Upper);
        var stored = new StoredCertificate(judged.Certificate, judged.Certificate.EpsilonInitial, judged.Certificate.EpsilonWorst, null);
        var verifier = new CertificateVerifier(new VerificationOptions { States = 100_000 });
        Assert.Null(verifier.Verify(game, judged.Pair, stored, judged.Witness!).Failure);

        // Each function is off by less than shows in a gap: its own equation must tell.
        foreach (WitnessFunction function in judged.Witness!.Functions)
        {
            WitnessFunction moved = function with { Values = [.. function.Values.Select(value => value + 1e-5)] };
            var witness = new CertificateWitness([.. judged.Witness.Functions.Select(other => other == function ? moved : other)]);
            Assert.False(verifier.Verify(game, judged.Pair, stored, witness).Holds);
        }
    }

    [Fact]
    public void What_is_not_there_where_agents_depend_on_each_other_names_what_is()
    {
        CooperativeGame game = BuiltInGames.Get("epidemic");
        var pair = new JointPolicy(new UniformGlobalPolicy(2, game.GlobalActions), LocalPolicy.Uniform(game));
        var certifier = new Certifier(new CertificateOptions { KeepWitness = false });
        long most = Certifier.LargestAgents(game, keepWitness: false);
        Assert.InRange(most, 10, 27);
        Assert.EndsWith(
            $"use an exact certificate; at most n = {most} fits; or compare pairs by simulation",
            Refusal(() => certifier.Estimate(game, pair, 10)),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            $"are available, and at most 4,096 count vectors, since agents depend on each other; at most n = {most} fits; lower the "
                + "number of agents, or estimate the value of observing over k",
            Refusal(() => certifier.Run(game, pair, 1000)),
            StringComparison.Ordinal
        );

        static string Refusal(Action action) => Assert.ThrowsAny<InvalidInputException>(action).Message;
    }

    [Fact]
    public void A_policy_that_is_no_table_is_judged_too()
    {
        CooperativeGame game = new RandomGame(970) { Agents = 3 }.Create();
        NashCertificate certificate = new Certifier(new CertificateOptions { Threads = 1 })
            .Run(game, new JointPolicy(new UniformGlobalPolicy(2, 2), LocalPolicy.Uniform(game)), 3)
            .Certificate;
        Assert.True(certificate.DispatcherGap.Initial.Lower > 0);
    }

    [Fact]
    [Trait("Tier", "full")]
    public void Figures_do_not_depend_on_the_number_of_threads()
    {
        CooperativeGame game = new RandomGame(971)
        {
            LocalStates = 3,
            Agents = 60,
            Shape = KernelShape.Lazy,
            Discount = 0.8,
        }.Create();
        var pair = new JointPolicy(
            Library.Global(game, 2, (_, observation) => observation[0] > 0 ? [1, 0] : [0, 1]),
            LocalPolicy.Uniform(game)
        );
        NashCertificate one = Certify(1);
        NashCertificate two = Certify(2);
        Assert.Equal(CertificateFile.Write(one with { Seconds = 0 }), CertificateFile.Write(two with { Seconds = 0 }));

        NashCertificate Certify(int threads) => new Certifier(
                new CertificateOptions
                {
                    Threads = threads,
                    Accuracy = 1e-3,
                    Restarts = 0,
                    SearchSteps = 1,
                }
            ).Run(game, pair, 60).Certificate;
    }

    [Fact]
    public void Too_few_and_too_many_agents_are_refused_with_what_fits()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse");
        var pair = new JointPolicy(new UniformGlobalPolicy(10, 5), LocalPolicy.Uniform(game));
        Certifier certifier = new(new CertificateOptions());
        Assert.Contains(
            "at least k = 10",
            Assert
                .ThrowsAny<InvalidInputException>(() =>
                {
                    certifier.Run(game, pair, 9);
                })
                .Message,
            StringComparison.Ordinal
        );
        string message = Assert
            .ThrowsAny<InvalidInputException>(() =>
            {
                certifier.Run(game, pair, 1000);
            })
            .Message;
        Assert.Contains($"at most n = {Certifier.LargestAgents(game):N0} fits", message, StringComparison.Ordinal);
        Assert.True(Certifier.Bytes(game, Certifier.LargestAgents(game)) <= MemoryBudget.UsableBytes);
        Assert.Throws<DoesNotFitException>(() =>
        {
            certifier.Run(game, pair, 1_000_000_000_000);
        });
    }

    [Fact]
    public void A_cancelled_certification_throws()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        CooperativeGame game = new RandomGame(972).Create();
        Certifier certifier = new(new CertificateOptions { Threads = 1 });
        JointPolicy pair = new(new UniformGlobalPolicy(1, 2), LocalPolicy.Uniform(game));
        Assert.Throws<OperationCanceledException>(() =>
        {
            certifier.Run(game, pair, 3, cancellation: cancelled.Token);
        });
    }

    private static double Mean(double[] weights, double[] values) => weights.Zip(values, (weight, value) => weight * value).Sum();
}
