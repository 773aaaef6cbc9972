namespace Antiphon.Tests.Reference;

/// <summary>Solves A x = b with partial pivoting.</summary>
internal static class GaussianElimination
{
    public static double[] Solve(double[,] matrix, double[] right)
    {
        int n = right.Length;
        double[,] a = (double[,])matrix.Clone();
        double[] x = (double[])right.Clone();
        for (int column = 0; column < n; column++)
        {
            int pivot = column;
            for (int row = column + 1; row < n; row++)
            {
                if (Math.Abs(a[row, column]) > Math.Abs(a[pivot, column]))
                {
                    pivot = row;
                }
            }
            for (int j = 0; j < n; j++)
            {
                (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j]);
            }
            (x[column], x[pivot]) = (x[pivot], x[column]);
            for (int row = column + 1; row < n; row++)
            {
                double factor = a[row, column] / a[column, column];
                if (factor != 0)
                {
                    for (int j = column; j < n; j++)
                    {
                        a[row, j] -= factor * a[column, j];
                    }
                    x[row] -= factor * x[column];
                }
            }
        }
        for (int row = n - 1; row >= 0; row--)
        {
            for (int j = row + 1; j < n; j++)
            {
                x[row] -= a[row, j] * x[j];
            }
            x[row] /= a[row, row];
        }
        return x;
    }

    public static double[] SolveTransposed(double[,] matrix, double[] right)
    {
        int n = right.Length;
        double[,] transposed = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                transposed[j, i] = matrix[i, j];
            }
        }
        return Solve(transposed, right);
    }
}
