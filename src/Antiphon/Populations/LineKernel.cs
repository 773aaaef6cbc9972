using System.Runtime.CompilerServices;

namespace Antiphon.Populations;

/// <summary>
/// The inner loop of advance: a triangular matrix of binomial weights times the values on one line, in place.
/// Outputs are made eight at a time in registers; tiles are ordered so that no input is overwritten before its last use.
/// </summary>
internal static class LineKernel<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>v[a] becomes sum_b C(a,b) (1-t)^b t^(a-b) v[b], where v[a] is the value with a agents in the source state.</summary>
    /// <param name="values">The function, at the channel to start with.</param>
    /// <param name="stride">Doubles per node.</param>
    /// <param name="ranks">The line's node with no agent in the source state.</param>
    /// <param name="step">+1 or -1: where the next node's rank stands.</param>
    /// <param name="length">L, the agents on the line.</param>
    /// <param name="weights">Binomial weights of the move.</param>
    internal static void Forward(ref double values, nint stride, ref int ranks, int step, int length, MoveWeights weights)
    {
        for (var tile = length / MoveWeights.TileRows; tile >= 0; tile--)
        {
            var first = tile * MoveWeights.TileRows;
            var rows = Math.Min(MoveWeights.TileRows, length + 1 - first);
            ref var tileWeights = ref Unsafe.Add(ref weights.Forward.Reference, MoveWeights.ForwardStart(tile));
            Tile(ref values, stride, ref ranks, step, inputs: 0, inputCount: first + rows, first, rows, ref tileWeights);
        }
    }

    /// <summary>The transpose of <see cref="Forward"/>: pushes a measure forward along the line.</summary>
    internal static void Adjoint(ref double values, nint stride, ref int ranks, int step, int length, MoveWeights weights)
    {
        for (var tile = 0; tile <= length / MoveWeights.TileRows; tile++)
        {
            var first = tile * MoveWeights.TileRows;
            var rows = Math.Min(MoveWeights.TileRows, length + 1 - first);
            ref var tileWeights = ref Unsafe.Add(ref weights.Adjoint.Reference, weights.AdjointStart(tile));
            Tile(ref values, stride, ref ranks, step, inputs: first, inputCount: length + 1 - first, first, rows, ref tileWeights);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tile(
        ref double values, nint stride, ref int ranks, int step, int inputs, int inputCount, int first, int rows, ref double weights)
    {
        if (rows > 4)
        {
            EightRows(ref values, stride, ref ranks, step, inputs, inputCount, first, rows, ref weights);
        }
        else
        {
            FourRows(ref values, stride, ref ranks, step, inputs, inputCount, first, rows, ref weights);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void EightRows(
        ref double values, nint stride, ref int ranks, int step, int inputs, int inputCount, int first, int rows, ref double weights)
    {
        var (sum0, sum1, sum2, sum3) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
        var (sum4, sum5, sum6, sum7) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
        ref var rank = ref Unsafe.Add(ref ranks, inputs * step);
        for (var input = 0; input < inputCount; input++)
        {
            var value = TLanes.Load(ref values, rank * stride);
            sum0 = TLanes.MultiplyAdd(weights, value, sum0);
            sum1 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 1), value, sum1);
            sum2 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 2), value, sum2);
            sum3 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 3), value, sum3);
            sum4 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 4), value, sum4);
            sum5 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 5), value, sum5);
            sum6 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 6), value, sum6);
            sum7 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 7), value, sum7);
            weights = ref Unsafe.Add(ref weights, MoveWeights.TileRows);
            rank = ref Unsafe.Add(ref rank, step);
        }

        ref var output = ref Unsafe.Add(ref ranks, first * step);
        TLanes.Store(sum0, ref values, output * stride);
        TLanes.Store(sum1, ref values, Unsafe.Add(ref output, step) * stride);
        TLanes.Store(sum2, ref values, Unsafe.Add(ref output, 2 * step) * stride);
        TLanes.Store(sum3, ref values, Unsafe.Add(ref output, 3 * step) * stride);
        TLanes.Store(sum4, ref values, Unsafe.Add(ref output, 4 * step) * stride);
        StoreTail(ref values, stride, ref Unsafe.Add(ref output, 5 * step), step, rows - 5, sum5, sum6, sum7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(
        ref double values, nint stride, ref int ranks, int step, int inputs, int inputCount, int first, int rows, ref double weights)
    {
        var (sum0, sum1, sum2, sum3) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
        ref var rank = ref Unsafe.Add(ref ranks, inputs * step);
        for (var input = 0; input < inputCount; input++)
        {
            var value = TLanes.Load(ref values, rank * stride);
            sum0 = TLanes.MultiplyAdd(weights, value, sum0);
            sum1 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 1), value, sum1);
            sum2 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 2), value, sum2);
            sum3 = TLanes.MultiplyAdd(Unsafe.Add(ref weights, 3), value, sum3);
            weights = ref Unsafe.Add(ref weights, MoveWeights.TileRows);
            rank = ref Unsafe.Add(ref rank, step);
        }

        ref var output = ref Unsafe.Add(ref ranks, first * step);
        TLanes.Store(sum0, ref values, output * stride);
        StoreTail(ref values, stride, ref Unsafe.Add(ref output, step), step, rows - 1, sum1, sum2, sum3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTail(
        ref double values, nint stride, ref int output, int step, int rows, TLanes sum0, TLanes sum1, TLanes sum2)
    {
        if (rows > 0)
        {
            TLanes.Store(sum0, ref values, output * stride);
        }

        if (rows > 1)
        {
            TLanes.Store(sum1, ref values, Unsafe.Add(ref output, step) * stride);
        }

        if (rows > 2)
        {
            TLanes.Store(sum2, ref values, Unsafe.Add(ref output, 2 * step) * stride);
        }
    }
}
