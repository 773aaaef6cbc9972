using System.Runtime.InteropServices;

namespace Antiphon.Numerics;

/// <summary>
/// Exact multinomial draws by conditional binomials. <see cref="MultinomialLaw"/> is faster where one vector serves many draws.
/// </summary>
internal static class MultinomialSampler
{
    /// <summary>Draws how often each category occurs in <paramref name="trials"/> independent trials.</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="trials">Number of trials, from 0 to <see cref="BinomialSampler.MaximumTrials"/>.</param>
    /// <param name="probabilities">Non-negative weights, at least one of them positive; only their ratios count.</param>
    /// <param name="counts">
    /// Receives one count per category; they sum to <paramref name="trials"/>. May not overlap <paramref name="probabilities"/>.
    /// </param>
    /// <exception cref="ArgumentException">A weight is negative, infinite or NaN, none is positive, or the lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="trials"/> is out of range.</exception>
    public static void Sample(RandomStream stream, long trials, ReadOnlySpan<double> probabilities, Span<long> counts)
    {
        Check(probabilities);
        if (counts.Length != probabilities.Length)
        {
            throw new ArgumentException(
                $"Found room for {counts.Length} counts; expected {probabilities.Length}, one per probability.",
                nameof(counts)
            );
        }

        // Until a count is drawn, its place holds the sum of the weights from there on: summed upward it never falls below the weight, so
        // no rounding can lead outside [0, 1].
        Span<double> tails = MemoryMarshal.Cast<long, double>(counts);
        double tail = 0.0;
        for (int category = probabilities.Length - 1; category >= 0; category--)
        {
            tail += probabilities[category];
            tails[category] = tail;
        }

        long left = trials;
        for (int category = 0; category < probabilities.Length; category++)
        {
            double weight = probabilities[category];
            long drawn = weight == 0 || left == 0 ? 0 : BinomialSampler.Sample(stream, left, weight / tails[category]);
            counts[category] = drawn;
            left -= drawn;
        }
    }

    /// <summary>
    /// ln P(counts): the multinomial law of as many trials as the counts sum to, by conditional binomials; negative infinity where
    /// impossible.
    /// </summary>
    /// <param name="counts">One count per category, none negative.</param>
    /// <param name="probabilities">Non-negative weights, at least one of them positive; only their ratios count.</param>
    /// <exception cref="ArgumentException">A weight is negative, infinite or NaN, none is positive, or the lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or their sum is out of range.</exception>
    public static double LogProbability(ReadOnlySpan<int> counts, ReadOnlySpan<double> probabilities)
    {
        Check(probabilities);
        if (counts.Length != probabilities.Length)
        {
            throw new ArgumentException(
                $"Found {counts.Length} counts; expected {probabilities.Length}, one per probability.",
                nameof(counts)
            );
        }

        // From the last category on, so that the sum of the weights so far never falls below the weight: no rounding can lead outside [0,
        // 1].
        (long trials, double weights, double sum) = (0L, 0.0, 0.0);
        for (int category = counts.Length - 1; category >= 0; category--)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(counts[category], nameof(counts));
            trials += counts[category];
            weights += probabilities[category];
            sum +=
                weights > 0 ? BinomialSampler.LogProbability(counts[category], trials, probabilities[category] / weights)
                : counts[category] > 0 ? double.NegativeInfinity
                : 0;
        }

        return sum;
    }

    internal static void Check(ReadOnlySpan<double> weights)
    {
        double largest = 0.0;
        double sum = 0.0;
        foreach (double weight in weights)
        {
            if (!(weight >= 0))
            {
                throw new ArgumentException($"Found the weight {weight}; expected a number that is not negative.", nameof(weights));
            }

            largest = Math.Max(largest, weight);
            sum += weight;
        }

        if (!(largest > 0) || !double.IsFinite(sum))
        {
            throw new ArgumentException(
                $"Found weights that sum to {sum}; expected a finite sum with at least one positive weight.",
                nameof(weights)
            );
        }
    }
}
