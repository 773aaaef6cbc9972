using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// A stochastic S x S matrix M by rows, zeros left out; kept densely as well where few entries are zero. Vectors are padded (<see
/// cref="VectorRows"/>). Immutable.
/// </summary>
internal sealed class SparseKernel
{
    // A dense row costs an eighth per entry, for it fills registers.
    private const double DenseShare = 0.25;

    private readonly int[] starts;
    private readonly int[] columns;
    private readonly double[] entries;
    private readonly VectorRows? dense;

    /// <summary>Takes over the positive entries of a matrix.</summary>
    /// <param name="matrix">S x S, row-major.</param>
    /// <param name="states">S.</param>
    internal SparseKernel(ReadOnlySpan<double> matrix, int states)
    {
        (starts, int filled) = (new int[states + 1], 0);
        foreach (double entry in matrix)
        {
            filled += entry == 0 ? 0 : 1;
        }

        (columns, entries) = (new int[filled], new double[filled]);
        dense = filled >= DenseShare * states * states ? new VectorRows(states) : null;
        int place = 0;
        for (int row = 0; row < states; row++)
        {
            for (int column = 0; column < states; column++)
            {
                if (matrix[(row * states) + column] is not 0 and double entry)
                {
                    (columns[place], entries[place++]) = (column, entry);
                }
            }

            starts[row + 1] = place;
            dense?.Add(matrix.Slice(row * states, states));
        }
    }

    /// <summary>next = mu M.</summary>
    internal void Push(ReadOnlySpan<double> fractions, Span<double> next)
    {
        next.Clear();
        for (int row = 0; row < starts.Length - 1; row++)
        {
            if (fractions[row] == 0)
            {
                continue;
            }

            if (dense is not null)
            {
                VectorRows.AddScaled(fractions[row], dense[row], next);
                continue;
            }

            for (int place = starts[row]; place < starts[row + 1]; place++)
            {
                next[columns[place]] += fractions[row] * entries[place];
            }
        }
    }

    /// <summary>image = M function.</summary>
    internal void Pull(ReadOnlySpan<double> function, Span<double> image)
    {
        for (int row = 0; row < starts.Length - 1; row++)
        {
            image[row] = dense is null ? Expect(row, function) : VectorRows.Dot(dense[row], function);
        }
    }

    /// <summary>image = M function, each of them a list of S padded vectors.</summary>
    internal void Pull(VectorRows functions, VectorRows images)
    {
        for (int row = 0; row < starts.Length - 1; row++)
        {
            Span<double> image = images[row];
            image.Clear();
            for (int place = starts[row]; place < starts[row + 1]; place++)
            {
                VectorRows.AddScaled(entries[place], functions[columns[place]], image);
            }
        }
    }

    private double Expect(int row, ReadOnlySpan<double> function)
    {
        double sum = 0.0;
        for (int place = starts[row]; place < starts[row + 1]; place++)
        {
            sum += entries[place] * function[columns[place]];
        }

        return sum;
    }
}
