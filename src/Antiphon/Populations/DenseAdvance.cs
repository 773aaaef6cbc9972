using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Advance by the dense N x N transition matrix of the counts, built one agent at a time. Positive for every kernel, but N squared
/// numbers: the fallback for kernels without an accurate factorization (strongly weak diagonals, for example nearly deterministic swaps
/// mixed with others).
/// </summary>
internal sealed class DenseAdvance : Advance
{
    /// <summary>The largest lattice whose dense matrix is built.</summary>
    internal const int MaximumSize = 4096;

    private readonly int size;
    private readonly int stride;
    private readonly double[] matrix;
    private readonly CancellationToken cancellation;

    private DenseAdvance(int size, int stride, double[] matrix, CancellationToken cancellation)
    {
        this.cancellation = cancellation;
        this.size = size;
        this.stride = stride;
        this.matrix = matrix;
    }

    internal override string Notice =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"a local kernel has no accurate product of moves; a dense matrix of {size:N0} x {size:N0} is used"
        );

    /// <summary>The operator of a matrix that is there already.</summary>
    /// <param name="size">N.</param>
    /// <param name="stride">Doubles per count vector.</param>
    /// <param name="matrix">P(c' | c) = [rank(c) * N + rank(c')].</param>
    /// <param name="cancellation">Cancels.</param>
    internal static DenseAdvance Of(int size, int stride, double[] matrix, CancellationToken cancellation) =>
        new(size, stride, matrix, cancellation);

    internal static DenseAdvance Create(
        CountLattice lattice,
        ReadOnlySpan<double> kernel,
        int stride,
        CancellationToken cancellation = default
    )
    {
        if (lattice.Size > MaximumSize)
        {
            throw new InvalidInputException(
                $"a local kernel has no accurate product of elementary moves (its diagonal is too weak), and its dense operator for "
                    + $"{lattice.Agents:N0} agents "
                    + $"would have {lattice.Size:N0} x {lattice.Size:N0} entries "
                    + $"({LatticeSize.Bytes((double)lattice.Size * lattice.Size * sizeof(double))}); "
                    + $"use at most {LatticeSize.LargestAgents(lattice.States, MaximumSize):N0} agents, or the mean-field model"
            );
        }

        return new DenseAdvance(lattice.Size, stride, Build(lattice, kernel, cancellation), cancellation);
    }

    /// <summary>
    /// Bytes of one matrix of a lattice, and of the one for an agent less that it is built from; 0 for lattices that are too large for a
    /// matrix.
    /// </summary>
    /// <param name="vectors">Count vectors of the lattice.</param>
    internal static double Bytes(double vectors) => vectors <= MaximumSize ? vectors * vectors * sizeof(double) : 0;

    internal override void Apply(FunctionBuffer function, FunctionBuffer result) => Sum(function, result, outputStep: size, inputStep: 1);

    internal override void ApplyAdjoint(FunctionBuffer measure, FunctionBuffer result) =>
        Sum(measure, result, outputStep: 1, inputStep: size);

    // Four sums at a time, channel by channel over the inputs in order. Registers may stick out of an input: what is read there is not
    // kept.
    private void Sum(FunctionBuffer inputs, FunctionBuffer outputs, int outputStep, int inputStep)
    {
        ref double source = ref MemoryMarshal.GetReference(inputs.Span);
        Span<double> target = outputs.Span;
        Span<double> lanes = stackalloc double[Vector<double>.Count];
        for (int output = 0; output < size; output += 4)
        {
            cancellation.ThrowIfRequested(output);
            int first = output * outputStep;
            (int second, int third, int fourth) = (At(output + 1), At(output + 2), At(output + 3));
            for (int channel = 0; channel < stride; channel += lanes.Length)
            {
                (Vector<double> sum0, Vector<double> sum1) = (Vector<double>.Zero, Vector<double>.Zero);
                (Vector<double> sum2, Vector<double> sum3) = (Vector<double>.Zero, Vector<double>.Zero);
                for (int input = 0; input < size; input++)
                {
                    var values = Vector.LoadUnsafe(ref source, (nuint)((input * stride) + channel));
                    int place = input * inputStep;
                    sum0 += matrix[first + place] * values;
                    sum1 += matrix[second + place] * values;
                    sum2 += matrix[third + place] * values;
                    sum3 += matrix[fourth + place] * values;
                }

                int width = Math.Min(lanes.Length, stride - channel);
                Store(sum0, output, channel, width, target, lanes);
                Store(sum1, output + 1, channel, width, target, lanes);
                Store(sum2, output + 2, channel, width, target, lanes);
                Store(sum3, output + 3, channel, width, target, lanes);
            }
        }

        // Sums past the last are those of the last, and are not stored.
        int At(int output) => Math.Min(output, size - 1) * outputStep;
    }

    private void Store(Vector<double> sum, int output, int channel, int width, Span<double> target, Span<double> lanes)
    {
        if (output < size)
        {
            sum.CopyTo(lanes);
            lanes[..width].CopyTo(target[((output * stride) + channel)..]);
        }
    }

    /// <summary>
    /// The matrix P(c' | c) = [rank(c) * N + rank(c')] of agents that move by a kernel independently; N at most <see cref="MaximumSize"/>.
    /// </summary>
    /// <remarks>
    /// The law of the next counts of j+1 agents is that of j agents convolved with the step of one more, in any state x that is occupied.
    /// </remarks>
    internal static double[] Build(CountLattice lattice, ReadOnlySpan<double> kernel, CancellationToken cancellation = default)
    {
        int states = lattice.States;
        int[] counts = new int[states];
        int[] next = new int[states];
        var smaller = new CountLattice(states, 0);
        double[] laws = [1.0];
        for (int agents = 1; agents <= lattice.Agents; agents++)
        {
            var larger = new CountLattice(states, agents);
            double[] grown = new double[(long)larger.Size * larger.Size];
            for (int rank = 0; rank < larger.Size; rank++)
            {
                cancellation.ThrowIfCancellationRequested();
                larger.Unrank(rank, counts);
                int state = Array.FindIndex(counts, count => count > 0);
                counts[state]--;
                Span<double> row = laws.AsSpan(smaller.Rank(counts) * smaller.Size, smaller.Size);
                for (int column = 0; column < smaller.Size; column++)
                {
                    smaller.Unrank(column, next);
                    for (int reached = 0; reached < states; reached++)
                    {
                        next[reached]++;
                        grown[(rank * larger.Size) + larger.Rank(next)] += row[column] * kernel[(state * states) + reached];
                        next[reached]--;
                    }
                }
            }

            (smaller, laws) = (larger, grown);
        }

        return laws;
    }
}
