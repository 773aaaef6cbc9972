using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Planning;

namespace Antiphon.Tests.Planning.Chains;

public class TransitionIntervalTests
{
    /// <summary>ln(6 / delta_1) with delta_1 = 0.1 / (2 * 36 * 2), the constants of <see cref="UcfhConstantsTests"/>.</summary>
    private static readonly double Logarithm = Math.Log(6 / (0.1 / 144));

    /// <summary>
    /// Recomputed by hand. p = 0, n = 1000: Bernstein's 7 * 9.0641578618 / (3 * 999). p = 1/2, n = 1000: Hoeffding's sqrt(9.0641578618 /
    /// 2000). p = 1/2, n = 10: sqrt(L/20) = 0.67 exceeds 1/2, and sigma = 1/2 is below sqrt(2L/9), so nothing is cut off.
    /// </summary>
    [Theory]
    [InlineData(0.5, 10, 0, 1)]
    [InlineData(0.5, 1_000, 0.4326792830, 0.5673207170)]
    [InlineData(0.1, 1_000, 0.0384366973, 0.1615633027)]
    [InlineData(0, 1_000, 0, 0.0211708726)]
    [InlineData(0.1, 100_000, 0.0957492579, 0.1042507421)]
    [InlineData(0.3, 1, 0, 1)]
    [InlineData(0, 0, 0, 1)]
    public void Intervals_are_those_of_the_formula(double frequency, long observations, double low, double high)
    {
        Assert.Equal(9.064157861798101, Logarithm, 1e-12);
        (double Low, double High) interval = TransitionInterval.Around(frequency, observations, Logarithm);
        Assert.Equal(low, interval.Low, 1e-10);
        Assert.Equal(high, interval.High, 1e-10);
    }

    [Fact]
    public void An_interval_holds_its_own_frequency()
    {
        foreach (long observations in new long[] { 2, 3, 10, 100, 12_345 })
        {
            for (long successes = 0L; successes <= observations; successes += Math.Max(1, observations / 50))
            {
                double frequency = (double)successes / observations;
                (double low, double high) = TransitionInterval.Around(frequency, observations, 0.7);
                Assert.True(0 <= low && low <= frequency && frequency <= high && high <= 1);
            }
        }
    }

    /// <summary>
    /// By a grid over p': the interval holds the whole set of the summary of <see cref="TransitionInterval.Around"/>; near 0 and 1 it may
    /// be wider than the set's convex hull, as it leaves out sigma(p') at most sigma(p) + sqrt(2L/(n-1)). By hand at p = 0, n = 1,000, L =
    /// ln 600: sigma(p') at most 0.1132 gives p' at most 0.0130; 7L/(3(n-1)) = 0.0149.
    /// </summary>
    [Theory]
    [InlineData(0, 1_000, 0.0130, 0.0149)]
    [InlineData(0.5, 40, 0.7828, 0.7828)]
    [InlineData(0.1, 200, 0.2265, 0.2265)]
    public void An_interval_holds_the_confidence_set_and_may_be_wider_than_its_hull(
        double frequency,
        long observations,
        double hull,
        double high
    )
    {
        double logarithm = Math.Log(600);
        (double Low, double High) interval = TransitionInterval.Around(frequency, observations, logarithm);
        double Deviation(double p) => Math.Sqrt(p * (1 - p));
        double spread = Math.Sqrt(2 * logarithm / (observations - 1));
        double bernstein = (Deviation(frequency) * Math.Sqrt(2 * logarithm / observations)) + (7 * logarithm / (3.0 * (observations - 1)));
        double width = Math.Min(Math.Sqrt(logarithm / (2.0 * observations)), bernstein);
        var set = Enumerable
            .Range(0, 100_001)
            .Select(step => step / 100_000.0)
            .Where(p => Math.Abs(p - frequency) <= width && Math.Abs(Deviation(p) - Deviation(frequency)) <= spread)
            .ToList();
        Assert.All(set, p => Assert.InRange(p, interval.Low, interval.High));
        Assert.Equal(hull, set.Max(), 1e-4);
        Assert.Equal(high, interval.High, 1e-4);
    }

    /// <summary>
    /// delta_1 = 0.2. 4,000 draws; a coverage of exactly 0.8 would fall below 0.8 - 0.035 with probability below exp(-2 * 4000 * 0.035^2)
    /// = 6e-5.
    /// </summary>
    [Theory]
    [InlineData(0.5, 20)]
    [InlineData(0.5, 2_000)]
    [InlineData(0.03, 40)]
    [InlineData(0.03, 3_000)]
    [InlineData(0.9, 200)]
    public void The_truth_is_missed_no_more_often_than_allowed(double truth, int observations)
    {
        double logarithm = Math.Log(6 / 0.2);
        RandomStream stream = new RandomStream(5).Split("coverage");
        int covered = 0;
        for (int draw = 0; draw < 4_000; draw++)
        {
            double frequency = (double)BinomialSampler.Sample(stream, observations, truth) / observations;
            (double low, double high) = TransitionInterval.Around(frequency, observations, logarithm);
            covered += low <= truth && truth <= high ? 1 : 0;
        }
        Assert.True(covered >= (0.8 - 0.035) * 4_000, $"covered {covered} of 4,000");
    }
}
