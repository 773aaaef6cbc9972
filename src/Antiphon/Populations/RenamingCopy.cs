using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Copies a function on a lattice into another order of states and another stride: target(d) = source(renamed d). Doubles of a wider
/// target that belong to no channel become 0.
/// </summary>
internal sealed class RenamingCopy(int size, int channels, bool parallel, Workers workers) : IWork
{
    private const int RanksPerPiece = 1 << 13;

    // Renamed ranks jump about; the memory is asked for that many ranks ahead.
    private const int Ahead = 24;

    private FunctionBuffer source = null!;
    private FunctionBuffer target = null!;
    private int[]? ranks;
    private (int Stride, int Start) from;
    private (int Stride, int Start) to;

    /// <summary>Copies.</summary>
    /// <param name="function">What to copy.</param>
    /// <param name="functionLayout">Its doubles per count vector, and where the first stands.</param>
    /// <param name="renamed">For each rank of the target the rank of the source; null: the same.</param>
    /// <param name="result">Receives the copy; must not overlap.</param>
    /// <param name="resultLayout">Its doubles per count vector, and where the first stands.</param>
    internal void Run(
        FunctionBuffer function,
        (int Stride, int Start) functionLayout,
        int[]? renamed,
        FunctionBuffer result,
        (int Stride, int Start) resultLayout
    )
    {
        (source, from, ranks, target, to) = (function, functionLayout, renamed, result, resultLayout);
        int pieces = (size + RanksPerPiece - 1) / RanksPerPiece;
        if (parallel)
        {
            workers.Run(pieces, this);
            return;
        }

        for (int piece = 0; piece < pieces; piece++)
        {
            Copy(piece);
        }
    }

    void IWork.Run(int index, int worker) => Copy(index);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Copy(int piece)
    {
        int begin = piece * RanksPerPiece;
        int end = Math.Min(begin + RanksPerPiece, size);
        ref double read = ref Unsafe.Add(ref source.Reference, from.Start);
        ref double write = ref Unsafe.Add(ref target.Reference, to.Start);
        int rank = begin;
        if (Vector512.IsHardwareAccelerated && channels is > 4 and <= 8)
        {
            // One register for each vector. Its idle lanes are 0; in a packed target the next vector overwrites them, so that the last one
            // is left to the loop below.
            Vector512<double> lanes = Vector512.LessThan(Vector512<long>.Indices, Vector512.Create((long)channels)).AsDouble();
            for (; rank < end - 1; rank++)
            {
                Prefetch(ref read, Math.Min(rank + Ahead, end - 1));
                Vector512<double> value = Vector512.LoadUnsafe(ref read, (nuint)Rank(rank) * (nuint)from.Stride) & lanes;
                value.StoreUnsafe(ref write, (nuint)rank * (nuint)to.Stride);
            }
        }

        for (; rank < end; rank++)
        {
            ref double here = ref Unsafe.Add(ref read, (nint)Rank(rank) * from.Stride);
            ref double there = ref Unsafe.Add(ref write, (nint)rank * to.Stride);
            for (int channel = 0; channel < channels; channel++)
            {
                Unsafe.Add(ref there, channel) = Unsafe.Add(ref here, channel);
            }

            for (int channel = channels; channel < to.Stride; channel++)
            {
                Unsafe.Add(ref there, channel) = 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Rank(int rank) => ranks is null ? rank : ranks[rank];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Prefetch(ref double read, int rank)
    {
        if (ranks is not null && Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(ref read, (nint)ranks[rank] * from.Stride)));
        }
    }
}
