using System.Runtime.CompilerServices;

namespace Antiphon.Populations;

/// <summary>
/// The last two states of <see cref="SubsampleWalk"/> at once, for all ways to put the agents that are left into them. Most of the work is
/// here: four ways at a time share what they read, and none waits for another.
/// </summary>
/// <remarks>
/// The sums over the states before stand in lexicographic order of (a, b), a agents of the few in the last state and b in the one before,
/// a + b at most d. Of F and L - F among the many, f(F) = sum_a C(L - F, a) sum_b C(F, b) s(a, b).
/// </remarks>
internal static class LastTwoSums
{
    private const int Together = 4;

    /// <summary>Writes f(F), F = 0, .., L.</summary>
    /// <param name="weights">[F * width + c]: C(F, c).</param>
    /// <param name="width">d + 1.</param>
    /// <param name="left">L.</param>
    /// <param name="source">s.</param>
    /// <param name="place">Where f(0) goes; the others follow it.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Write<TLanes>(double[] weights, int width, int left, ref double source, NodePlace place)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int first = 0; first <= left; first += Together)
        {
            // Of fewer than four, the last stands for those that do not exist.
            ref double inner0 = ref Row(weights, width, first);
            ref double inner1 = ref Row(weights, width, Math.Min(first + 1, left));
            ref double inner2 = ref Row(weights, width, Math.Min(first + 2, left));
            ref double inner3 = ref Row(weights, width, Math.Min(first + 3, left));
            ref double outer0 = ref Row(weights, width, left - first);
            ref double outer1 = ref Row(weights, width, Math.Max(left - first - 1, 0));
            ref double outer2 = ref Row(weights, width, Math.Max(left - first - 2, 0));
            ref double outer3 = ref Row(weights, width, Math.Max(left - first - 3, 0));
            (TLanes sum0, TLanes sum1, TLanes sum2, TLanes sum3) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
            nint from = 0;
            int largest = Math.Min(width - 1, left - first);
            for (int last = 0; last <= largest; last++)
            {
                (TLanes part0, TLanes part1, TLanes part2, TLanes part3) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
                int used = Math.Min(width - last, first + Together);
                for (int before = 0; before < used; before++)
                {
                    TLanes value = TLanes.Load(ref source, from + (before * TLanes.Width));
                    part0 = TLanes.MultiplyAdd(Unsafe.Add(ref inner0, before), value, part0);
                    part1 = TLanes.MultiplyAdd(Unsafe.Add(ref inner1, before), value, part1);
                    part2 = TLanes.MultiplyAdd(Unsafe.Add(ref inner2, before), value, part2);
                    part3 = TLanes.MultiplyAdd(Unsafe.Add(ref inner3, before), value, part3);
                }

                sum0 = TLanes.MultiplyAdd(Unsafe.Add(ref outer0, last), part0, sum0);
                sum1 = TLanes.MultiplyAdd(Unsafe.Add(ref outer1, last), part1, sum1);
                sum2 = TLanes.MultiplyAdd(Unsafe.Add(ref outer2, last), part2, sum2);
                sum3 = TLanes.MultiplyAdd(Unsafe.Add(ref outer3, last), part3, sum3);
                from += (width - last) * TLanes.Width;
            }

            place.Store(sum0, first);
            if (first + 1 <= left)
            {
                place.Store(sum1, first + 1);
            }

            if (first + 2 <= left)
            {
                place.Store(sum2, first + 2);
            }

            if (first + 3 <= left)
            {
                place.Store(sum3, first + 3);
            }
        }
    }

    /// <summary>The adjoint of <see cref="Write"/>: s(a, b) += sum_F C(L - F, a) C(F, b) f(F).</summary>
    /// <param name="weights">[F * width + c]: C(F, c).</param>
    /// <param name="width">d + 1.</param>
    /// <param name="left">L.</param>
    /// <param name="place">Where f(0) is; the others follow it.</param>
    /// <param name="target">s.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Add<TLanes>(double[] weights, int width, int left, NodePlace place, ref double target)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int first = 0; first <= left; first += Together)
        {
            ref double inner0 = ref Row(weights, width, first);
            ref double inner1 = ref Row(weights, width, Math.Min(first + 1, left));
            ref double inner2 = ref Row(weights, width, Math.Min(first + 2, left));
            ref double inner3 = ref Row(weights, width, Math.Min(first + 3, left));
            ref double outer0 = ref Row(weights, width, left - first);
            ref double outer1 = ref Row(weights, width, Math.Max(left - first - 1, 0));
            ref double outer2 = ref Row(weights, width, Math.Max(left - first - 2, 0));
            ref double outer3 = ref Row(weights, width, Math.Max(left - first - 3, 0));
            TLanes value0 = place.Load<TLanes>(first);
            TLanes value1 = first + 1 <= left ? place.Load<TLanes>(first + 1) : TLanes.Zero;
            TLanes value2 = first + 2 <= left ? place.Load<TLanes>(first + 2) : TLanes.Zero;
            TLanes value3 = first + 3 <= left ? place.Load<TLanes>(first + 3) : TLanes.Zero;
            nint to = 0;
            int largest = Math.Min(width - 1, left - first);
            for (int last = 0; last <= largest; last++)
            {
                TLanes part0 = TLanes.MultiplyAdd(Unsafe.Add(ref outer0, last), value0, TLanes.Zero);
                TLanes part1 = TLanes.MultiplyAdd(Unsafe.Add(ref outer1, last), value1, TLanes.Zero);
                TLanes part2 = TLanes.MultiplyAdd(Unsafe.Add(ref outer2, last), value2, TLanes.Zero);
                TLanes part3 = TLanes.MultiplyAdd(Unsafe.Add(ref outer3, last), value3, TLanes.Zero);
                int used = Math.Min(width - last, first + Together);
                for (int before = 0; before < used; before++)
                {
                    nint at = to + (before * TLanes.Width);
                    TLanes sum = TLanes.Load(ref target, at);
                    sum = TLanes.MultiplyAdd(Unsafe.Add(ref inner0, before), part0, sum);
                    sum = TLanes.MultiplyAdd(Unsafe.Add(ref inner1, before), part1, sum);
                    sum = TLanes.MultiplyAdd(Unsafe.Add(ref inner2, before), part2, sum);
                    sum = TLanes.MultiplyAdd(Unsafe.Add(ref inner3, before), part3, sum);
                    TLanes.Store(sum, ref target, at);
                }

                to += (width - last) * TLanes.Width;
            }
        }
    }

    private static ref double Row(double[] weights, int width, int count) => ref weights[count * width];
}
