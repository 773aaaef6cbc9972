using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

/// <summary>
/// Every figure of an exact certificate is widened by the errors of all that it is made of. Each test fails when one of its terms is
/// dropped.
/// </summary>
public class ErrorTermTests
{
    private static readonly CertificateVerifier Everywhere = new(new VerificationOptions { States = 100_000 });

    /// <summary>Dyadic numbers, so that sums are exact: gains 2 and 3 at weights 1/4 and 3/4, errors 1/2 and 1/8.</summary>
    [Fact]
    public void Upper_ends_grow_by_both_errors_and_lower_ends_shrink_by_both()
    {
        GapTracker gap = new("dispatcher", [0.25, 0.75], [1, 2], error: 0.125);
        gap.Bound([3, 5], relaxedError: 0.5);
        Assert.Equal(2.75 + 0.5 + 0.125, gap.Gap.Initial.Upper);
        Assert.Equal(3 + 0.5 + 0.125, gap.Gap.Worst.Upper);
        Assert.Equal(1.75, gap.Offer([2, 4], deviatingError: 0.0625, null, null));
        Assert.Equal(1.75 - 0.0625 - 0.125, gap.Gap.Initial.Lower);
        Assert.Equal(2 - 0.0625 - 0.125, gap.Gap.Worst.Lower);
        Assert.Equal([0.5, 0.0625, 0.0625], gap.Witnesses.Select(function => function.Error));
    }

    [Fact]
    public void What_errors_swallow_is_no_gain()
    {
        GapTracker gap = new("dispatcher", [0.25, 0.75], [1, 2], error: 0.25);
        gap.Offer([1.25, 2.25], deviatingError: 0.25, null, null);
        Assert.Equal((0, 0), (gap.Gap.Initial.Lower, gap.Gap.Worst.Lower));
        gap.Bound([0, 1], relaxedError: 0.25);
        Assert.Equal((0, 0), (gap.Gap.Initial.Upper, gap.Gap.Worst.Upper));
    }

    /// <summary>
    /// At discount 0 a sweep solves exactly (the bound is gamma/(1-gamma) times half a span), so that what is left of every error is its
    /// rounding.
    /// </summary>
    [Theory]
    [InlineData(KernelShape.Dense, 3, 5)]
    [InlineData(KernelShape.Cyclic, 3, 4)]
    [InlineData(KernelShape.Lazy, 2, 6)]
    public void Every_error_has_its_rounding(KernelShape shape, int states, int agents)
    {
        Judged judged = new(
            new RandomGame(988)
            {
                Shape = shape,
                LocalStates = states,
                Agents = agents,
                Discount = 0,
            }.Create(),
            1,
            7,
            accuracy: 1e-12
        );
        string[] names = judged.Witness!.Functions.Select(function => function.Name).ToArray();
        string[] expectedNames =
        [
            "value",
            "selfish.value",
            "dispatcher.best",
            "agent.best",
            "selfish.best",
            "welfare.best",
            "agent.initial",
            "team.initial",
            "dispatcher.initial",
        ];
        Assert.Empty(expectedNames.Except(names, StringComparer.Ordinal));
        foreach (WitnessFunction function in judged.Witness.Functions)
        {
            // One agent's own deviation leaves the others' kernels as they are.
            bool deviates =
                function.Local is not null
                && !function.Name.StartsWith("agent", StringComparison.Ordinal)
                && !function.Name.StartsWith("selfish", StringComparison.Ordinal);
            double rounding = Rounding(judged, deviates ? function.Local! : judged.Local);
            double expected =
                function.Name == "welfare.best"
                    ? rounding + RoundingBound.OfGroup(judged.Game, judged.Certificate.WelfareGroup)
                    : rounding;
            Assert.Equal(expected, function.Error, expected * 1e-9);
            Assert.True(expected > 0);
        }

        Assert.Equal(Rounding(judged, judged.Local), judged.Certificate.Residual, 1e-20);
    }

    /// <summary>
    /// Solved loosely, each function needs the error that its solver proved: with rounding alone its equation fails somewhere, with the
    /// error it holds everywhere.
    /// </summary>
    [Fact]
    public void Every_error_has_what_its_solver_proved()
    {
        Judged judged = Loose();
        Assert.Null(Everywhere.Verify(judged.Game, judged.Pair, Stored(judged.Certificate), judged.Witness!).Failure);
        foreach (WitnessFunction function in judged.Witness!.Functions)
        {
            WitnessFunction poor = function with { Error = function.Error / 1000 };
            CertificateWitness witness = new([.. judged.Witness.Functions.Select(other => other == function ? poor : other)]);
            string? failure = Everywhere
                .Verify(judged.Game, judged.Pair, CertificateVerifierTests.Wide(judged.Certificate), witness)
                .Failure;
            Assert.StartsWith($"Bellman equation of {function.Name} at ", failure, StringComparison.Ordinal);
        }
    }

    /// <summary>The verifier adds the same errors itself: figures narrower by half of either error fail.</summary>
    [Theory]
    [InlineData("dispatcher", "dispatcherGap")]
    [InlineData("agent", "agentGap")]
    [InlineData("selfish", "selfishAgentGap")]
    [InlineData("team", "teamGap")]
    [InlineData("welfare", "welfareGap")]
    public void The_verifier_asks_for_both_errors_at_each_end(string name, string field)
    {
        Judged judged = Loose();
        (NashCertificate certificate, CertificateWitness witness) = (judged.Certificate, judged.Witness!);
        double value = witness.Find(name == "selfish" ? "selfish.value" : "value")!.Error;
        double best = witness.Find(name == "team" ? "welfare.best" : $"{name}.best")!.Error;
        EquilibriumGap gap = Gap(certificate, field);
        AssertFails(
            gap with
            {
                Initial = gap.Initial with { Upper = gap.Initial.Upper - (Math.Min(best, value) / 2) },
            },
            $"{field}.initial: upper end"
        );
        AssertFails(
            gap with
            {
                Worst = gap.Worst with { Upper = gap.Worst.Upper - (Math.Min(best, value) / 2) },
            },
            $"{field}.worst: upper end"
        );
        (double initial, double worst) = (
            Math.Min(value, witness.Find($"{name}.initial")!.Error),
            Math.Min(value, witness.Find($"{name}.worst")!.Error)
        );
        AssertFails(gap with { Initial = gap.Initial with { Lower = gap.Initial.Lower + (initial / 2) } }, $"{field}.initial: lower end");
        AssertFails(gap with { Worst = gap.Worst with { Lower = gap.Worst.Lower + (worst / 2) } }, $"{field}.worst: lower end");
        AssertFails(gap with { Initial = gap.Initial with { Lower = 0 } }, null);

        void AssertFails(EquilibriumGap lie, string? failure)
        {
            Assert.True(lie.Initial.IsOrdered && lie.Worst.IsOrdered);
            NashCertificate lying = With(certificate, field, lie);
            string? found = Everywhere.Verify(judged.Game, judged.Pair, new StoredCertificate(lying, 1e9, 1e9, null), witness).Failure;
            Assert.True(
                failure is null ? found is null : found is not null && found.StartsWith(failure, StringComparison.Ordinal),
                found ?? "it holds"
            );
        }
    }

    [Fact]
    public void The_verifier_leaves_no_room_for_the_value_beside_its_error()
    {
        Judged judged = Loose();
        NashCertificate certificate = judged.Certificate;
        Assert.StartsWith(
            "value.initial: within",
            Failure(certificate with { Value = certificate.Value + (certificate.Residual / 2) }),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "value.initial: within",
            Failure(certificate with { Value = certificate.Value - (certificate.Residual / 2) }),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "residual: at least",
            Failure(certificate with { Residual = certificate.Residual * 0.999 }),
            StringComparison.Ordinal
        );

        string Failure(NashCertificate lie) => Everywhere.Verify(judged.Game, judged.Pair, Stored(lie), judged.Witness!).Failure!;
    }

    /// <summary>
    /// By hand, u = 2^-53. A game of S = 2, G = 2, A = 2, B = 3, n = 3, gamma = 1/2, max |r_g| + max |r_l| = 3 + 5. Rank-deficient rows
    /// have a factorization without amplification: moves 3 (3+2) 2 1 = 30; observations 2 (2+1) 3 = 18; initial law 8 (3+2) = 40; sums 2
    /// (2+2+3+2+4) = 26. 114 u 8 / (1/2)^2. A group of 2: 2 (2+1) 2 = 12 and 26: 38 u 8 / (1/2)^2.
    /// </summary>
    [Fact]
    public void Rounding_counts_moves_observations_the_start_law_and_sums()
    {
        CooperativeGame game = Small([0.5, 0.5], [0.5, 0.5]);
        var kernels = new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities);
        var factorization = MoveFactorization.TryFactor(kernels.Transition(0), new CountLattice(2, 3));
        Assert.Equal(1, factorization!.Amplification, 1e-12);
        Assert.Equal(114 * Math.Pow(2, -53) * 8 * 4, RoundingBound.Of(game, kernels, 3), 1e-24);
        Assert.Equal(38 * Math.Pow(2, -53) * 8 * 4, RoundingBound.OfGroup(game, 2), 1e-24);
    }

    [Fact]
    public void Rounding_grows_with_the_amplification_of_the_factored_moves_in_any_global_state()
    {
        // Elimination below the diagonal takes t = 0.9 / 0.1: outside [0, 1].
        CooperativeGame game = Small([0.4, 0.6], [0.6, 0.4]);
        var kernels = new LocalKernels(game, LocalPolicy.Uniform(game).Probabilities);
        double amplification = Enumerable
            .Range(0, 2)
            .Max(state => MoveFactorization.TryFactor(kernels.Transition(state), new CountLattice(2, 3))!.Amplification);
        Assert.Equal(((30 * amplification) + 84) * Math.Pow(2, -53) * 8 * 4, RoundingBound.Of(game, kernels, 3), 1e-24);
    }

    // 84 states of the tagged agent and more; solved to 0.05 of values of some 10.
    private static Judged Loose() =>
        new(
            new RandomGame(983)
            {
                LocalStates = 3,
                Agents = 5,
                Discount = 0.9,
                Shape = KernelShape.Lazy,
            }.Create(),
            1,
            9,
            accuracy: 0.05
        );

    private static StoredCertificate Stored(NashCertificate certificate) =>
        new(certificate, certificate.EpsilonInitial, certificate.EpsilonWorst, null);

    private static double Rounding(Judged judged, double[] local) =>
        RoundingBound.Of(
            judged.Game,
            new LocalKernels(
                judged.Game,
                LocalPolicy.Create(judged.Game.LocalStates, judged.Game.GlobalStates, judged.Game.LocalActions, local).Probabilities
            ),
            (int)judged.Game.Agents
        );

    private static EquilibriumGap Gap(NashCertificate certificate, string field) =>
        field switch
        {
            "dispatcherGap" => certificate.DispatcherGap,
            "agentGap" => certificate.AgentGap,
            "selfishAgentGap" => certificate.SelfishAgentGap,
            "teamGap" => certificate.TeamGap,
            _ => certificate.WelfareGap,
        };

    private static NashCertificate With(NashCertificate certificate, string field, EquilibriumGap gap) =>
        field switch
        {
            "dispatcherGap" => certificate with { DispatcherGap = gap },
            "agentGap" => certificate with { AgentGap = gap },
            "selfishAgentGap" => certificate with { SelfishAgentGap = gap },
            "teamGap" => certificate with { TeamGap = gap },
            _ => certificate with { WelfareGap = gap },
        };

    private static CooperativeGame Small(double[] first, double[] second) =>
        SmallGames.Create(
            new SmallGames.Sizes(2, 2, 2, 3, 3, Discount: 0.5),
            globalRow: (state, _) => state,
            localRow: (state, _, _) => state == 0 ? first : second,
            globalReward: (state, action) => state == 1 && action == 1 ? -3 : 1,
            localReward: (state, _, action) => state == 1 && action == 2 ? 5 : 0,
            start: [0.5, 0.5]
        );
}
