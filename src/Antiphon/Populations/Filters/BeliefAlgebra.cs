using System.Numerics;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>Small dense algebra of means and covariances on the simplex. Nothing allocates.</summary>
internal static class BeliefAlgebra
{
    // A pivot below this share of the largest variance is rounding.
    private const double Nothing = 1e-12;

    // Shorter sums run in the order of their places.
    private const int LongVector = 32;

    /// <summary>Sum of products, over the length of the first.</summary>
    internal static double Dot(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        int whole = first.Length < LongVector ? 0 : first.Length & ~7;
        double sum = whole > 0 ? VectorRows.Dot(first[..whole], second[..whole]) : 0;
        for (int place = whole; place < first.Length; place++)
        {
            sum += first[place] * second[place];
        }

        return sum;
    }

    /// <summary>target += factor * source.</summary>
    internal static void AddScaled(ReadOnlySpan<double> source, double factor, Span<double> target)
    {
        int place = 0;
        for (; place <= source.Length - Vector<double>.Count; place += Vector<double>.Count)
        {
            Span<double> part = target.Slice(place, Vector<double>.Count);
            (new Vector<double>(part) + (factor * new Vector<double>(source[place..]))).CopyTo(part);
        }

        for (; place < source.Length; place++)
        {
            target[place] += factor * source[place];
        }
    }

    /// <summary>The sum of a row-major matrix's diagonal.</summary>
    internal static double Trace(ReadOnlySpan<double> matrix, int size)
    {
        double sum = 0.0;
        for (int place = 0; place < size; place++)
        {
            sum += matrix[(place * size) + place];
        }

        return sum;
    }

    /// <summary>Adds factor (diag(m) - m m') to a matrix, or writes it.</summary>
    internal static void AddVariance(ReadOnlySpan<double> mean, double factor, bool clear, Span<double> matrix)
    {
        for (int row = 0; row < mean.Length; row++)
        {
            for (int column = 0; column < mean.Length; column++)
            {
                double entry = factor * mean[row] * ((row == column ? 1 : 0) - mean[column]);
                ref double place = ref matrix[(row * mean.Length) + column];
                place = clear ? entry : place + entry;
            }
        }
    }

    /// <summary>Sets the last row and column of a symmetric matrix so that all rows sum to 0.</summary>
    internal static void CloseRows(Span<double> matrix, int size)
    {
        int last = size - 1;
        double corner = 0.0;
        for (int row = 0; row < last; row++)
        {
            double sum = 0.0;
            foreach (double entry in matrix.Slice(row * size, last))
            {
                sum += entry;
            }

            matrix[(row * size) + last] = -sum;
            matrix[(last * size) + row] = -sum;
            corner += sum;
        }

        matrix[(last * size) + last] = Math.Max(0, corner);
    }

    /// <summary>tr C/tr V, in [0, 1].</summary>
    /// <param name="covariance">C.</param>
    /// <param name="room">tr V = 1 - |m|^2.</param>
    internal static double Spread(ReadOnlySpan<double> covariance, double room)
    {
        int size = (int)Math.Round(Math.Sqrt(covariance.Length));
        return room > 0 ? Math.Clamp(Trace(covariance, size) / room, 0, 1) : 0;
    }

    /// <summary>
    /// Replaces the leading block of a matrix by its Cholesky factor, in the lower triangle; a pivot that is nothing makes its column 0.
    /// </summary>
    /// <param name="matrix">Symmetric, positive semidefinite, row-major.</param>
    /// <param name="stride">Length of a row.</param>
    /// <param name="size">Rows of the block.</param>
    /// <returns>How many pivots are left.</returns>
    internal static int Factor(Span<double> matrix, int stride, int size)
    {
        double largest = 0.0;
        for (int place = 0; place < size; place++)
        {
            largest = Math.Max(largest, matrix[(place * stride) + place]);
        }

        int rank = 0;
        for (int column = 0; column < size; column++)
        {
            Span<double> above = matrix.Slice(column * stride, column);
            double pivot = matrix[(column * stride) + column] - Dot(above, above);
            bool kept = pivot > Nothing * largest;
            double root = kept ? Math.Sqrt(pivot) : 0;
            matrix[(column * stride) + column] = root;
            rank += kept ? 1 : 0;
            for (int row = column + 1; row < size; row++)
            {
                ref double entry = ref matrix[(row * stride) + column];
                entry = kept ? (entry - Dot(above, matrix.Slice(row * stride, column))) / root : 0;
            }
        }

        return rank;
    }

    /// <summary>Solves L x = b in place, where L is a factor from <see cref="Factor"/>; directions without a pivot get 0.</summary>
    internal static void Solve(ReadOnlySpan<double> factor, int stride, Span<double> right)
    {
        for (int row = 0; row < right.Length; row++)
        {
            double pivot = factor[(row * stride) + row];
            right[row] = pivot > 0 ? (right[row] - Dot(factor.Slice(row * stride, row), right)) / pivot : 0;
        }
    }

    /// <summary>
    /// The nearest point of the simplex, in place: max(m - t, 0) with the t that makes the sum 1 (Held, Wolfe and Crowder 1974; by fixed
    /// point, which ends after S rounds).
    /// </summary>
    internal static void ProjectOntoSimplex(Span<double> point)
    {
        (double low, double sum) = (0.0, 0.0);
        foreach (double entry in point)
        {
            low = Math.Min(low, entry);
            sum += entry;
        }

        if (low >= 0)
        {
            foreach (ref double entry in point)
            {
                entry /= sum;
            }

            return;
        }

        // Entries at or below t drop out; t over those that are left only grows.
        double shift = (sum - 1) / point.Length;
        for (int round = 0; round < point.Length; round++)
        {
            (int left, double total) = (0, 0.0);
            foreach (double entry in point)
            {
                if (entry > shift)
                {
                    left++;
                    total += entry;
                }
            }

            shift = (total - 1) / left;
        }

        foreach (ref double entry in point)
        {
            entry = Math.Max(0, entry - shift);
        }
    }
}
