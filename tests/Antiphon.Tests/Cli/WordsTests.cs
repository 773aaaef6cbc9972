using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Tests.Cli;

public class WordsTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(114.3125, "114.31")]
    [InlineData(-0.5, "-0.50")]
    [InlineData(0.0123, "0.0123")]
    [InlineData(1e-6, "1e-6")]
    [InlineData(-2.5e-9, "-2.5e-9")]
    [InlineData(1234567.8, "1,234,568")]
    [InlineData(1e20, "1e+20")]
    [InlineData(double.NaN, "unknown")]
    public void Values_keep_what_matters(double value, string expected) => Assert.Equal(expected, Figures.Value(value));

    [Theory]
    [InlineData(40, "40 bytes")]
    [InlineData(1000, "1.0 kB")]
    [InlineData(12_650_040, "12.7 MB")]
    [InlineData(999_960, "1.0 MB")]
    [InlineData(1.7e12, "1.7 TB")]
    public void Bytes_have_a_unit(double bytes, string expected) => Assert.Equal(expected, Figures.Bytes(bytes));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(59.94, "59.9 s")]
    [InlineData(59.96, "1 min 00 s")]
    [InlineData(125, "2 min 05 s")]
    [InlineData(7260, "2 h 01 min")]
    public void Durations_have_at_most_two_units(double seconds, string expected) => Assert.Equal(expected, Figures.Duration(seconds));

    [Theory]
    [InlineData("runs/warehouse-k3", "runs/warehouse-k3")]
    [InlineData("my runs/it's", "'my runs/it'\\''s'")]
    public void Paths_survive_the_shell(string path, string expected) => Assert.Equal(expected, Figures.ShellWord(path));

    [Theory]
    [InlineData(UpdateRule.Corrected, 0.01, "converged: no proposal by the oracle of either side gains 0.0234 or more")]
    [InlineData(
        UpdateRule.Corrected,
        7.5,
        "converged: no proposal of the chosen oracles was accepted; the gains left, which all oracles find, exceed the threshold of "
            + "0.0234"
    )]
    [InlineData(UpdateRule.PaperBox, 0, "converged: the paper's UPDATE accepted no proposal in a whole sweep")]
    public void A_run_that_converged_claims_no_more_than_the_gains_left_allow(UpdateRule rule, double gain, string expected)
    {
        RunRecord record = GoldenTests.Finished with
        {
            Options = GoldenTests.Finished.Options with { UpdateRule = rule },
            Outcome = GoldenTests.Finished.Outcome! with { GlobalGain = gain },
        };
        Assert.StartsWith(expected, Words.Of(StopReason.NoImprovement, record), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_converged_names_the_gain_that_the_last_measurement_does_not_exclude()
    {
        AlternationOutcome outcome = GoldenTests.Finished.Outcome! with { GlobalGainDeployed = new DeployedGain(2, -1, 5, 2048) };
        string words = Words.Of(StopReason.NoImprovement, GoldenTests.Finished with { Outcome = outcome });
        Assert.StartsWith(
            "converged: the judge excluded an improvement of 0.0234 by every proposal of the last sweep",
            words,
            StringComparison.Ordinal
        );
        Assert.EndsWith("does not exclude a gain of 5.00", words, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_the_judge_could_not_decide_does_not_claim_to_have_converged()
    {
        string words = Words.Of(StopReason.Undecided, GoldenTests.Finished);
        Assert.StartsWith(
            "undecided: no proposal of the last sweep was accepted, but the judge cannot exclude a gain of 0.0234 or more by one of "
                + "them (paired simulation",
            words,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("converged", words, StringComparison.Ordinal);
        Assert.Equal("undecided", Words.Brief(StopReason.Undecided));
    }

    [Theory]
    [InlineData(0.39348, "The comparison covers 100 steps, 39.3% of the discounted weight.")]
    [InlineData(0.0002, "The comparison covers 100 steps, 0.02% of the discounted weight.")]
    [InlineData(0.99408, "")]
    public void A_comparison_over_part_of_the_return_says_which_part(double share, string expected)
    {
        RunRecord record = GoldenTests.Finished with { Outcome = GoldenTests.Finished.Outcome! with { MeasuredShare = share } };
        string words = Words.AgainstBaseline(record);
        Assert.EndsWith(expected, words, StringComparison.Ordinal);
        Assert.Equal(expected.Length > 0, words.Contains("discounted weight", StringComparison.Ordinal));
        Assert.Equal(expected.Length > 0, OutcomeWords.Deployed(record).Contains("discounted weight", StringComparison.Ordinal));
    }

    [Fact]
    public void The_errors_of_model_and_solver_are_told_apart()
    {
        AlternationOutcome outcome = GoldenTests.Finished.Outcome!;
        Assert.EndsWith(
            "model error about 0.49 (resolution 20 gives 115.80), solver error at most 1e-6",
            OutcomeWords.Value(outcome),
            StringComparison.Ordinal
        );
        AlternationOutcome exact = outcome with
        {
            PopulationModel = "exact",
            PopulationSize = "exact, n = 20, 231 count vectors",
            ModelErrorEstimate = null,
        };
        Assert.Equal(
            "expected return in the planner's model: exact, n = 20, 231 count vectors; error at most 1e-6",
            OutcomeWords.Value(exact)
        );
        Assert.DoesNotContain("in the model", OutcomeWords.Gain(exact, "the dispatcher", null), StringComparison.Ordinal);
        Assert.EndsWith(
            "found in the model, error at most 2e-6; simulated gain -0.017 to 0.021, interval over 2,048 pairs of episodes",
            OutcomeWords.Gain(outcome, "the dispatcher", outcome.LocalGainDeployed),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(UpdateRule.Corrected, 3, "limit of 3 sweeps reached before a whole sweep had no accepted proposal; raise --sweeps")]
    [InlineData(
        UpdateRule.PaperBox,
        null,
        "sweep limit of the paper's UPDATE (Lemma D.15) reached before a whole sweep had no accepted proposal"
    )]
    public void A_run_that_met_its_limit_claims_no_improvement_that_nobody_saw(UpdateRule rule, int? sweeps, string expected)
    {
        // A first sweep in which the local agents alone had a turn, and were rejected, ends so, too.
        RunRecord record = GoldenTests.Finished with
        {
            Options = GoldenTests.Finished.Options with { UpdateRule = rule, MaximumSweeps = sweeps },
        };
        Assert.StartsWith(expected, Words.Of(StopReason.MaximumSweeps, record), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(110, 112, 100, 105, "earns 8.50 (8.3%) more than the best baseline; the intervals do not overlap")]
    [InlineData(90, 92, 100, 105, "less than the best baseline: training found a worse pair")]
    [InlineData(101, 107, 100, 105, "more than the best baseline, but the intervals overlap")]
    [InlineData(99, 105, 100, 105, "less than the best baseline, but the intervals overlap")]
    public void The_comparison_says_what_the_intervals_allow(
        double low,
        double high,
        double baselineLow,
        double baselineHigh,
        string expected
    ) =>
        Assert.Contains(
            expected,
            Words.AgainstBaseline(Interval(low, high), Interval(baselineLow, baselineHigh)),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(
        0.5,
        1.5,
        "earns 1.00 (1.0%) more than the best baseline; 95% interval of the difference on the same random numbers: 0.50 to 1.50."
    )]
    [InlineData(
        -1.5,
        -0.5,
        "earns 1.00 (1.0%) less than the best baseline: training found a worse pair; 95% interval of the difference "
            + "on the same random numbers"
    )]
    [InlineData(
        -0.5,
        2.5,
        "earns 1.00 (1.0%) more than the best baseline, but the difference may be 0: 95% interval of the difference "
            + "on the same random numbers"
    )]
    [InlineData(0, 0, "The trained pair earns the same as the best baseline in every seed.")]
    public void A_paired_difference_decides_where_there_is_one(double low, double high, string expected)
    {
        // The intervals of the two returns overlap widely: only the difference tells.
        AlternationOutcome outcome = GoldenTests.Finished.Outcome! with
        {
            Deployed = Interval(90, 112),
            Baselines = [new BaselineResult("hold", "follow", Interval(90, 110)) { Lead = Interval(low, high) }],
        };
        Assert.Contains(expected, Words.AgainstBaseline(GoldenTests.Finished with { Outcome = outcome }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dispatcher_that_ignores_its_observations_is_called_so()
    {
        AlternationOutcome outcome = GoldenTests.Finished.Outcome!;
        RunRecord ignoring = GoldenTests.Finished with { Outcome = outcome with { Observing = new ObservationWorth(Ignored: true, 1) } };
        Assert.Equal("The dispatcher ignores what it observes: its action depends only on the global state.", Words.Ignoring(ignoring));
        Assert.Null(Words.Ignoring(GoldenTests.Finished));
        Assert.StartsWith(
            "less than the best blind pair found (its dispatcher observes only the global state)",
            Words.Worth(Interval(-2, 1), ignored: false),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "by definition, because the dispatcher ignores its observation; the pair earns 0.50 less than the best blind pair found",
            Words.Worth(Interval(-2, 1), ignored: true),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "by definition, because the dispatcher ignores its observation; the pair earns the same as the best blind pair found",
            Words.Worth(Interval(0, 0), ignored: true),
            StringComparison.Ordinal
        );
        IEnumerable<Antiphon.Cli.Reporting.Fact> facts = new FiniteRunWords().Summary(
            ignoring with
            {
                Outcome = outcome with { Observing = new ObservationWorth(Ignored: true, 1) { Gain = Interval(-2, 1) } },
            }
        );
        Assert.Equal("0", facts.Single(fact => fact.Name == "Value of observing").Value);
    }

    [Theory]
    [InlineData("warehose", "warehouse")]
    [InlineData("WAREHOUSE", "warehouse")]
    [InlineData("wharehouse-flat", "warehouse-flat")]
    [InlineData("micro-grid", "microgrid")]
    [InlineData("micro", "microgrid")]
    [InlineData("microgrid-of-mine", "microgrid")]
    [InlineData("chess", null)]
    [InlineData("x", null)]
    public void The_nearest_word_is_suggested_when_near(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(word, ["warehouse", "warehouse-flat", "microgrid"]));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("tarin", "train", 1)]
    [InlineData("same", "same", 0)]
    public void Edit_distance_counts_edits_and_exchanges(string first, string second, int expected) =>
        Assert.Equal(expected, Suggestion.Distance(first, second));

    private static ConfidenceInterval Interval(double low, double high) => new((low + high) / 2, low, high, 1, 15);
}
