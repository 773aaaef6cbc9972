namespace Antiphon.Paper;

/// <summary>UCFH's confidence interval for one transition probability.</summary>
internal static class TransitionInterval
{
    /// <summary>
    /// An interval that holds { p' : |p - p'| at most the smaller of Hoeffding's and Bernstein's widths, and |sigma(p') - sigma(p)| at
    /// most sqrt(2L/(n-1)) }, sigma(p) = sqrt(p (1-p)). Of the second condition only sigma(p') at least sigma(p) - sqrt(2L/(n-1)) narrows
    /// it. The other side cuts out the middle: where that leaves a hole, the interval fills it; near p = 0 and p = 1, where it would
    /// shorten the interval (p = 0, n = 1,000, L = ln 600: 0.0130 in place of 0.0149), the interval stays wider than the set's convex
    /// hull.
    /// </summary>
    /// <param name="frequency">p, the observed frequency, in [0, 1].</param>
    /// <param name="observations">n; at most one observation says nothing.</param>
    /// <param name="logarithm">L = ln(6 / delta_1): the interval misses the truth with probability at most delta_1.</param>
    /// <remarks>Source: Dann and Brunskill (2015), the confidence set of their Algorithm 1.</remarks>
    internal static (double Low, double High) Around(double frequency, long observations, double logarithm)
    {
        if (observations <= 1)
        {
            return (0, 1);
        }

        double deviation = Math.Sqrt(frequency * (1 - frequency));
        double spread = Math.Sqrt(2 * logarithm / (observations - 1));
        double hoeffding = Math.Sqrt(logarithm / (2.0 * observations));
        double bernstein = (deviation * Math.Sqrt(2 * logarithm / observations)) + (7 * logarithm / (3.0 * (observations - 1)));
        double width = Math.Min(hoeffding, bernstein);
        (double low, double high) = (Math.Max(0, frequency - width), Math.Min(1, frequency + width));
        if (deviation >= spread)
        {
            // sigma(p') >= sigma - spread holds exactly within this distance of 1/2.
            double half = Math.Sqrt(0.25 - ((deviation - spread) * (deviation - spread)));
            (low, high) = (Math.Max(low, 0.5 - half), Math.Min(high, 0.5 + half));
        }

        return (low, high);
    }
}
