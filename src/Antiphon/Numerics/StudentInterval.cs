namespace Antiphon.Numerics;

/// <summary>Student's confidence interval for a mean: exact for normal samples, otherwise good once the mean is nearly normal.</summary>
internal static class StudentInterval
{
    /// <summary>Mean plus or minus the t quantile times the standard error.</summary>
    /// <param name="samples">At least one finite number.</param>
    /// <param name="confidence">Probability of covering, in (0, 1).</param>
    /// <exception cref="ArgumentException">There is no sample, or one is NaN or infinite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="confidence"/> is not strictly between 0 and 1.</exception>
    public static ConfidenceInterval FromSamples(ReadOnlySpan<double> samples, double confidence = 0.95)
    {
        if (!(confidence > 0 && confidence < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence must lie strictly between 0 and 1.");
        }

        double mean = Mean(samples);
        if (samples.Length == 1)
        {
            return new ConfidenceInterval(mean, double.NegativeInfinity, double.PositiveInfinity, double.PositiveInfinity, 1);
        }

        double error = Math.Sqrt(SquaredDeviations(samples, mean) / (samples.Length - 1.0) / samples.Length);
        double half = error * StudentT.Quantile(0.5 + (confidence / 2), samples.Length - 1);
        return new ConfidenceInterval(mean, mean - half, mean + half, error, samples.Length);
    }

    /// <summary>Standard deviation of the samples themselves, divisor N (no correction for the estimated mean).</summary>
    /// <param name="samples">At least one finite number.</param>
    /// <exception cref="ArgumentException">There is no sample, or one is NaN or infinite.</exception>
    public static double StandardDeviation(ReadOnlySpan<double> samples) =>
        Math.Sqrt(SquaredDeviations(samples, Mean(samples)) / samples.Length);

    /// <summary>Compensated mean; for equal samples exactly their value.</summary>
    /// <param name="samples">At least one finite number.</param>
    /// <exception cref="ArgumentException">There is no sample, or one is NaN or infinite.</exception>
    public static double Mean(ReadOnlySpan<double> samples)
    {
        if (samples.IsEmpty)
        {
            throw new ArgumentException("Found no sample; expected at least one.", nameof(samples));
        }

        // Deviations from the first sample, so that equal samples give their value without rounding.
        double origin = samples[0];
        NeumaierSum sum = default;
        for (int i = 0; i < samples.Length; i++)
        {
            if (!double.IsFinite(samples[i]))
            {
                throw new ArgumentException($"samples[{i}] is {samples[i]}; expected a finite number.", nameof(samples));
            }

            sum.Add(samples[i] - origin);
        }

        return origin + (sum.Value / samples.Length);
    }

    private static double SquaredDeviations(ReadOnlySpan<double> samples, double mean)
    {
        NeumaierSum sum = default;
        foreach (double sample in samples)
        {
            sum.Add((sample - mean) * (sample - mean));
        }

        return sum.Value;
    }
}
