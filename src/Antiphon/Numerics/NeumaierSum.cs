using System.Runtime.InteropServices;

namespace Antiphon.Numerics;

/// <summary>A sum with Neumaier's compensation: the rounding errors are collected and added at the end. A mutable value type: pass it by reference.</summary>
[StructLayout(LayoutKind.Auto)]
public struct NeumaierSum
{
    private double _sum;
    private double _compensation;

    /// <summary>The sum so far. NaN or infinite as soon as a term or a partial sum is.</summary>
    public readonly double Value => double.IsFinite(_compensation) ? _sum + _compensation : _sum;

    /// <summary>Adds a term.</summary>
    /// <param name="term">Any number.</param>
    public void Add(double term)
    {
        double sum = _sum + term;
        _compensation += Math.Abs(_sum) >= Math.Abs(term) ? _sum - sum + term : term - sum + _sum;
        _sum = sum;
    }
}
