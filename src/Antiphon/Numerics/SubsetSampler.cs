namespace Antiphon.Numerics;

/// <summary>
/// Uniform subsets without replacement by a partial Fisher-Yates shuffle, for repeated draws from the same population. Not for use by
/// several threads at once.
/// </summary>
internal sealed class SubsetSampler
{
    private readonly int[] order;

    /// <summary>Prepares draws from {0, .., population - 1}.</summary>
    public SubsetSampler(int population) => order = [.. Enumerable.Range(0, population)];

    /// <summary>Puts the numbers back in order, so that what is drawn next depends on the stream alone.</summary>
    public void Restart()
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
    }

    /// <summary>A uniform subset in random order; the span is valid until the next draw.</summary>
    /// <param name="size">From 0 to the population.</param>
    /// <param name="stream">Source of randomness.</param>
    public ReadOnlySpan<int> Draw(int size, RandomStream stream)
    {
        for (int i = 0; i < size; i++)
        {
            int other = i + (int)stream.NextBelow(order.Length - i);
            (order[i], order[other]) = (order[other], order[i]);
        }

        return order.AsSpan(0, size);
    }
}
