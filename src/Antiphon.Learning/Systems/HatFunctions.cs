using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>
/// What depends on one aggregate is fitted at its breakpoints: at a value between two of them both take part, by their hat functions.
/// Without an aggregate there is one breakpoint, which takes part in full.
/// </summary>
/// <param name="coupling">The aggregate, or null.</param>
internal sealed class HatFunctions(Aggregate? coupling)
{
    /// <summary>Number of breakpoints.</summary>
    internal int Count => coupling?.Breakpoints.Count ?? 1;

    /// <summary>The breakpoint below a value and the weight of the one above it; constant outside.</summary>
    /// <param name="value">The aggregate's value; not used without one.</param>
    internal (int Below, double Above) At(double value)
    {
        if (coupling is null)
        {
            return (0, 0);
        }

        IReadOnlyList<double> points = coupling.Breakpoints;
        if (value <= points[0])
        {
            return (0, 0);
        }

        int below = 0;
        while (below < points.Count - 2 && points[below + 1] < value)
        {
            below++;
        }

        return (below, Math.Min(1, (value - points[below]) / (points[below + 1] - points[below])));
    }

    /// <summary>What is linear between breakpoints, at a value.</summary>
    /// <param name="value">The aggregate's value.</param>
    /// <param name="at">What it is at a breakpoint, by its number.</param>
    internal double Between(double value, Func<int, double> at)
    {
        (int below, double above) = At(value);
        return ((1 - above) * at(below)) + (above > 0 ? above * at(below + 1) : 0);
    }
}
