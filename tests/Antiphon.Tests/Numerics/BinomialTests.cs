using System.Numerics;
using Antiphon.Numerics;
using MathNet.Numerics.Distributions;

namespace Antiphon.Tests.Numerics;

public class BinomialTests
{
    private const long Trillion = 1_000_000_000_000;

    [Fact]
    public void Stirling_errors_agree_with_exact_factorials()
    {
        BigInteger factorial = BigInteger.One;
        for (int n = 1; n <= 40; n++)
        {
            factorial *= n;
            double expected = BigInteger.Log(factorial) - (0.5 * Math.Log(2 * Math.PI * n)) - (n * Math.Log(n)) + n;
            Assert.Equal(expected, SaddlePoint.StirlingError(n), 5e-14);
        }
    }

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(7, 1, 1000)]
    [InlineData(30, 3, 10)]
    [InlineData(60, 1, 2)]
    [InlineData(60, 999, 1000)]
    [InlineData(200, 41, 2000)]
    public void Log_probability_agrees_with_exact_integers(int n, int a, int b)
    {
        for (int x = 0; x <= n; x++)
        {
            double expected = BigInteger.Log(ExactLaws.Choose(n, x)) + (x * Math.Log(a)) + ((n - x) * Math.Log(b - a)) - (n * Math.Log(b));
            Assert.Equal(expected, BinomialSampler.LogProbability(x, n, (double)a / b), 1e-11 * Math.Max(1, Math.Abs(expected) / 100));
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.999)]
    [InlineData(1e-9)]
    public void Log_probability_keeps_its_digits_at_a_trillion(double p)
    {
        long mode = (long)((Trillion + 1) * p);
        double deviation = Math.Sqrt(Trillion * p * (1 - p));

        // The ratio of neighbours is (n - x) p / ((x + 1) q), whatever n is.
        foreach (double z in new[] { -5.0, -1, 0, 2, 6 })
        {
            long x = mode + (long)(z * deviation);
            double expected = Math.Log((double)(Trillion - x) / (x + 1) * (p / (1 - p)));
            double step = BinomialSampler.LogProbability(x + 1, Trillion, p) - BinomialSampler.LogProbability(x, Trillion, p);
            Assert.Equal(expected, step, 1e-12 + (1e-9 * Math.Abs(expected)));
        }

        // The probabilities sum to one; taking every h-th point with weight h = deviation/4 errs by less than exp(-2 pi^2 16) (Poisson
        // summation).
        long stride = Math.Max(1, (long)(deviation / 4));
        double sum = 0.0;
        for (long i = -60L; i <= 60; i++)
        {
            sum += stride * Math.Exp(BinomialSampler.LogProbability(mode + (i * stride), Trillion, p));
        }

        Assert.Equal(1, sum, 1e-11);
    }

    [Fact]
    public void Log_probability_is_minus_infinity_outside_the_support()
    {
        Assert.Equal(double.NegativeInfinity, BinomialSampler.LogProbability(-1, 5, 0.5));
        Assert.Equal(double.NegativeInfinity, BinomialSampler.LogProbability(6, 5, 0.9));
        Assert.Equal(double.NegativeInfinity, BinomialSampler.LogProbability(1, 5, 0));
        Assert.Equal(0, BinomialSampler.LogProbability(0, 5, 0));
        Assert.Equal(0, BinomialSampler.LogProbability(5, 5, 1));
        Assert.Equal(0, BinomialSampler.LogProbability(0, 0, 0.3));
    }

    // Rejection is exact only where the hat lies above the law and the squeeze below: for all u, P(x)/P(mode)
    // <= Height(e), and from the squeeze's edge on >= SqueezeHeight * Height(e).
    [Theory]
    [InlineData(20)]
    [InlineData(21)]
    [InlineData(25)]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(100_000)]
    [InlineData(1_000_000_000)]
    [InlineData(Trillion)]
    public void Hat_and_squeeze_of_the_rejection_hold(long n)
    {
        foreach (
            double mean in new[]
            {
                BinomialLaw.RejectionMean,
                10.1,
                10.3,
                10.5,
                10.6,
                10.7,
                11,
                12,
                13.5,
                15,
                20,
                50,
                499.5,
                4e4,
                1e8,
                5e11,
            }.Where(mean => 2 * mean <= n)
        )
        {
            double p = mean / n;
            var hat = new TransformedRejection(n * p, p, 1 - p);
            double top = BinomialSampler.LogProbability((long)((n + 1.0) * p), n, p);
            for (int i = 1; i < 1000; i++)
            {
                double edge = 0.0005 * i;
                foreach (double u in new[] { edge - 0.5, 0.5 - edge })
                {
                    long x = hat.Origin + (long)Math.Floor((((2 * hat.A / edge) + hat.B) * u) + hat.Shift);
                    double accepted = Math.Exp(BinomialSampler.LogProbability(x, n, p) - top) / hat.Height(edge);
                    double least = edge >= TransformedRejection.SqueezeEdge ? hat.SqueezeHeight : 0;
                    Assert.True(
                        accepted >= least && accepted <= 1,
                        $"n = {n}, mean = {mean}, u = {u}: accepted with probability {accepted}"
                    );
                }
            }
        }
    }

    // Every pair sits at a switch: tiny n; n p just below and at 10 (inversion, rejection); p around 1/2 and near 1 (reflection); 1 - 1e-3
    // with a small mean of failures.
    [Theory]
    [InlineData(1, 3, 10)]
    [InlineData(5, 1, 2)]
    [InlineData(12, 501, 1000)]
    [InlineData(19, 1, 2)]
    [InlineData(20, 1, 2)]
    [InlineData(20, 499, 1000)]
    [InlineData(20, 501, 1000)]
    [InlineData(100, 99, 1000)]
    [InlineData(100, 100, 1000)]
    [InlineData(100, 901, 1000)]
    [InlineData(100, 900, 1000)]
    [InlineData(1000, 999, 1000)]
    [InlineData(1000, 11, 1000)]
    [InlineData(1000, 300, 1000)]
    [InlineData(1000, 918, 1000)]
    public void Draws_follow_the_enumerated_law(int n, int a, int b) => CheckDraws(n, a, b);

    [Theory]
    [InlineData(LogFactorial.Largest, 1, 400)]
    [InlineData(LogFactorial.Largest, 1, 2)]
    [InlineData(LogFactorial.Largest + 1, 1, 400)]
    [InlineData(LogFactorial.Largest + 1, 1, 2)]
    [Trait("Tier", "full")]
    public void Draws_follow_the_enumerated_law_at_the_end_of_the_table(int n, int a, int b) => CheckDraws(n, a, b);

    private static void CheckDraws(int n, int a, int b)
    {
        RandomStream stream = new RandomStream(1).Split("binomial", (n * 1000L) + a);
        GoodnessOfFit.CheckCounts(400_000, 0, ExactLaws.Binomial(n, a, b), () => BinomialSampler.Sample(stream, n, (double)a / b));
    }

    // The claim of LogFactorial.BinomialLogRatio, whose margin in BinomialLaw is ten times as wide.
    [Theory]
    [InlineData(20, 0.5)]
    [InlineData(100, 0.1)]
    [InlineData(1000, 0.011)]
    [InlineData(LogFactorial.Largest, 0.00245)]
    [InlineData(LogFactorial.Largest, 0.3)]
    [InlineData(LogFactorial.Largest, 0.5)]
    public void Table_of_log_factorials_gives_ratios_of_probabilities(int n, double p)
    {
        long mode = (long)((n + 1.0) * p);
        for (int x = 0; x <= n; x++)
        {
            double expected = SaddlePoint.LogBinomial(x, n, p, 1 - p) - SaddlePoint.LogBinomial(mode, n, p, 1 - p);
            Assert.Equal(expected, LogFactorial.BinomialLogRatio(x, mode, n, Math.Log(p / (1 - p))), 1e-10);
        }
    }

    // The claim of SaddlePoint.RoughLogRatio, whose margin in BinomialLaw is ten times as wide.
    [Theory]
    [InlineData(LogFactorial.Largest + 1, 0.008)]
    [InlineData(LogFactorial.Largest + 1, 0.5)]
    [InlineData(1_000_000, 0.0001)]
    [InlineData(1_000_000, 0.3)]
    [InlineData(1_000_000_000, 0.3)]
    [InlineData(Trillion, 0.3)]
    public void Short_series_give_ratios_of_probabilities(long n, double p)
    {
        long mode = (long)((n + 1.0) * p);
        double deviation = Math.Sqrt(n * p * (1 - p));
        int reached = 0;
        for (int step = -120; step <= 120; step++)
        {
            double x = Math.Clamp(Math.Floor(mode + (step * 0.1 * deviation)), 0, n);
            double rough = SaddlePoint.RoughLogRatio(x, mode, n, p, 1 - p);
            double expected = SaddlePoint.LogBinomial(x, n, p, 1 - p) - SaddlePoint.LogBinomial(mode, n, p, 1 - p);
            Assert.True(double.IsNaN(rough) || Math.Abs(rough - expected) < 1e-10, $"x = {x}: {rough}, expected {expected}");
            reached += double.IsNaN(rough) ? 0 : 1;
        }

        Assert.True(reached > 20, $"the series reach {reached} of 241 numbers");
    }

    // Table and series only spare work: each proposal is accepted or rejected as by the accurate probabilities, so that the same numbers
    // come out.
    [Theory]
    [InlineData(20, 0.5)]
    [InlineData(200, 0.06)]
    [InlineData(1000, 0.3)]
    [InlineData(LogFactorial.Largest, 0.4)]
    [InlineData(LogFactorial.Largest + 1, 0.004)]
    [InlineData(1_000_000, 0.3)]
    [InlineData(Trillion, 0.3)]
    public void Table_of_log_factorials_and_short_series_change_no_draw(long n, double p)
    {
        var law = new BinomialLaw(p);
        (RandomStream stream, RandomStream twin) = (new RandomStream(11), new RandomStream(11));
        for (int draw = 0; draw < 100_000; draw++)
        {
            Assert.Equal(AccurateRejection(twin, n, p), law.Sample(stream, n));
        }

        Assert.Equal(twin.NextUInt64(), stream.NextUInt64());
    }

    // With n = 10^9 or 10^12 and a mean of a few, the law is Poisson's up to a relative error mean^2/n
    // < 1e-6; the means straddle the switch.
    [Theory]
    [InlineData(1_000_000_000, 0.7)]
    [InlineData(1_000_000_000, 9.99)]
    [InlineData(1_000_000_000, 10.01)]
    [InlineData(Trillion, 3)]
    [InlineData(Trillion, 9.99)]
    [InlineData(Trillion, 10.01)]
    [InlineData(Trillion, 30)]
    public void Rare_events_in_huge_samples_are_poisson(long n, double mean)
    {
        RandomStream stream = new RandomStream(2).Split("poisson", (long)(mean * 100));
        double[] law = [.. Enumerable.Range(0, 151).Select(x => Poisson.PMF(mean, x))];
        GoodnessOfFit.CheckCounts(400_000, 0, law, () => BinomialSampler.Sample(stream, n, mean / n));
        GoodnessOfFit.CheckCounts(400_000, 0, law, () => n - BinomialSampler.Sample(stream, n, 1 - (mean / n)));
    }

    // Spread uniformly over its unit cell, the count is normal up to its skewness / 6 = (q - p)/(6 deviation)
    // < 2e-5 in the bulk, below what 400,000 draws can show.
    [Theory]
    [InlineData(1_000_000_000, 0.3)]
    [InlineData(1_000_000_000, 0.918)]
    [InlineData(Trillion, 0.0205)]
    [InlineData(Trillion, 0.5)]
    [InlineData(Trillion, 0.75)]
    public void Huge_counts_are_normal(long n, double p)
    {
        RandomStream stream = new RandomStream(3).Split("normal", (long)(p * 1e6));
        double deviation = Math.Sqrt(n * p * (1 - p));
        GoodnessOfFit.CheckDistribution(
            400_000,
            400,
            x => Normal.CDF(n * p, deviation, x),
            () => BinomialSampler.Sample(stream, n, p) + stream.NextDouble() - 0.5
        );
    }

    [Fact]
    public void Certain_outcomes_are_certain()
    {
        var stream = new RandomStream(1);
        foreach (long n in new[] { 0L, 1, 100, Trillion, BinomialSampler.MaximumTrials })
        {
            Assert.Equal(0, BinomialSampler.Sample(stream, n, 0));
            Assert.Equal(n, BinomialSampler.Sample(stream, n, 1));
            Assert.InRange(BinomialSampler.Sample(stream, n, double.Epsilon), 0, 0);
            Assert.InRange(BinomialSampler.Sample(stream, n, 1 - 1e-16), Math.Max(0, n - 10), n);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1e-300)]
    [InlineData(1.0000001)]
    [InlineData(double.PositiveInfinity)]
    public void Probabilities_outside_the_unit_interval_are_refused(double p)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialSampler.Sample(new RandomStream(1), 10, p));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialSampler.LogProbability(1, 10, p));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(BinomialSampler.MaximumTrials + 1)]
    public void Trials_out_of_range_are_refused(long n)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialSampler.Sample(new RandomStream(1), n, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialSampler.LogProbability(1, n, 0.5));
    }

    private static long AccurateRejection(RandomStream stream, long n, double p)
    {
        var hat = new TransformedRejection(n * p, p, 1 - p);
        double top = SaddlePoint.LogBinomial((long)((n + 1.0) * p), n, p, 1 - p);
        while (true)
        {
            double u = stream.NextDouble() - 0.5;
            double v = stream.NextOpenDouble();
            double edge = 0.5 - Math.Abs(u);
            double x = edge > 0 ? hat.Origin + Math.Floor((((2 * hat.A / edge) + hat.B) * u) + hat.Shift) : -1;
            if (x >= 0 && x <= n && Math.Log(v * hat.Height(edge)) <= SaddlePoint.LogBinomial(x, n, p, 1 - p) - top)
            {
                return (long)x;
            }
        }
    }
}
