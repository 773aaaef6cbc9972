using System.Collections.Immutable;
using System.Globalization;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Advance by a dense matrix for each block of states, one block after the other: the fallback where some block's kernel has no accurate
/// product of moves. The matrices have the squares of the blocks' sizes, not of the lattice's.
/// </summary>
internal sealed class BlockwiseDenseAdvance : Advance
{
    private readonly BlockProduct product;
    private readonly double[][] matrices;
    private readonly int channels;
    private readonly int[] sizes;
    private readonly CancellationToken cancellation;

    internal BlockwiseDenseAdvance(
        CountLattice lattice,
        ReadOnlySpan<double> kernel,
        int channels,
        CancellationToken cancellation = default
    )
    {
        this.cancellation = cancellation;
        this.channels = channels;
        ImmutableArray<CountBlock> blocks = lattice.Blocks;
        matrices = new double[blocks.Length][];
        sizes = new int[blocks.Length];
        for (int number = 0; number < blocks.Length; number++)
        {
            var own = new CountLattice(blocks[number].States, blocks[number].Agents);
            if (own.Size > DenseAdvance.MaximumSize)
            {
                throw new InvalidInputException(
                    $"a local kernel has no accurate product of elementary moves (its diagonal is too weak), and its dense operator for "
                        + $"{own.Agents:N0} agents of one type "
                        + $"would have {own.Size:N0} x {own.Size:N0} entries "
                        + $"({LatticeSize.Bytes((double)own.Size * own.Size * sizeof(double))}); use fewer agents, or the mean-field model"
                );
            }

            matrices[number] = DenseAdvance.Build(own, MoveFactorization.Part(kernel, lattice.States, blocks[number]), cancellation);
            sizes[number] = own.Size;
        }

        product = new BlockProduct(sizes, sizes);
    }

    internal override string Notice =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"a local kernel has no accurate product of moves; dense matrices of up to {sizes.Max():N0} x {sizes.Max():N0} are used, one "
                + $"for each type"
        );

    internal override void Apply(FunctionBuffer function, FunctionBuffer result) => product.Expect(function, result, channels, Multiply);

    internal override void ApplyAdjoint(FunctionBuffer measure, FunctionBuffer result) =>
        product.Adjoint(measure, result, channels, MultiplyTransposed);

    private void Multiply(int block, FunctionBuffer source, FunctionBuffer target, int stride) =>
        Multiply(block, source, target, stride, transposed: false);

    private void MultiplyTransposed(int block, FunctionBuffer source, FunctionBuffer target, int stride) =>
        Multiply(block, source, target, stride, transposed: true);

    private void Multiply(int block, FunctionBuffer source, FunctionBuffer target, int stride, bool transposed)
    {
        (double[] matrix, int size) = (matrices[block], sizes[block]);
        target.Span.Clear();
        for (int row = 0; row < size; row++)
        {
            cancellation.ThrowIfRequested(row);
            for (int column = 0; column < size; column++)
            {
                double weight = matrix[transposed ? (column * size) + row : (row * size) + column];
                if (weight != 0)
                {
                    Span<double> from = source.Span.Slice(column * stride, stride);
                    Span<double> to = target.Span.Slice(row * stride, stride);
                    for (int channel = 0; channel < stride; channel++)
                    {
                        to[channel] += weight * from[channel];
                    }
                }
            }
        }
    }
}
