using System.Runtime.Intrinsics;

namespace Antiphon.Numerics;

/// <summary>L L^T = A for a symmetric positive definite A, to solve A x = b. Eight sums side by side, the same bits on every machine.</summary>
internal sealed class CholeskyFactor
{
    private readonly double[] factor;
    private readonly int size;

    /// <summary>Factors a matrix in place.</summary>
    /// <param name="matrix">A, row-major; its lower triangle is read and becomes L.</param>
    /// <param name="size">Rows.</param>
    /// <exception cref="ArithmeticException">A is not positive definite.</exception>
    internal CholeskyFactor(double[] matrix, int size)
    {
        (factor, this.size) = (matrix, size);
        for (int row = 0; row < size; row++)
        {
            Span<double> own = Row(row, row);
            for (int column = 0; column < row; column++)
            {
                own[column] = (own[column] - Dot(own[..column], Row(column, column))) / matrix[(column * size) + column];
            }

            double pivot = matrix[(row * size) + row] - Dot(own, own);
            matrix[(row * size) + row] =
                pivot > 0 ? Math.Sqrt(pivot) : throw new ArithmeticException("the matrix is not positive definite");
        }
    }

    /// <summary>Replaces b by x.</summary>
    internal void Solve(Span<double> vector)
    {
        for (int row = 0; row < size; row++)
        {
            vector[row] = (vector[row] - Dot(Row(row, row), vector[..row])) / factor[(row * size) + row];
        }

        for (int row = size - 1; row >= 0; row--)
        {
            vector[row] /= factor[(row * size) + row];
            ConjugateGradient.AddScaled(-vector[row], Row(row, row), vector[..row]);
        }
    }

    private Span<double> Row(int row, int length) => factor.AsSpan(row * size, length);

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        Vector512<double> sums = Vector512<double>.Zero;
        int place = 0;
        for (; place + Vector512<double>.Count <= left.Length; place += Vector512<double>.Count)
        {
            sums += Vector512.Create(left[place..]) * Vector512.Create(right[place..]);
        }

        double sum = VectorMath.Sum(sums);
        for (; place < left.Length; place++)
        {
            sum += left[place] * right[place];
        }

        return sum;
    }
}
