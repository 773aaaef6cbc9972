using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Antiphon.Numerics;

/// <summary>
/// Exponential and hyperbolic tangent of eight numbers at a time, from multiplications with one rounding alone, so that every machine
/// computes the same bits.
/// </summary>
/// <remarks>
/// exp(x) = 2^m exp(r) with m the nearest integer to x/ln 2 and |r| at most ln(2)/2; exp(r) - 1 by its Taylor polynomial of degree 13,
/// whose remainder is below 2e-17 of r. tanh(x) = (exp(2x) - 1)/(exp(2x) + 1), where exp(2x) - 1 is formed without cancellation. Measured
/// against Math.Exp and Math.Tanh: at most 2 and 4 units in the last place (tests).
/// </remarks>
internal static class VectorMath
{
    private const double ToBaseTwo = 1.4426950408889634;

    // ln 2 in two parts: the first has 21 trailing zero bits, so that its product with m is exact.
    private const double LnTwoHigh = 0.6931471803691238;
    private const double LnTwoLow = 1.9082149292705877e-10;

    // Added to a number below 2^51 it leaves the nearest integer in the lowest bits.
    private const double RoundingShift = 6755399441055744.0;
    private const long BitsOfOne = 0x3FF0000000000000;

    // Beyond these exp leaves the normal numbers; beyond that tanh is 1 to the last bit.
    private const double LeastExponent = -708;
    private const double LargestExponent = 709;
    private const double SaturatedTangent = 20;

    /// <summary>exp(x), with x first limited to [-708, 709]; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Exp(Vector512<double> x)
    {
        var limited = Vector512.Max(Vector512.Min(x, Vector512.Create(LargestExponent)), Vector512.Create(LeastExponent));
        Vector512<double> scale = Reduce(limited, out Vector512<double> minusOne);
        return Vector512.FusedMultiplyAdd(scale, minusOne, scale);
    }

    /// <summary>tanh(x); odd to the bit, NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Tanh(Vector512<double> x)
    {
        var sign = Vector512.Create(-0.0);
        var magnitude = Vector512.Min(Vector512.AndNot(x, sign), Vector512.Create(SaturatedTangent));
        Vector512<double> scale = Reduce(magnitude + magnitude, out Vector512<double> minusOne);
        var power = Vector512.FusedMultiplyAdd(scale, minusOne, scale - Vector512<double>.One);
        return (power / (power + Vector512.Create(2.0))) | (x & sign);
    }

    /// <summary>The sum of the eight numbers, in one fixed order on every machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Vector512<double> x)
    {
        Vector256<double> four = x.GetLower() + x.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.GetElement(0) + two.GetElement(1);
    }

    // 2^m, and exp(r) - 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Reduce(Vector512<double> x, out Vector512<double> minusOne)
    {
        var shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(ToBaseTwo), Vector512.Create(RoundingShift));
        Vector512<double> m = shifted - Vector512.Create(RoundingShift);
        var r = Vector512.FusedMultiplyAdd(m, Vector512.Create(-LnTwoHigh), x);
        r = Vector512.FusedMultiplyAdd(m, Vector512.Create(-LnTwoLow), r);
        var q = Vector512.FusedMultiplyAdd(r, Vector512.Create(1.0 / 6227020800), Vector512.Create(1.0 / 479001600));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1.0 / 39916800));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1.0 / 3628800));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1.0 / 362880));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1.0 / 40320));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1.0 / 5040));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1.0 / 720));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1.0 / 120));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1.0 / 24));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(1.0 / 6));
        q = Vector512.FusedMultiplyAdd(q, r, Vector512.Create(0.5));
        minusOne = Vector512.FusedMultiplyAdd(q * r, r, r);
        return (Vector512.ShiftLeft(shifted.AsInt64(), 52) + Vector512.Create(BitsOfOne)).AsDouble();
    }
}
