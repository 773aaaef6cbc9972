using System.Runtime.CompilerServices;

namespace Antiphon.Populations;

/// <summary>
/// Folds functions of histograms over the last two counts. Histograms that differ in these only, (.., c, r - c), stand in a row: c = 0, 1,
/// .., r.
/// </summary>
internal static class LastTwoCounts
{
    /// <summary>Expected values over c, as functions of the histograms without the last count, one for each law.</summary>
    /// <remarks>Four sums at a time hide each other's latency; where fewer are asked for, the last is made more than once.</remarks>
    /// <param name="wide">The function.</param>
    /// <param name="narrow">Receives a function for each law.</param>
    /// <param name="split">One to four laws of c, [r (r + 1) / 2 + c].</param>
    /// <param name="rests">r of every histogram without the last count, in rank order.</param>
    /// <param name="stride">Doubles per histogram.</param>
    internal static void Merge<TLanes>(FunctionBuffer wide, FunctionBuffer[] narrow, double[][] split, int[] rests, int stride)
        where TLanes : struct, ILanes<TLanes>
    {
        int last = split.Length - 1;
        (double[] split1, double[] split2, double[] split3) = (
            split[Math.Min(1, last)],
            split[Math.Min(2, last)],
            split[Math.Min(3, last)]
        );
        for (int channel = 0; channel < stride; channel += TLanes.Width)
        {
            ref double source = ref Unsafe.Add(ref wide.Reference, channel);
            for ((int rank, nint first) = (0, (nint)0); rank < rests.Length; rank++)
            {
                int rest = rests[rank];
                int start = rest * (rest + 1) / 2;
                ref double weight0 = ref split[0][start];
                ref double weight1 = ref split1[start];
                ref double weight2 = ref split2[start];
                ref double weight3 = ref split3[start];
                (TLanes sum0, TLanes sum1, TLanes sum2, TLanes sum3) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
                for (nint count = 0; count <= rest; count++)
                {
                    TLanes value = TLanes.Load(ref source, (first + count) * stride);
                    sum0 = TLanes.MultiplyAdd(Unsafe.Add(ref weight0, count), value, sum0);
                    sum1 = TLanes.MultiplyAdd(Unsafe.Add(ref weight1, count), value, sum1);
                    sum2 = TLanes.MultiplyAdd(Unsafe.Add(ref weight2, count), value, sum2);
                    sum3 = TLanes.MultiplyAdd(Unsafe.Add(ref weight3, count), value, sum3);
                }

                nint place = ((nint)rank * stride) + channel;
                TLanes.Store(sum0, ref narrow[0].Reference, place);
                TLanes.Store(sum1, ref narrow[Math.Min(1, last)].Reference, place);
                TLanes.Store(sum2, ref narrow[Math.Min(2, last)].Reference, place);
                TLanes.Store(sum3, ref narrow[Math.Min(3, last)].Reference, place);
                first += rest + 1;
            }
        }
    }

    /// <summary>The adjoint of <see cref="Merge"/>; adds to the function of histograms.</summary>
    internal static void Unmerge<TLanes>(FunctionBuffer[] narrow, FunctionBuffer wide, double[][] split, int[] rests, int stride)
        where TLanes : struct, ILanes<TLanes>
    {
        for (int channel = 0; channel < stride; channel += TLanes.Width)
        {
            ref double target = ref Unsafe.Add(ref wide.Reference, channel);
            for ((int rank, nint first) = (0, (nint)0); rank < rests.Length; rank++)
            {
                int rest = rests[rank];
                for (int number = 0; number < split.Length; number++)
                {
                    ref double weight = ref split[number][rest * (rest + 1) / 2];
                    TLanes value = TLanes.Load(ref narrow[number].Reference, ((nint)rank * stride) + channel);
                    for (nint count = 0; count <= rest; count++)
                    {
                        nint place = (first + count) * stride;
                        TLanes.Store(
                            TLanes.MultiplyAdd(Unsafe.Add(ref weight, count), value, TLanes.Load(ref target, place)),
                            ref target,
                            place
                        );
                    }
                }

                first += rest + 1;
            }
        }
    }
}
