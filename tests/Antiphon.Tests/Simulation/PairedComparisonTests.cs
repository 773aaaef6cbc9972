using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Simulation;

public class PairedComparisonTests
{
    private static readonly CooperativeGame Flat = BuiltInGames.Get("warehouse-flat");

    private static readonly LocalPolicy Follow = TestGames.Follow(Flat);

    [Fact]
    public void A_pair_equals_itself_exactly()
    {
        PairedResult result = new PairedComparison(new PairedComparisonOptions { Horizon = 20 }).Compare(Flat, Mode(3), Mode(3), 0.1);
        Assert.Equal(PairedDecision.NotBetter, result.Decision);
        Assert.Equal(new ConfidenceInterval(0, 0, 0, 0, 64), result.Difference);
        Assert.Equal(result.Incumbent, result.Candidate);
        Assert.Equal((64, 1), (result.Rollouts, result.Analyses));
    }

    [Fact]
    public void A_much_better_pair_is_accepted_and_a_much_worse_one_refused_at_the_first_analysis()
    {
        var comparison = new PairedComparison(new PairedComparisonOptions());
        PairedResult up = comparison.Compare(Flat, Mode(1), Mode(30), 0.5);
        Assert.Equal((PairedDecision.Better, 1), (up.Decision, up.Analyses));
        PairedResult down = comparison.Compare(Flat, Mode(30), Mode(1), 0.5);
        Assert.Equal((PairedDecision.NotBetter, 1), (down.Decision, down.Analyses));
        Assert.Equal(-up.Difference.Mean, down.Difference.Mean, 1e-10);
        Assert.Equal(up.Candidate.Mean - up.Incumbent.Mean, up.Difference.Mean, 1e-10);
    }

    [Fact]
    public void A_gain_below_the_threshold_is_refused_though_it_is_a_gain()
    {
        PairedResult result = new PairedComparison(new PairedComparisonOptions()).Compare(Flat, Mode(10), Mode(12), 50);
        Assert.Equal(PairedDecision.NotBetter, result.Decision);
        Assert.True(result.Difference.High < 50);
    }

    // Constants 0 and 1 have equal values: the flat warehouse is a circle.
    [Fact]
    public void Equal_pairs_stay_undecided_until_the_maximum_when_any_gain_would_do()
    {
        var options = new PairedComparisonOptions
        {
            Horizon = 20,
            FirstBatch = 10,
            MaximumRollouts = 75,
        };
        PairedResult result = new PairedComparison(options).Compare(Flat, Constant(0), Constant(1), 0);
        Assert.Equal((PairedDecision.Undecided, 75, 4), (result.Decision, result.Rollouts, result.Analyses));
        Assert.Equal(75, result.Difference.Count);
    }

    // At confidence 0.8 a false verdict "better" between equal pairs has probability at most 0.1 over all analyses: of 300, at most 30 + 5
    // sqrt(27) = 56 but for one in a million.
    [Fact]
    public void False_improvements_stay_within_the_error_budget_over_all_analyses()
    {
        var comparison = new PairedComparison(
            new PairedComparisonOptions
            {
                Agents = 10,
                Horizon = 15,
                FirstBatch = 16,
                MaximumRollouts = 128,
                Confidence = 0.8,
            }
        );
        int accepted = Enumerable
            .Range(0, 300)
            .Count(number => comparison.Compare(Flat, Constant(0), Constant(1), 0, number).Decision == PairedDecision.Better);
        Assert.InRange(accepted, 1, 56);
    }

    // Gains of +-1 by turns decide nothing, so that the last analysis is the one asked for: at analysis L the interval has confidence 1 -
    // alpha/(L (L + 1)), not 1 - alpha or 1 - alpha/L.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void The_interval_of_analysis_L_spends_one_over_L_times_L_plus_one_of_the_error_budget(int analyses)
    {
        const double Budget = 0.1;
        var options = new PairedComparisonOptions
        {
            FirstBatch = 4,
            MaximumRollouts = 4 << (analyses - 1),
            Confidence = 1 - Budget,
            Horizon = 1,
            Threads = 1,
        };
        PairedResult result = new PairedComparison(options).Compare(new ByTurns(10, 10), new ByTurns(11, 9), 0.01);
        double[] gains = [.. Enumerable.Range(0, options.MaximumRollouts).Select(rollout => rollout % 2 == 0 ? 1.0 : -1.0)];
        ConfidenceInterval expected = StudentInterval.FromSamples(gains, 1 - (Budget / (analyses * (analyses + 1))));
        Assert.Equal((PairedDecision.Undecided, analyses, gains.Length), (result.Decision, result.Analyses, result.Rollouts));
        Assert.Equal(expected.Low, result.Difference.Low, 1e-12);
        Assert.Equal(expected.High, result.Difference.High, 1e-12);
    }

    [Fact]
    public void Common_chances_make_the_difference_less_noisy_than_independent_ones()
    {
        PairedResult result = new PairedComparison(new PairedComparisonOptions { FirstBatch = 512, MaximumRollouts = 512 }).Compare(
            Flat,
            Mode(10),
            Mode(12),
            0
        );
        double independent = Math.Sqrt(Math.Pow(result.Incumbent.StandardError, 2) + Math.Pow(result.Candidate.StandardError, 2));
        Assert.InRange(result.Difference.StandardError, 0, 0.6 * independent);
    }

    [Fact]
    public void Difference_covers_the_exact_one()
    {
        // Exact by the tagged agent: follow against staying where one is.
        var stay = new JointPolicy(TestGames.Constant(Flat, 2), LocalPolicy.Deterministic(Flat, (_, _) => 0));
        double exact = BlindReturn.Of(Flat, Follow, 2, 100) - BlindReturn.Of(Flat, stay.Local, 2, 100);
        PairedResult result = new PairedComparison(
            new PairedComparisonOptions
            {
                FirstBatch = 400,
                MaximumRollouts = 400,
                Confidence = 0.999999,
            }
        ).Compare(Flat, stay, Constant(2), 1);
        Assert.Equal(PairedDecision.Better, result.Decision);
        Assert.InRange(exact, result.Difference.Low, result.Difference.High);
    }

    [Fact]
    public void Result_does_not_depend_on_the_number_of_threads()
    {
        var options = new PairedComparisonOptions
        {
            Horizon = 20,
            MaximumRollouts = 256,
            Threads = 1,
        };
        PairedResult one = new PairedComparison(options).Compare(Flat, Mode(10), Mode(11), 0);
        foreach (int threads in new[] { 2, 7 })
        {
            Assert.Equal(one, new PairedComparison(options with { Threads = threads }).Compare(Flat, Mode(10), Mode(11), 0));
        }

        Assert.NotEqual(one.Difference, new PairedComparison(options).Compare(Flat, Mode(10), Mode(11), 0, comparison: 1).Difference);
    }

    [Fact]
    public void Evaluation_uses_the_episodes_of_the_comparison()
    {
        var comparison = new PairedComparison(
            new PairedComparisonOptions
            {
                Horizon = 20,
                FirstBatch = 50,
                MaximumRollouts = 50,
            }
        );
        Assert.Equal(comparison.Compare(Flat, Mode(2), Mode(9), 0, 3).Candidate, comparison.Evaluate(Flat, Mode(9), 50, 3));
    }

    [Fact]
    public void Bad_options_thresholds_and_samples_are_refused()
    {
        InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() =>
            new PairedComparison(
                new PairedComparisonOptions
                {
                    Horizon = 0,
                    FirstBatch = 1,
                    MaximumRollouts = 0,
                    Confidence = 1,
                    Threads = 0,
                }
            )
        );
        foreach (
            string? name in new[]
            {
                "Horizon is 0",
                "FirstBatch is 1; expected at least 2",
                "FirstBatch is 1; expected at most 0",
                "Confidence is 1",
                "Threads is 0",
            }
        )
        {
            Assert.Contains(name, error.Message, StringComparison.Ordinal);
        }

        var comparison = new PairedComparison(new PairedComparisonOptions { Agents = 5 });
        Assert.ThrowsAny<InvalidInputException>(() => comparison.Compare(Flat, Mode(1), Mode(2), double.NaN));
        Assert.ThrowsAny<InvalidInputException>(() => comparison.Compare(Flat, Mode(1), Mode(2), -1));
        Assert.ThrowsAny<InvalidInputException>(() => comparison.Compare(Flat, Mode(1), Mode(6), 0));
        Assert.ThrowsAny<InvalidInputException>(() => comparison.Evaluate(Flat, Mode(1), 0));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            comparison.Compare(Flat, Mode(1), Mode(2), 0, cancellation: new CancellationToken(canceled: true))
        );
    }

    private static JointPolicy Mode(int looked) => new(TestGames.SampleMode(Flat, looked), Follow);

    private static JointPolicy Constant(int action) => new(TestGames.Constant(Flat, action), Follow);

    /// <summary>Pays one of two rewards per episode, by turns.</summary>
    private sealed class ByTurns(double first, double second) : IDeployment, IEpisode
    {
        private int started;

        public long Agents => 1;

        public double Discount => 0.5;

        public double RewardBound => double.NaN;

        public IEpisode CreateEpisode() => this;

        public void Start(RandomStream rollout) => started++;

        public double Act() => started % 2 == 1 ? first : second;

        public void Move() { }
    }
}
