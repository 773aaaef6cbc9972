using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;

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
    [InlineData(UpdateRule.Corrected, 0.01, "no proposal of either side shows a gain of 0.0234 any more")]
    [InlineData(UpdateRule.Corrected, 7.5, "no proposal of the chosen oracles was accepted any more; the gains left, more than the 0.0234 that counts")]
    [InlineData(UpdateRule.PaperBox, 0, "the paper's UPDATE accepted no proposal of a whole sweep")]
    public void A_run_that_settled_claims_no_more_than_the_gains_left_allow(UpdateRule rule, double gain, string expected)
    {
        var record = GoldenTests.Finished with
        {
            Options = GoldenTests.Finished.Options with { UpdateRule = rule },
            Outcome = GoldenTests.Finished.Outcome! with { GlobalGain = gain },
        };
        Assert.StartsWith(expected, Words.Of(StopReason.NoImprovement, record), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(110, 112, 100, 105, "earns 8.50 (8.3%) more than the best baseline; the intervals do not overlap")]
    [InlineData(90, 92, 100, 105, "less than the best baseline: training ended in a poorer equilibrium")]
    [InlineData(101, 107, 100, 105, "more than the best baseline, but the intervals overlap")]
    [InlineData(99, 105, 100, 105, "less than the best baseline, but the intervals overlap")]
    public void The_comparison_says_what_the_intervals_allow(double low, double high, double baselineLow, double baselineHigh, string expected) =>
        Assert.Contains(expected, Words.AgainstBaseline(Interval(low, high), Interval(baselineLow, baselineHigh)), StringComparison.Ordinal);

    [Theory]
    [InlineData(0.5, 1.5, "earns 1.00 (1.0%) more than the best baseline; on the same random numbers the difference is 0.50 to 1.50 (95% interval).")]
    [InlineData(-1.5, -0.5, "earns 1.00 (1.0%) less than the best baseline: training ended in a poorer equilibrium; on the same random numbers")]
    [InlineData(-0.5, 2.5, "earns 1.00 (1.0%) more than the best baseline, but the difference may be 0: on the same random numbers")]
    [InlineData(0, 0, "The trained pair earns the same as the best baseline in every seed.")]
    public void A_paired_difference_decides_where_there_is_one(double low, double high, string expected)
    {
        // The intervals of the two returns overlap widely: only the difference tells.
        var outcome = GoldenTests.Finished.Outcome! with
        {
            Deployed = Interval(90, 112),
            Baselines = [new BaselineResult("hold", "follow", Interval(90, 110)) { Lead = Interval(low, high) }],
        };
        Assert.Contains(expected, Words.AgainstBaseline(outcome), StringComparison.Ordinal);
    }

    [Fact]
    public void A_dispatcher_that_ignores_its_observations_is_called_so()
    {
        var outcome = GoldenTests.Finished.Outcome!;
        var ignoring = GoldenTests.Finished with { Outcome = outcome with { Observing = new ObservationWorth(Ignored: true, 1) } };
        Assert.Equal("The dispatcher takes the same action whatever it observes: only the global state decides.", Words.Ignoring(ignoring));
        Assert.Null(Words.Ignoring(GoldenTests.Finished));
        Assert.StartsWith("less than the best blind pair found (dispatcher sees the global state only)", Words.Worth(Interval(-2, 1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("warehose", "warehouse")]
    [InlineData("WAREHOUSE", "warehouse")]
    [InlineData("wharehouse-flat", "warehouse-flat")]
    [InlineData("micro-grid", "microgrid")]
    [InlineData("chess", null)]
    [InlineData("x", null)]
    public void The_nearest_word_is_suggested_when_near(string word, string? expected) =>
        Assert.Equal(expected, Suggestion.Nearest(word, ["warehouse", "warehouse-flat", "microgrid"]));

    [Theory]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("tarin", "train", 1)]
    [InlineData("same", "same", 0)]
    public void Edit_distance_counts_edits_and_exchanges(string first, string second, int expected) => Assert.Equal(expected, Suggestion.Distance(first, second));

    private static ConfidenceInterval Interval(double low, double high) => new((low + high) / 2, low, high, 1, 15);
}
