using System.Diagnostics;
using System.Runtime.CompilerServices;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Roofline;

/// <summary>
/// The most multiply-adds per second: sixteen chains of them, none waiting for another, in the widest registers that are fast here;
/// nothing is read from memory. A fused multiply-add takes four cycles or so and two can start in each: eight chains would do, and sixteen
/// still fit in 32 registers.
/// </summary>
internal sealed class PeakRate : IWork
{
    private const int Chains = 16;
    private const int StepsPerPiece = 1 << 20;
    private const int PiecesPerWorker = 64;

    private readonly double[][] sinks =
    [
        .. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new double[Chains * Lanes.Widest]),
    ];

    /// <summary>Multiply-adds of doubles per second, all workers together.</summary>
    public double Measure(Workers workers)
    {
        int pieces = PiecesPerWorker * workers.Count;
        workers.Run(workers.Count, this);
        long started = Stopwatch.GetTimestamp();
        workers.Run(pieces, this);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (double)pieces * StepsPerPiece * Chains * Lanes.Widest / seconds;
    }

    void IWork.Run(int index, int worker)
    {
        ref double sums = ref sinks[worker][0];
        switch (Lanes.Widest)
        {
            case 8:
                Chain<Lanes512>(ref sums);
                break;
            case 4:
                Chain<Lanes256>(ref sums);
                break;
            case 2:
                Chain<Lanes128>(ref sums);
                break;
            default:
                Chain<Lanes64>(ref sums);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Chain<TLanes>(ref double sums)
        where TLanes : struct, ILanes<TLanes>
    {
        // x -> x + factor * value stays small and never denormal.
        TLanes factor = TLanes.Broadcast(1e-3);
        TLanes value = TLanes.Broadcast(1.5);
        TLanes a = value;
        TLanes b = value;
        TLanes c = value;
        TLanes d = value;
        TLanes e = value;
        TLanes f = value;
        TLanes g = value;
        TLanes h = value;
        TLanes i = value;
        TLanes j = value;
        TLanes k = value;
        TLanes l = value;
        TLanes m = value;
        TLanes n = value;
        TLanes o = value;
        TLanes p = value;
        for (int step = 0; step < StepsPerPiece; step++)
        {
            a = TLanes.MultiplyAdd(factor, value, a);
            b = TLanes.MultiplyAdd(factor, value, b);
            c = TLanes.MultiplyAdd(factor, value, c);
            d = TLanes.MultiplyAdd(factor, value, d);
            e = TLanes.MultiplyAdd(factor, value, e);
            f = TLanes.MultiplyAdd(factor, value, f);
            g = TLanes.MultiplyAdd(factor, value, g);
            h = TLanes.MultiplyAdd(factor, value, h);
            i = TLanes.MultiplyAdd(factor, value, i);
            j = TLanes.MultiplyAdd(factor, value, j);
            k = TLanes.MultiplyAdd(factor, value, k);
            l = TLanes.MultiplyAdd(factor, value, l);
            m = TLanes.MultiplyAdd(factor, value, m);
            n = TLanes.MultiplyAdd(factor, value, n);
            o = TLanes.MultiplyAdd(factor, value, o);
            p = TLanes.MultiplyAdd(factor, value, p);
        }

        // Every chain counts for the answer, so that none can be left out. Nothing is called: across a call registers would be kept in
        // memory, from the start.
        TLanes.Store(a, ref sums, 0 * TLanes.Width);
        TLanes.Store(b, ref sums, 1 * TLanes.Width);
        TLanes.Store(c, ref sums, 2 * TLanes.Width);
        TLanes.Store(d, ref sums, 3 * TLanes.Width);
        TLanes.Store(e, ref sums, 4 * TLanes.Width);
        TLanes.Store(f, ref sums, 5 * TLanes.Width);
        TLanes.Store(g, ref sums, 6 * TLanes.Width);
        TLanes.Store(h, ref sums, 7 * TLanes.Width);
        TLanes.Store(i, ref sums, 8 * TLanes.Width);
        TLanes.Store(j, ref sums, 9 * TLanes.Width);
        TLanes.Store(k, ref sums, 10 * TLanes.Width);
        TLanes.Store(l, ref sums, 11 * TLanes.Width);
        TLanes.Store(m, ref sums, 12 * TLanes.Width);
        TLanes.Store(n, ref sums, 13 * TLanes.Width);
        TLanes.Store(o, ref sums, 14 * TLanes.Width);
        TLanes.Store(p, ref sums, 15 * TLanes.Width);
    }
}
