using System.Runtime.InteropServices;

namespace Antiphon.Numerics;

/// <summary>
/// A sum with Neumaier's compensation: the rounding errors are collected and added at the end. A mutable value type: pass it by reference.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct NeumaierSum
{
    private double total;
    private double compensation;

    /// <summary>The sum so far. NaN or infinite as soon as a term or a partial sum is.</summary>
    public readonly double Value => double.IsFinite(compensation) ? total + compensation : total;

    /// <summary>Adds a term.</summary>
    /// <param name="term">Any number.</param>
    public void Add(double term)
    {
        double next = total + term;
        compensation += Math.Abs(total) >= Math.Abs(term) ? total - next + term : term - next + total;
        total = next;
    }
}
