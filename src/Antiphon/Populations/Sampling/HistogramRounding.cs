namespace Antiphon.Populations;

/// <summary>Whole numbers of agents near given ones.</summary>
internal static class HistogramRounding
{
    /// <summary>
    /// Whole numbers near the given ones with the sum <paramref name="agents"/>: floors, then one more for the largest remainders, ties to
    /// the lowest index.
    /// </summary>
    internal static void Round(ReadOnlySpan<double> expected, int agents, Span<int> counts)
    {
        int left = agents;
        Span<double> remainders = stackalloc double[expected.Length];
        for (int state = 0; state < counts.Length; state++)
        {
            counts[state] = (int)expected[state];
            remainders[state] = expected[state] - counts[state];
            left -= counts[state];
        }

        for (; left > 0; left--)
        {
            int largest = 0;
            for (int state = 1; state < counts.Length; state++)
            {
                largest = remainders[state] > remainders[largest] ? state : largest;
            }

            counts[largest]++;
            remainders[largest] = double.NegativeInfinity;
        }
    }

    /// <summary>
    /// The histogram of <paramref name="agents"/> agents that comes nearest to the given weights, none negative, one positive: scaled,
    /// then rounded.
    /// </summary>
    internal static void Scale(ReadOnlySpan<double> weights, int agents, Span<int> counts)
    {
        double sum = 0.0;
        foreach (double weight in weights)
        {
            sum += weight;
        }

        Span<double> expected = stackalloc double[weights.Length];
        for (int state = 0; state < expected.Length; state++)
        {
            // Whole results must not fall short of themselves by rounding: 5 * (2/5) is 2 or a little less.
            double scaled = agents * weights[state] / sum;
            expected[state] = Math.Abs(scaled - Math.Round(scaled)) < 1e-9 ? Math.Round(scaled) : scaled;
        }

        Round(expected, agents, counts);
    }
}
