using MathNet.Numerics.Distributions;

namespace Antiphon.Tests.Numerics;

/// <summary>
/// Chi-squared tests at fixed seeds. Error budget: each comparison would reject a correct sampler with probability
/// <see cref="ErrorBudget"/>. All seeds are fixed, so a test that passes keeps passing; with a few hundred comparisons a change of seeds
/// gives a false alarm with probability below 1e-3. A deviation of the law by d in total variation is found with near certainty once
/// samples * d^2 exceeds about 50.
/// </summary>
internal static class GoodnessOfFit
{
    public const double ErrorBudget = 1e-6;

    // Below ten expected observations in a bin the chi-squared law is a poor approximation of the statistic.
    private const double SmallestExpectation = 10;

    /// <summary>
    /// Tests observed counts against probabilities; neighbouring bins are merged until each expects at least ten observations.
    /// </summary>
    public static void Check(ReadOnlySpan<long> observed, ReadOnlySpan<double> probabilities)
    {
        Assert.Equal(probabilities.Length, observed.Length);
        long samples = 0L;
        foreach (long count in observed)
        {
            samples += count;
        }

        List<(double Expected, double Observed)> bins = Merge(observed, probabilities, samples);
        Assert.True(bins.Count >= 2, "The test needs at least two bins with ten expected observations: draw more samples.");
        double statistic = bins.Sum(bin => (bin.Observed - bin.Expected) * (bin.Observed - bin.Expected) / bin.Expected);
        double critical = ChiSquared.InvCDF(bins.Count - 1, 1 - ErrorBudget);
        Assert.True(statistic <= critical, $"chi-squared {statistic:G5} with {bins.Count - 1} degrees of freedom exceeds {critical:G5}");
    }

    /// <summary>
    /// Tests draws of a count against its probability function on lowest .. lowest + probabilities.Length - 1, which must hold all its
    /// mass up to 1e-9.
    /// </summary>
    public static void CheckCounts(int samples, long lowest, double[] probabilities, Func<long> draw)
    {
        Assert.InRange(probabilities.Sum(), 1 - 1e-9, 1 + 1e-9);
        long[] observed = new long[probabilities.Length];
        for (int i = 0; i < samples; i++)
        {
            long place = draw() - lowest;
            Assert.InRange(place, 0, probabilities.Length - 1);
            Assert.True(probabilities[place] > 0, $"drew {place + lowest}, which is impossible");
            observed[place]++;
        }

        Check(observed, probabilities);
    }

    /// <summary>
    /// Tests draws of a continuous (or very finely grained) variate in equally likely bins of its distribution function.
    /// </summary>
    public static void CheckDistribution(int samples, int bins, Func<double, double> distribution, Func<double> draw)
    {
        long[] observed = new long[bins];
        for (int i = 0; i < samples; i++)
        {
            observed[Math.Clamp((int)(distribution(draw()) * bins), 0, bins - 1)]++;
        }

        double[] probabilities = new double[bins];
        Array.Fill(probabilities, 1.0 / bins);
        Check(observed, probabilities);
    }

    /// <summary>
    /// Tests whether two samples are of one law: chi-squared of both against their pooled shares. Neighbouring bins are merged until the
    /// pool has twenty in each.
    /// </summary>
    public static void CheckSame(ReadOnlySpan<long> one, ReadOnlySpan<long> other)
    {
        var bins = new List<(double One, double Other)>();
        (double first, double second) = (0, 0);
        for (int i = 0; i < one.Length; i++)
        {
            (first, second) = (first + one[i], second + other[i]);
            if (first + second >= 2 * SmallestExpectation)
            {
                bins.Add((first, second));
                (first, second) = (0, 0);
            }
        }

        bins[^1] = (bins[^1].One + first, bins[^1].Other + second);
        (double ones, double others) = (bins.Sum(bin => bin.One), bins.Sum(bin => bin.Other));
        double statistic = bins.Sum(bin =>
            Math.Pow((bin.One * Math.Sqrt(others / ones)) - (bin.Other * Math.Sqrt(ones / others)), 2) / (bin.One + bin.Other)
        );
        double critical = ChiSquared.InvCDF(bins.Count - 1, 1 - ErrorBudget);
        Assert.True(statistic <= critical, $"chi-squared {statistic:G5} with {bins.Count - 1} degrees of freedom exceeds {critical:G5}");
    }

    private static List<(double Expected, double Observed)> Merge(
        ReadOnlySpan<long> observed,
        ReadOnlySpan<double> probabilities,
        long samples
    )
    {
        var bins = new List<(double Expected, double Observed)>();
        double expected = 0.0;
        double seen = 0.0;
        for (int i = 0; i < observed.Length; i++)
        {
            expected += samples * probabilities[i];
            seen += observed[i];
            if (expected >= SmallestExpectation)
            {
                bins.Add((expected, seen));
                (expected, seen) = (0, 0);
            }
        }

        if (bins.Count > 0)
        {
            bins[^1] = (bins[^1].Expected + expected, bins[^1].Observed + seen);
        }

        return bins;
    }
}
