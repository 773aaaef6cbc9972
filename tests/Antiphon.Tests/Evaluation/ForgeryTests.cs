using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Evaluation;

/// <summary>
/// Certificates that were made to look better than their pair is, by someone who has the verifier and can try it as often as he
/// likes.
/// </summary>
public class ForgeryTests
{
    private static readonly CertificateVerifier Ordinary = new(new VerificationOptions());

    /// <summary>
    /// The forger lowers the relaxation at the few worst states, lowers the figures by as much, and tries again with another last bit
    /// until it passes. At few states, drawn by a seed that he knows, one try in a few passes. By default every state is checked.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Lowering_the_worst_states_does_not_pass_however_often_it_is_tried(int lowered)
    {
        Judged honest = Large();
        var sampled = new CertificateVerifier(new VerificationOptions { States = 8, Seed = 1 });
        (int passedByDefault, int passedSampled) = (0, 0);
        for (int attempt = 0; attempt < 60; attempt++)
        {
            (StoredCertificate stored, CertificateWitness witness) = Forged(honest, lowered, attempt);
            Verification verification = Ordinary.Verify(honest.Game, honest.Pair, stored, witness);
            Assert.True(verification.Complete);
            Assert.Null(verification.Seed);
            passedByDefault += verification.Holds ? 1 : 0;
            Assert.StartsWith("Bellman equation of dispatcher.best", verification.Failure, StringComparison.Ordinal);
            passedSampled += sampled.Verify(honest.Game, honest.Pair, stored, witness).Holds ? 1 : 0;
        }

        Assert.Equal(0, passedByDefault);
        Assert.True(passedSampled > 0); // Otherwise this forgery would show nothing.
    }

    /// <summary>
    /// Where states are drawn, a certificate made for one seed passes that seed; the seed comes from outside at verification time, is
    /// said, and the forgery passes no more often than is said. Budget: 500 draws, Hoeffding with failure probability 1e-6 widens the
    /// share by 0.118.
    /// </summary>
    [Fact]
    [Trait("Tier", "full")]
    public void The_seed_is_drawn_at_verification_and_a_forgery_passes_no_more_often_than_is_said()
    {
        const int Draws = 500;
        Judged honest = Large();
        (StoredCertificate stored, CertificateWitness witness) = Enumerable
            .Range(0, 1000)
            .Select(attempt => Forged(honest, 1, attempt))
            .First(forged => Verify(13, forged.Stored, forged.Witness).Holds);
        Assert.Equal(13UL, Verify(13, stored, witness).Seed);
        Verification[] all = Enumerable.Range(100, Draws).Select(seed => Verify((ulong)seed, stored, witness)).ToArray();
        Assert.Equal(Enumerable.Range(100, Draws).Select(seed => (ulong?)seed), all.Select(one => one.Seed));
        Assert.All(all, one => Assert.False(one.Complete));
        double said = all[0].Functions.Single(function => function.Name == "dispatcher.best").MissProbability(1);
        Assert.InRange(all.Count(one => one.Holds) / (double)Draws, 0, said + 0.118);

        Verification Verify(ulong entropy, StoredCertificate certificate, CertificateWitness functions) =>
            new CertificateVerifier(new VerificationOptions { States = 60 }, () => entropy).Verify(
                honest.Game,
                honest.Pair,
                certificate,
                functions
            );
    }

    [Fact]
    public void Without_a_seam_every_verification_has_a_seed_of_its_own()
    {
        Judged honest = Large();
        var verifier = new CertificateVerifier(new VerificationOptions { States = 8 });
        ulong?[] seeds = Enumerable
            .Range(0, 3)
            .Select(_ => verifier.Verify(honest.Game, honest.Pair, Stored(honest.Certificate), honest.Witness!).Seed)
            .ToArray();
        Assert.Equal(3, seeds.Distinct().Count());
        Assert.DoesNotContain(null, seeds);
    }

    /// <summary>What is said follows from the numbers: none of m wrong states among d drawn of M without replacement.</summary>
    [Theory]
    [InlineData(3, 10, 1, 7.0 / 10)]
    [InlineData(3, 10, 2, 7.0 * 6 / (10 * 9))]
    [InlineData(3, 10, 8, 0)]
    [InlineData(10, 10, 1, 0)]
    [InlineData(3, 10, 0, 1)]
    public void The_probability_of_a_miss_is_that_of_draws_without_replacement(int drawn, int states, int wrong, double expected) =>
        Assert.Equal(expected, new VerifiedFunction("f", drawn, states).MissProbability(wrong), 1e-15);

    [Theory]
    [InlineData(100, 20_000, 0.01)]
    [InlineData(20_000, 221_375, 0.01)]
    [InlineData(10, 10, 0.01)]
    [InlineData(1, 100, 0.5)]
    public void The_number_found_is_the_smallest_below_the_limit(int drawn, int states, double limit)
    {
        VerifiedFunction function = new("f", drawn, states);
        long wrong = function.FoundFrom(limit);
        Assert.True(function.MissProbability(wrong) < limit);
        Assert.True(function.MissProbability(wrong - 1) >= limit);
    }

    /// <summary>
    /// Every state is drawn equally often: chi-squared with 49 degrees of freedom over 4,000 draws of 10 out of 50; 1e-6 is exceeded at
    /// 114 (inclusions vary less than independent draws).
    /// </summary>
    [Fact]
    public void Drawn_states_are_distinct_ascending_and_uniform()
    {
        const int Draws = 4000;
        CooperativeGame game = new RandomGame(1).Create();
        int[] counts = new int[50];
        for (int draw = 0; draw < Draws; draw++)
        {
            IReadOnlyList<int> states = new StateChoice(
                game,
                3,
                new VerificationOptions { States = 10 },
                new RandomStream((ulong)draw)
            ).States("population", 50, 1);
            Assert.Equal(10, states.Distinct().Count());
            Assert.Equal(states.Order(), states);
            foreach (int state in states)
            {
                counts[state]++;
            }
        }

        Assert.InRange(counts.Sum(count => Math.Pow(count - (Draws / 5.0), 2) / (Draws / 5.0)), 0, 114);
    }

    [Fact]
    public void By_default_all_states_are_checked_up_to_the_stated_number_and_never_fewer_than_64_above()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        Assert.Equal(20_000, VerificationOptions.EveryState);
        Assert.Equal(20_000, StateChoice.Count(game, 10, new VerificationOptions(), 20_000, 7));
        Assert.InRange(StateChoice.Count(game, 10, new VerificationOptions(), 20_001, 7), 64, 20_000);
        Assert.Equal(64, StateChoice.Count(game, 200, new VerificationOptions(), int.MaxValue, 7));
        Assert.Equal(5, StateChoice.Count(game, 10, new VerificationOptions { States = 5 }, 100, 7));
        Assert.Equal(1_000_000, StateChoice.Count(game, 10, new VerificationOptions { States = 1_000_000 }, 5_000_000, 7));
    }

    /// <summary>
    /// What is let pass for rounding is a share of the values at hand: rewards of 1e-12 do not make every figure as good as 0.
    /// </summary>
    [Fact]
    public void In_small_units_the_whole_gap_cannot_hide_in_the_tolerance()
    {
        CooperativeGame game = new RandomGame(981)
        {
            RewardUnit = 1e-12,
            Agents = 3,
            Discount = 0.8,
        }.Create();
        Judged honest = new(game, 1, 7, accuracy: 1e-24);
        Assert.Null(Ordinary.Verify(game, honest.Pair, Stored(honest.Certificate), honest.Witness!).Failure);
        WitnessFunction best = honest.Witness!.Find("dispatcher.best")!;
        Assert.StartsWith(
            "Bellman equation of dispatcher.best",
            Shifted(honest, honest.Certificate.DispatcherGap.Worst.Upper).Failure,
            StringComparison.Ordinal
        );
        NashCertificate figure = honest.Certificate with
        {
            DispatcherGap = new EquilibriumGap(new GapInterval(0, 0), new GapInterval(0, 0)),
        };
        Assert.StartsWith(
            "dispatcherGap.initial: upper end",
            Ordinary.Verify(game, honest.Pair, Stored(figure), honest.Witness).Failure,
            StringComparison.Ordinal
        );
        Assert.True(best.Error < 1e-3 * honest.Certificate.DispatcherGap.Initial.Upper);
    }

    /// <summary>
    /// A penalty that nobody meets does not widen what is let pass: here 1e9 for an action that no policy takes. The pair always earns 1;
    /// the other action earns 2 in each step: the gap is 10.
    /// </summary>
    [Fact]
    public void A_large_penalty_that_is_never_met_does_not_widen_the_tolerance()
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 2, 3, 1, 3),
            globalRow: (_, _) => 0,
            localRow: (_, _, _) => [0.5, 0.5],
            globalReward: (_, action) =>
                action switch
                {
                    0 => 1,
                    1 => 2,
                    _ => -1e9,
                },
            localReward: (_, _, _) => 0,
            start: [0.5, 0.5]
        );
        JointPolicy pair = new(Library.Global(game, 1, (_, _) => [1, 0, 0]), LocalPolicy.Uniform(game));
        (NashCertificate certificate, CertificateWitness? witness) = new Certifier(
            new CertificateOptions { Accuracy = 1e-9, Threads = 1 }
        ).Run(game, pair, 3);
        Assert.Equal(10, certificate.DispatcherGap.Initial.Upper, 0.01);
        Assert.Null(Ordinary.Verify(game, pair, Stored(certificate), witness!).Failure);
        IEnumerable<WitnessFunction> lowered = witness!.Functions.Select(function =>
            function.Name == "dispatcher.best" ? function with { Values = [.. function.Values.Select(value => value - 0.05)] } : function
        );
        EquilibriumGap gap = new(new GapInterval(0, 9.96), new GapInterval(0, 9.96));
        Verification verification = Ordinary.Verify(
            game,
            pair,
            Stored(certificate with { DispatcherGap = gap }),
            new CertificateWitness([.. lowered])
        );
        Assert.StartsWith("Bellman equation of dispatcher.best", verification.Failure, StringComparison.Ordinal);
    }

    /// <summary>Values near the largest double make sums infinite; below an infinite right-hand side every lower end would hold.</summary>
    [Fact]
    public void What_only_an_infinite_number_allows_does_not_hold()
    {
        Assert.False(new Inequality("x", 1, double.PositiveInfinity, 0).Holds);
        Assert.False(new Inequality("x", double.NegativeInfinity, 1, 0).Holds);
        Assert.False(new Inequality("x", double.NaN, 1, 0).Holds);
        Assert.True(new Inequality("x", 1, 1, 0).Holds);
    }

    /// <summary>Someone else's policy in a gap: each gap may rest on a deviation of its own side only.</summary>
    [Theory]
    [InlineData("value", "team.initial")]
    [InlineData("dispatcher.best", "team.initial")]
    [InlineData("selfish.value", "team.initial")]
    [InlineData("agent.best", "team.initial")]
    [InlineData("dispatcher.initial", "team.initial")]
    public void A_function_with_a_policy_that_is_not_its_own_is_refused(string name, string donor)
    {
        Judged honest = Large();
        double[]? policy = honest.Witness!.Find(donor)!.Local;
        Assert.NotNull(policy);
        CertificateWitness witness = new([
            .. honest.Witness.Functions.Select(function => function.Name == name ? function with { Local = policy } : function),
        ]);
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() =>
            Ordinary.Verify(honest.Game, honest.Pair, Stored(honest.Certificate), witness)
        );
        Assert.Contains($"function {name} does not fit the game", refusal.Message, StringComparison.Ordinal);
    }

    // 120 count vectors, 240 states of the dispatcher.
    private static Judged Large() =>
        new(
            new RandomGame(984)
            {
                LocalStates = 4,
                Agents = 7,
                Discount = 0.8,
            }.Create(),
            1,
            7,
            accuracy: 1e-3
        );

    private static Verification Shifted(Judged honest, double shift)
    {
        IEnumerable<WitnessFunction> functions = honest.Witness!.Functions.Select(function =>
            function.Name == "dispatcher.best" ? function with { Values = [.. function.Values.Select(value => value - shift)] } : function
        );
        return Ordinary.Verify(
            honest.Game,
            honest.Pair,
            CertificateVerifierTests.Wide(honest.Certificate),
            new CertificateWitness([.. functions])
        );
    }

    // Lowers the relaxation at the states of largest gain to the largest gain that is left, and the figures to what follows; the attempt
    // changes a last bit.
    private static (StoredCertificate Stored, CertificateWitness Witness) Forged(Judged honest, int lowered, int attempt)
    {
        WitnessFunction value = honest.Witness!.Find("value")!;
        WitnessFunction best = honest.Witness.Find("dispatcher.best")!;
        double[] gains = [.. best.Values.Zip(value.Values, (high, low) => high - low)];
        int[] order = [.. Enumerable.Range(0, gains.Length).OrderByDescending(place => gains[place])];
        double left = gains[order[lowered]];
        double[] values = [.. best.Values];
        foreach (int place in order[..lowered])
        {
            values[place] = value.Values[place] + left;
        }

        values[order[^1]] -= attempt * 1e-12;
        GapInterval worst = honest.Certificate.DispatcherGap.Worst with { Lower = 0, Upper = left + best.Error + value.Error };
        NashCertificate certificate = honest.Certificate with { DispatcherGap = honest.Certificate.DispatcherGap with { Worst = worst } };
        return (
            Stored(certificate),
            new CertificateWitness([
                .. honest.Witness.Functions.Select(function => function == best ? best with { Values = values } : function),
            ])
        );
    }

    private static StoredCertificate Stored(NashCertificate certificate) =>
        new(certificate, certificate.EpsilonInitial, certificate.EpsilonWorst, null);
}
