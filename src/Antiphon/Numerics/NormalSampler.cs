namespace Antiphon.Numerics;

/// <summary>Standard normal numbers in bulk: Marsaglia's polar method, exact in law, with both numbers of every pair.</summary>
internal static class NormalSampler
{
    /// <summary>Fills a span with independent standard normal numbers.</summary>
    /// <param name="stream">
    /// Source of randomness. The number of draws depends on what is drawn, never on anything kept between calls.
    /// </param>
    /// <param name="target">Filled from the front; of an odd length the last pair's second number is dropped.</param>
    public static void Fill(RandomStream stream, Span<double> target)
    {
        ArgumentNullException.ThrowIfNull(stream);
        int filled = 0;
        while (filled < target.Length)
        {
            double x = (2 * stream.NextDouble()) - 1;
            double y = (2 * stream.NextDouble()) - 1;
            double square = (x * x) + (y * y);
            if (square is not (> 0 and < 1))
            {
                continue;
            }

            double factor = Math.Sqrt(-2 * Math.Log(square) / square);
            target[filled++] = x * factor;
            if (filled < target.Length)
            {
                target[filled++] = y * factor;
            }
        }
    }
}
