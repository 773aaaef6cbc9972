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

    private readonly SparseRows rows;
    private readonly VectorRows? dense;

    /// <summary>Takes over the positive entries of a matrix.</summary>
    /// <param name="matrix">S x S, row-major.</param>
    /// <param name="states">S.</param>
    internal SparseKernel(ReadOnlySpan<double> matrix, int states)
    {
        var positive = new SparseRows.Builder(states);
        for (int place = 0; place < matrix.Length; place++)
        {
            positive.Add(place % states, matrix[place]);
            if ((place + 1) % states == 0)
            {
                positive.EndRow();
            }
        }

        rows = positive.Build();
        if (rows.Probabilities.Length < DenseShare * states * states)
        {
            return;
        }

        dense = new VectorRows(states);
        for (int row = 0; row < states; row++)
        {
            dense.Add(matrix.Slice(row * states, states));
        }
    }

    /// <summary>next = mu M.</summary>
    internal void Push(ReadOnlySpan<double> fractions, Span<double> next)
    {
        next.Clear();
        (int[] starts, int[] columns, double[] entries) = rows;
        for (int row = 0; row < rows.Count; row++)
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
        for (int row = 0; row < rows.Count; row++)
        {
            image[row] = dense is null ? rows.Expect(row, function) : VectorRows.Dot(dense[row], function);
        }
    }

    /// <summary>image = M function, each of them a list of S padded vectors.</summary>
    internal void Pull(VectorRows functions, VectorRows images)
    {
        (int[] starts, int[] columns, double[] entries) = rows;
        for (int row = 0; row < rows.Count; row++)
        {
            Span<double> image = images[row];
            image.Clear();
            for (int place = starts[row]; place < starts[row + 1]; place++)
            {
                VectorRows.AddScaled(entries[place], functions[columns[place]], image);
            }
        }
    }
}
