namespace Antiphon.Tests.Reference;

/// <summary>Solves A x = b with partial pivoting.</summary>
internal static class GaussianElimination
{
    public static double[] Solve(double[,] matrix, double[] right)
    {
        var n = right.Length;
        var a = (double[,])matrix.Clone();
        var x = (double[])right.Clone();
        for (var column = 0; column < n; column++)
        {
            var pivot = column;
            for (var row = column + 1; row < n; row++)
            {
                if (Math.Abs(a[row, column]) > Math.Abs(a[pivot, column]))
                {
                    pivot = row;
                }
            }
            for (var j = 0; j < n; j++)
            {
                (a[column, j], a[pivot, j]) = (a[pivot, j], a[column, j]);
            }
            (x[column], x[pivot]) = (x[pivot], x[column]);
            for (var row = column + 1; row < n; row++)
            {
                var factor = a[row, column] / a[column, column];
                if (factor != 0)
                {
                    for (var j = column; j < n; j++)
                    {
                        a[row, j] -= factor * a[column, j];
                    }
                    x[row] -= factor * x[column];
                }
            }
        }
        for (var row = n - 1; row >= 0; row--)
        {
            for (var j = row + 1; j < n; j++)
            {
                x[row] -= a[row, j] * x[j];
            }
            x[row] /= a[row, row];
        }
        return x;
    }

    public static double[] SolveTransposed(double[,] matrix, double[] right)
    {
        var n = right.Length;
        var transposed = new double[n, n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                transposed[j, i] = matrix[i, j];
            }
        }
        return Solve(transposed, right);
    }
}
