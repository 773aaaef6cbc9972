namespace Antiphon.Populations;

/// <summary>
/// A linear map on a product of lattices that is a product of one map per block: applied to one block at a time, whatever the blocks
/// behind it hold being columns beside the channels, and once for every content of the blocks before it. Not for concurrent use.
/// </summary>
/// <param name="inputs">The size of each block's lattice that functions come from.</param>
/// <param name="outputs">The size of each block's lattice that functions go to.</param>
internal sealed class BlockProduct(int[] inputs, int[] outputs)
{
    private readonly Dictionary<(int Length, int Use), FunctionBuffer> buffers = [];

    /// <summary>Maps one block's function to another lattice, for as many columns.</summary>
    internal delegate void BlockMap(int block, FunctionBuffer source, FunctionBuffer target, int stride);

    /// <summary>Applies the map of the last block first.</summary>
    internal void Expect(FunctionBuffer function, FunctionBuffer result, int channels, BlockMap map)
    {
        (FunctionBuffer current, int[] sizes) = (function, inputs.ToArray());
        for (int block = inputs.Length - 1; block >= 0; block--)
        {
            current = Apply(block, current, block == 0 ? result : null, (sizes, outputs[block]), channels, map);
            sizes[block] = outputs[block];
        }
    }

    /// <summary>Applies the adjoint map of the first block first.</summary>
    internal void Adjoint(FunctionBuffer measure, FunctionBuffer result, int channels, BlockMap map)
    {
        (FunctionBuffer current, int[] sizes) = (measure, outputs.ToArray());
        for (int block = 0; block < inputs.Length; block++)
        {
            current = Apply(block, current, block == inputs.Length - 1 ? result : null, (sizes, inputs[block]), channels, map);
            sizes[block] = inputs[block];
        }
    }

    private FunctionBuffer Apply(
        int block,
        FunctionBuffer source,
        FunctionBuffer? result,
        (int[] From, int To) sizes,
        int channels,
        BlockMap map
    )
    {
        int before = sizes.From.Take(block).Aggregate(1, (product, size) => product * size);
        int stride = sizes.From.Skip(block + 1).Aggregate(channels, (product, size) => product * size);
        (int few, int many) = (sizes.From[block] * stride, sizes.To * stride);
        FunctionBuffer target = result ?? Buffer(before * many, block);
        if (before == 1 && source.Length == few && target.Length == many)
        {
            map(block, source, target, stride);
            return target;
        }

        (FunctionBuffer part, FunctionBuffer mapped) = (Buffer(few, -1), Buffer(many, -2));
        for (int number = 0; number < before; number++)
        {
            source.Span.Slice(number * few, few).CopyTo(part.Span);
            map(block, part, mapped, stride);
            mapped.Span.CopyTo(target.Span[(number * many)..]);
        }

        return target;
    }

    // Kept from call to call.
    private FunctionBuffer Buffer(int length, int use)
    {
        if (!buffers.TryGetValue((length, use), out FunctionBuffer? buffer))
        {
            buffer = new FunctionBuffer(length);
            buffers.Add((length, use), buffer);
        }

        return buffer;
    }
}
