namespace Antiphon.Numerics;

/// <summary>
/// A probability vector prepared for exact multinomial draws by conditional binomials: category after category, in descending order of
/// probability, so that small counts are soon used up. Immutable; may be shared by threads.
/// </summary>
internal sealed class MultinomialLaw
{
    private readonly int[] order;
    private readonly BinomialLaw[] conditional;

    /// <summary>Prepares a vector of weights.</summary>
    /// <param name="probabilities">Non-negative weights, at least one of them positive; only their ratios count.</param>
    /// <exception cref="ArgumentException">A weight is negative, infinite or NaN, or none is positive.</exception>
    public MultinomialLaw(ReadOnlySpan<double> probabilities)
    {
        MultinomialSampler.Check(probabilities);
        double[] weights = probabilities.ToArray();
        order = [.. Enumerable.Range(0, weights.Length).Where(i => weights[i] > 0).OrderByDescending(i => weights[i])];
        conditional = new BinomialLaw[order.Length];
        double tail = 0.0;
        for (int position = order.Length - 1; position >= 0; position--)
        {
            // The tail includes the weight itself: the quotient cannot exceed 1, and is exactly 1 for the last category.
            tail += weights[order[position]];
            conditional[position] = new BinomialLaw(weights[order[position]] / tail);
        }

        Categories = weights.Length;
    }

    /// <summary>Number of categories.</summary>
    public int Categories { get; }

    /// <summary>Categories of positive probability, in the order in which they are drawn.</summary>
    internal ReadOnlySpan<int> Order => order;

    /// <summary>By position in <see cref="Order"/>: the probability of the category given that it is none before it.</summary>
    internal ReadOnlySpan<BinomialLaw> Conditional => conditional;

    /// <summary>Draws the counts of <paramref name="trials"/> independent trials and adds them to <paramref name="counts"/>.</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="trials">Number of trials, from 0 to <see cref="BinomialSampler.MaximumTrials"/>.</param>
    /// <param name="counts">One total per category; added to.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="trials"/> is out of range.</exception>
    public void AddSample(RandomStream stream, long trials, Span<long> counts)
    {
        long left = trials;
        for (int position = 0; position < order.Length && left != 0; position++)
        {
            long drawn = position == order.Length - 1 ? left : conditional[position].Sample(stream, left);
            counts[order[position]] += drawn;
            left -= drawn;
        }
    }
}
