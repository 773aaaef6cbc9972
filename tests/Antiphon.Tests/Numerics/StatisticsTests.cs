using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

public class StatisticsTests
{
    [Fact]
    public void Neumaier_sum_keeps_what_a_plain_sum_loses()
    {
        NeumaierSum sum = default;
        foreach (double term in new[] { 1, 1e100, 1, -1e100 })
        {
            sum.Add(term);
        }

        Assert.Equal(2, sum.Value);
    }

    [Fact]
    public void Neumaier_sum_reports_infinity_and_nan()
    {
        NeumaierSum infinite = default;
        infinite.Add(double.PositiveInfinity);
        infinite.Add(1);
        Assert.Equal(double.PositiveInfinity, infinite.Value);
        NeumaierSum undefined = default;
        undefined.Add(1);
        undefined.Add(double.NaN);
        Assert.Equal(double.NaN, undefined.Value);
    }

    [Fact]
    public void Student_interval_of_three_samples_is_the_hand_computed_one()
    {
        // Mean 2, sample variance 1, standard error 1/sqrt 3, t(0.975; 2) = 0.95 sqrt(2 / (4 * 0.975 * 0.025)).
        ConfidenceInterval interval = StudentInterval.FromSamples([1, 2, 3]);
        double half = 0.95 * Math.Sqrt(2 / (4 * 0.975 * 0.025)) / Math.Sqrt(3);
        Assert.Equal(2, interval.Mean);
        Assert.Equal(1 / Math.Sqrt(3), interval.StandardError, 1e-15);
        Assert.Equal(2 - half, interval.Low, 1e-14);
        Assert.Equal(2 + half, interval.High, 1e-14);
        Assert.Equal(3, interval.Count);
        Assert.Equal(Math.Sqrt(2.0 / 3), StudentInterval.StandardDeviation([1, 2, 3]), 1e-15);
    }

    // A right 90 % interval misses with probability 0.1; of 4,000 intervals the misses lie within 400 +- 95 but for one case in a million
    // (5 standard deviations of 19).
    [Fact]
    public void Student_interval_covers_as_often_as_it_says()
    {
        var stream = new RandomStream(1);
        int missed = 0;
        double[] samples = new double[6];
        for (int repeat = 0; repeat < 4000; repeat++)
        {
            for (int i = 0; i < samples.Length; i++)
            {
                samples[i] = 5 + (2 * stream.NextNormal());
            }

            ConfidenceInterval interval = StudentInterval.FromSamples(samples, 0.9);
            missed += interval.Low > 5 || interval.High < 5 ? 1 : 0;
        }

        Assert.InRange(missed, 305, 495);
    }

    [Fact]
    public void Equal_samples_give_an_interval_of_no_width()
    {
        ConfidenceInterval interval = StudentInterval.FromSamples([0.1, 0.1, 0.1]);
        Assert.Equal(new ConfidenceInterval(0.1, 0.1, 0.1, 0, 3), interval);
    }

    [Fact]
    public void A_single_sample_gives_the_whole_line()
    {
        ConfidenceInterval interval = StudentInterval.FromSamples([4]);
        Assert.Equal(new ConfidenceInterval(4, double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity, 1), interval);
    }

    [Fact]
    public void Bad_samples_and_levels_are_refused()
    {
        Assert.Throws<ArgumentException>(() => StudentInterval.FromSamples([]));
        Assert.Contains(
            "samples[1] is NaN",
            Assert.Throws<ArgumentException>(() => StudentInterval.FromSamples([1, double.NaN])).Message,
            StringComparison.Ordinal
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentInterval.FromSamples([1, 2], 1));
    }

    // Right values to 18 digits from 40-digit arithmetic.
    [Theory]
    [InlineData(1e-10, 9.9999999995e-11)]
    [InlineData(1e-3, 0.000999500333083533167)]
    [InlineData(-0.25, -0.287682072451780927)]
    [InlineData(0.7, 0.530628251062170396)]
    [InlineData(1e-300, 1e-300)]
    [InlineData(-1, double.NegativeInfinity)]
    public void Log1p_keeps_all_digits(double x, double expected) => AssertRelative(expected, StableMath.Log1p(x));

    [Fact]
    public void Stable_functions_pass_nan_on()
    {
        Assert.Equal(double.NaN, StableMath.Log1p(double.NaN));
        Assert.Equal(double.NaN, StableMath.Log1p(-2));
    }

    private static void AssertRelative(double expected, double found) =>
        Assert.True(found == expected || Math.Abs(found - expected) <= 1e-15 * Math.Abs(expected), $"{found:R}, expected {expected:R}");
}
