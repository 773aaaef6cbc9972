using System.Runtime.InteropServices;

namespace Antiphon.Numerics;

/// <summary>
/// The enclosing rectangle of Stadlober's ratio of uniforms for a hypergeometric law: x = floor(a + w (v - 1/2)/u) with u, v uniform on
/// (0, 1), accepted when u^2 &lt;= P(x)/P(mode). It is valid while |z - a| sqrt(P(floor z)/P(mode)) &lt;= w/2 for every real z, which the
/// tests check over a grid of laws.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct RatioOfUniforms
{
    /// <summary>Prepares the rectangle.</summary>
    /// <param name="population">Population size N.</param>
    /// <param name="marked">Number of marked items M, at most N/2.</param>
    /// <param name="draws">Number of draws m, at most N/2, with m M / N &gt;= 10.</param>
    public RatioOfUniforms(long population, long marked, long draws)
    {
        double share = (double)marked / population;
        double mean = draws * share;
        double variance = mean * (1 - share) * ((double)(population - draws) / (population - 1));
        Width = (2 * Math.Sqrt(2 / Math.E) * Math.Sqrt(variance + 0.5)) + (3 - (2 * Math.Sqrt(3 / Math.E)));
        Origin = (long)mean;
        Shift = mean - Origin + 0.5;

        // Beyond 10^7 rounding can put this beside the true mode; there P differs from its maximum by a factor 1 - O(1/variance), far
        // below anything observable.
        Mode = Math.Floor((draws + 1.0) * ((marked + 1.0) / (population + 2.0)));
    }

    /// <summary>Width w of the rectangle.</summary>
    public double Width { get; }

    /// <summary>Whole part of the mean.</summary>
    public long Origin { get; }

    /// <summary>Mean + 1/2 - <see cref="Origin"/>: the proposals centre on a = mean + 1/2.</summary>
    public double Shift { get; }

    /// <summary>Most probable count.</summary>
    public double Mode { get; }
}
