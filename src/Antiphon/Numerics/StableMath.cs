namespace Antiphon.Numerics;

/// <summary>Elementary functions that keep all digits near zero, where the platform's own versions lose them.</summary>
public static class StableMath
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

    /// <summary>e^x - 1 with a relative error of a few units in the last place, also for tiny x.</summary>
    /// <param name="x">Any number.</param>
    /// <remarks>Kahan's correction: ln(u) / (u - 1) is a smooth function of u = e^x, so that the rounding error of u cancels.</remarks>
    public static double Expm1(double x)
    {
        double power = Math.Exp(x);
        double less = power - 1;
        if (power == 1)
        {
            return x;
        }

        return less == -1 || !double.IsFinite(power) ? less : less * (x / Math.Log(power));
    }
}
