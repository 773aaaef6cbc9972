using System.Runtime.CompilerServices;

namespace Antiphon.Populations;

/// <summary>
/// The inner loop of advance: on every column of a group of rows, a triangular matrix of binomial weights times the values of the line, in
/// place or into other memory. Rows are contiguous and all columns take the same weights, so that registers are full whatever the number
/// of channels: four outputs of up to four registers of columns stay in registers, and a weight that is loaded serves them all. Every sum
/// runs over the inputs in ascending order, whatever the width of registers.
/// </summary>
/// <remarks>
/// Registers may stick out of a row by less than <see cref="Slack"/> doubles. What is read there is never stored (forward) or is taken for
/// 0 (adjoint); only the memory has to be there.
/// </remarks>
internal static class RowKernel<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    /// <summary>Doubles that must be readable before the first and after the last value.</summary>
    internal const int Slack = FunctionBuffer.Slack;

    /// <summary>
    /// Row a becomes sum_b C(a,b) (1-t)^b t^(a-b) row b, column by column; or the transpose of that, which pushes a measure forward.
    /// </summary>
    /// <param name="source">The function's first value.</param>
    /// <param name="values">Where its image goes: the same memory, or other memory of which all is written.</param>
    /// <param name="channels">Doubles per count vector.</param>
    /// <param name="table">The rows.</param>
    /// <param name="task">Which columns.</param>
    /// <param name="weights">Binomial weights of the move.</param>
    /// <param name="adjoint">Whether the transpose is asked for.</param>
    internal static void Run(
        ref double source,
        ref double values,
        int channels,
        RowTable table,
        RowTask task,
        MoveWeights weights,
        bool adjoint
    )
    {
        var group = new RowGroup(table, task.Group, channels);
        int end = task.End * channels;
        int column = Columns4(ref source, ref values, channels, group, task.First * channels, end, adjoint, weights);
        if (column < end)
        {
            Columns2(ref source, ref values, channels, group, column, end, adjoint, weights);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static int Columns4(
        ref double source,
        ref double values,
        nint channels,
        RowGroup group,
        int column,
        int end,
        bool adjoint,
        MoveWeights weights
    )
    {
        for (; end - column > 2 * TLanes.Width; column += 4 * TLanes.Width)
        {
            int next = Math.Min(end, column + (4 * TLanes.Width));
            int last = group.LastWithAny(column, next);
            int whole = adjoint ? group.LastWithAll(column, next) : int.MaxValue;
            int lastTile = last / MoveWeights.TileRows;
            for (int number = 0; number <= lastTile; number++)
            {
                // What is written last is an input of nothing that is still to come: forward the highest outputs go first.
                int tile = adjoint ? number : lastTile - number;
                int first = tile * MoveWeights.TileRows;
                int inputs = adjoint ? last + 1 : Math.Min(first + MoveWeights.TileRows, last + 1);
                ref double weight = ref weights.Tile(tile, adjoint);
                (TLanes sum00, TLanes sum01, TLanes sum02, TLanes sum03) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
                (TLanes sum10, TLanes sum11, TLanes sum12, TLanes sum13) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
                (TLanes sum20, TLanes sum21, TLanes sum22, TLanes sum23) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
                (TLanes sum30, TLanes sum31, TLanes sum32, TLanes sum33) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
                for (int input = adjoint ? first : 0; input < inputs; input++)
                {
                    ref double row = ref Unsafe.Add(ref source, (Unsafe.Add(ref group.Origins, input) * channels) + column);
                    TLanes value0 = TLanes.Load(ref row, 0 * TLanes.Width);
                    TLanes value1 = TLanes.Load(ref row, 1 * TLanes.Width);
                    TLanes value2 = TLanes.Load(ref row, 2 * TLanes.Width);
                    TLanes value3 = TLanes.Load(ref row, 3 * TLanes.Width);
                    if (number == 0)
                    {
                        TLanes.Prefetch(ref row, 4 * TLanes.Width);
                    }

                    if (input > whole)
                    {
                        (int low, int high) = (group.Low(input) - column, group.High(input) - column);
                        value0 = TLanes.Keep(value0, low, high);
                        value1 = TLanes.Keep(value1, low - (1 * TLanes.Width), high - (1 * TLanes.Width));
                        value2 = TLanes.Keep(value2, low - (2 * TLanes.Width), high - (2 * TLanes.Width));
                        value3 = TLanes.Keep(value3, low - (3 * TLanes.Width), high - (3 * TLanes.Width));
                    }

                    TLanes weight0 = TLanes.Broadcast(weight);
                    sum00 = TLanes.MultiplyAdd(weight0, value0, sum00);
                    sum10 = TLanes.MultiplyAdd(weight0, value1, sum10);
                    sum20 = TLanes.MultiplyAdd(weight0, value2, sum20);
                    sum30 = TLanes.MultiplyAdd(weight0, value3, sum30);
                    TLanes weight1 = TLanes.Broadcast(Unsafe.Add(ref weight, 1));
                    sum01 = TLanes.MultiplyAdd(weight1, value0, sum01);
                    sum11 = TLanes.MultiplyAdd(weight1, value1, sum11);
                    sum21 = TLanes.MultiplyAdd(weight1, value2, sum21);
                    sum31 = TLanes.MultiplyAdd(weight1, value3, sum31);
                    TLanes weight2 = TLanes.Broadcast(Unsafe.Add(ref weight, 2));
                    sum02 = TLanes.MultiplyAdd(weight2, value0, sum02);
                    sum12 = TLanes.MultiplyAdd(weight2, value1, sum12);
                    sum22 = TLanes.MultiplyAdd(weight2, value2, sum22);
                    sum32 = TLanes.MultiplyAdd(weight2, value3, sum32);
                    TLanes weight3 = TLanes.Broadcast(Unsafe.Add(ref weight, 3));
                    sum03 = TLanes.MultiplyAdd(weight3, value0, sum03);
                    sum13 = TLanes.MultiplyAdd(weight3, value1, sum13);
                    sum23 = TLanes.MultiplyAdd(weight3, value2, sum23);
                    sum33 = TLanes.MultiplyAdd(weight3, value3, sum33);
                    weight = ref Unsafe.Add(ref weight, MoveWeights.TileRows);
                }

                Store(ref values, channels, group, first, column, end, sum00, sum10, sum20, sum30);
                if (first + 1 <= last)
                {
                    Store(ref values, channels, group, first + 1, column, end, sum01, sum11, sum21, sum31);
                }

                if (first + 2 <= last)
                {
                    Store(ref values, channels, group, first + 2, column, end, sum02, sum12, sum22, sum32);
                }

                if (first + 3 <= last)
                {
                    Store(ref values, channels, group, first + 3, column, end, sum03, sum13, sum23, sum33);
                }
            }
        }

        return column;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static void Columns2(
        ref double source,
        ref double values,
        nint channels,
        RowGroup group,
        int column,
        int end,
        bool adjoint,
        MoveWeights weights
    )
    {
        int next = Math.Min(end, column + (2 * TLanes.Width));
        int last = group.LastWithAny(column, next);
        int whole = adjoint ? group.LastWithAll(column, next) : int.MaxValue;
        int lastTile = last / MoveWeights.TileRows;
        for (int number = 0; number <= lastTile; number++)
        {
            // What is written last is an input of nothing that is still to come: forward the highest outputs go first.
            int tile = adjoint ? number : lastTile - number;
            int first = tile * MoveWeights.TileRows;
            int inputs = adjoint ? last + 1 : Math.Min(first + MoveWeights.TileRows, last + 1);
            ref double weight = ref weights.Tile(tile, adjoint);
            (TLanes sum00, TLanes sum01, TLanes sum02, TLanes sum03) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
            (TLanes sum10, TLanes sum11, TLanes sum12, TLanes sum13) = (TLanes.Zero, TLanes.Zero, TLanes.Zero, TLanes.Zero);
            for (int input = adjoint ? first : 0; input < inputs; input++)
            {
                ref double row = ref Unsafe.Add(ref source, (Unsafe.Add(ref group.Origins, input) * channels) + column);
                TLanes value0 = TLanes.Load(ref row, 0 * TLanes.Width);
                TLanes value1 = TLanes.Load(ref row, 1 * TLanes.Width);
                if (input > whole)
                {
                    (int low, int high) = (group.Low(input) - column, group.High(input) - column);
                    value0 = TLanes.Keep(value0, low, high);
                    value1 = TLanes.Keep(value1, low - (1 * TLanes.Width), high - (1 * TLanes.Width));
                }

                TLanes weight0 = TLanes.Broadcast(weight);
                sum00 = TLanes.MultiplyAdd(weight0, value0, sum00);
                sum10 = TLanes.MultiplyAdd(weight0, value1, sum10);
                TLanes weight1 = TLanes.Broadcast(Unsafe.Add(ref weight, 1));
                sum01 = TLanes.MultiplyAdd(weight1, value0, sum01);
                sum11 = TLanes.MultiplyAdd(weight1, value1, sum11);
                TLanes weight2 = TLanes.Broadcast(Unsafe.Add(ref weight, 2));
                sum02 = TLanes.MultiplyAdd(weight2, value0, sum02);
                sum12 = TLanes.MultiplyAdd(weight2, value1, sum12);
                TLanes weight3 = TLanes.Broadcast(Unsafe.Add(ref weight, 3));
                sum03 = TLanes.MultiplyAdd(weight3, value0, sum03);
                sum13 = TLanes.MultiplyAdd(weight3, value1, sum13);
                weight = ref Unsafe.Add(ref weight, MoveWeights.TileRows);
            }

            Store(ref values, channels, group, first, column, end, sum00, sum10);
            if (first + 1 <= last)
            {
                Store(ref values, channels, group, first + 1, column, end, sum01, sum11);
            }

            if (first + 2 <= last)
            {
                Store(ref values, channels, group, first + 2, column, end, sum02, sum12);
            }

            if (first + 3 <= last)
            {
                Store(ref values, channels, group, first + 3, column, end, sum03, sum13);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        ref double values,
        nint channels,
        RowGroup group,
        int row,
        int column,
        int end,
        TLanes sum0,
        TLanes sum1,
        TLanes sum2,
        TLanes sum3
    )
    {
        (int low, int high) = (group.Low(row) - column, Math.Min(group.High(row), end) - column);
        ref double target = ref Unsafe.Add(ref values, (Unsafe.Add(ref group.Origins, row) * channels) + column);
        if (low <= 0 && high >= 4 * TLanes.Width)
        {
            TLanes.Store(sum0, ref target, 0 * TLanes.Width);
            TLanes.Store(sum1, ref target, 1 * TLanes.Width);
            TLanes.Store(sum2, ref target, 2 * TLanes.Width);
            TLanes.Store(sum3, ref target, 3 * TLanes.Width);
        }
        else
        {
            TLanes.StoreSome(sum0, ref target, 0 * TLanes.Width, low, high);
            TLanes.StoreSome(sum1, ref target, 1 * TLanes.Width, low - (1 * TLanes.Width), high - (1 * TLanes.Width));
            TLanes.StoreSome(sum2, ref target, 2 * TLanes.Width, low - (2 * TLanes.Width), high - (2 * TLanes.Width));
            TLanes.StoreSome(sum3, ref target, 3 * TLanes.Width, low - (3 * TLanes.Width), high - (3 * TLanes.Width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref double values, nint channels, RowGroup group, int row, int column, int end, TLanes sum0, TLanes sum1)
    {
        (int low, int high) = (group.Low(row) - column, Math.Min(group.High(row), end) - column);
        ref double target = ref Unsafe.Add(ref values, (Unsafe.Add(ref group.Origins, row) * channels) + column);
        if (low <= 0 && high >= 2 * TLanes.Width)
        {
            TLanes.Store(sum0, ref target, 0 * TLanes.Width);
            TLanes.Store(sum1, ref target, 1 * TLanes.Width);
        }
        else
        {
            TLanes.StoreSome(sum0, ref target, 0 * TLanes.Width, low, high);
            TLanes.StoreSome(sum1, ref target, 1 * TLanes.Width, low - (1 * TLanes.Width), high - (1 * TLanes.Width));
        }
    }
}
