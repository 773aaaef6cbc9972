namespace Antiphon.Numerics;

/// <summary>The logarithm that keeps all digits near zero, where the platform's own loses them.</summary>
internal static class StableMath
{
    /// <summary>ln(1 + x) with a relative error of a few units in the last place, also for tiny x.</summary>
    /// <param name="x">Number above -1; -1 gives negative infinity, less gives NaN.</param>
    /// <remarks>
    /// Kahan's correction: the rounding error of 1 + x is undone by the factor x / ((1 + x) - 1), in which it appears exactly.
    /// </remarks>
    public static double Log1p(double x)
    {
        double sum = 1 + x;
        double kept = sum - 1;
        if (kept == 0)
        {
            return x;
        }

        return double.IsFinite(sum) && sum > 0 ? Math.Log(sum) * (x / kept) : Math.Log(sum);
    }
}
