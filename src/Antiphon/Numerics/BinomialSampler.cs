using System.Diagnostics.CodeAnalysis;

namespace Antiphon.Numerics;

/// <summary>
/// Exact draws from the binomial law in constant time, and its probabilities. <see cref="BinomialLaw"/> is faster where one probability
/// serves many draws.
/// </summary>
internal static class BinomialSampler
{
    /// <summary>
    /// Largest number of trials: 2^50 (about 10^15), so that counts, their halves and differences are exact in double precision. Tested up
    /// to 10^12.
    /// </summary>
    public const long MaximumTrials = 1L << 50;

    /// <summary>Draws the number of successes in <paramref name="trials"/> independent trials.</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="trials">n, from 0 to <see cref="MaximumTrials"/>.</param>
    /// <param name="probability">p in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="trials"/> is out of range, or <paramref name="probability"/> is NaN or outside [0, 1].
    /// </exception>
    public static long Sample(RandomStream stream, long trials, double probability) => new BinomialLaw(probability).Sample(stream, trials);

    /// <summary>ln P(X = successes), accurate to about 1e-13 near the mean for every n; negative infinity where impossible.</summary>
    /// <param name="successes">x, any number.</param>
    /// <param name="trials">n, from 0 to <see cref="MaximumTrials"/>.</param>
    /// <param name="probability">p in [0, 1].</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="trials"/> is out of range, or <paramref name="probability"/> is NaN or outside [0, 1].
    /// </exception>
    public static double LogProbability(long successes, long trials, double probability)
    {
        if (trials is < 0 or > MaximumTrials)
        {
            ThrowTrials(trials);
        }

        return new BinomialLaw(probability).LogProbability(successes, trials);
    }

    [DoesNotReturn]
    internal static void ThrowTrials(long trials) =>
        throw new ArgumentOutOfRangeException(nameof(trials), trials, $"The number of trials must lie in 0..{MaximumTrials}.");
}
