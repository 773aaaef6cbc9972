using System.Diagnostics;
using System.Runtime.CompilerServices;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Benchmarks.Roofline;

/// <summary>
/// Bytes per second, read and written, of x -> factor x + x in place on an array; several workers take equal stretches of it.
/// </summary>
internal sealed class Bandwidth : IWork
{
    // Long enough for all workers to wake up.
    private const double BytesPerWorker = 1e9;
    private const int RegistersAtOnce = 4;

    private readonly FunctionBuffer values;
    private readonly int stretches;
    private readonly int stretch;
    private readonly int passes;

    /// <summary>Makes the array.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="workers">How many share it.</param>
    public Bandwidth(int bytes, int workers)
    {
        int together = RegistersAtOnce * Lanes.Widest;
        stretches = workers;
        stretch = bytes / sizeof(double) / workers / together * together;
        values = new FunctionBuffer(stretch * workers);
        values.Span.Fill(1);
        passes = (int)Math.Max(4, BytesPerWorker / (2.0 * sizeof(double) * stretch));
    }

    /// <summary>Bytes per second, read and written.</summary>
    public double Measure(Workers workers)
    {
        long started = Stopwatch.GetTimestamp();
        workers.Run(stretches, this);
        return 2.0 * sizeof(double) * values.Length * passes / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    void IWork.Run(int index, int worker)
    {
        for (int pass = 0; pass < passes; pass++)
        {
            switch (Lanes.Widest)
            {
                case 8:
                    Pass<Lanes512>(index * stretch);
                    break;
                case 4:
                    Pass<Lanes256>(index * stretch);
                    break;
                case 2:
                    Pass<Lanes128>(index * stretch);
                    break;
                default:
                    Pass<Lanes64>(index * stretch);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Pass<TLanes>(int first)
        where TLanes : struct, ILanes<TLanes>
    {
        // So small that 1 stays 1.
        TLanes factor = TLanes.Broadcast(1e-30);
        ref double start = ref Unsafe.Add(ref values.Reference, first);
        for (int place = 0; place < stretch; place += RegistersAtOnce * TLanes.Width)
        {
            ref double here = ref Unsafe.Add(ref start, place);
            TLanes value0 = TLanes.Load(ref here, 0 * TLanes.Width);
            TLanes value1 = TLanes.Load(ref here, 1 * TLanes.Width);
            TLanes value2 = TLanes.Load(ref here, 2 * TLanes.Width);
            TLanes value3 = TLanes.Load(ref here, 3 * TLanes.Width);
            TLanes.Store(TLanes.MultiplyAdd(factor, value0, value0), ref here, 0 * TLanes.Width);
            TLanes.Store(TLanes.MultiplyAdd(factor, value1, value1), ref here, 1 * TLanes.Width);
            TLanes.Store(TLanes.MultiplyAdd(factor, value2, value2), ref here, 2 * TLanes.Width);
            TLanes.Store(TLanes.MultiplyAdd(factor, value3, value3), ref here, 3 * TLanes.Width);
        }
    }
}
