namespace Antiphon.Numerics;

/// <summary>
/// One cycle of GMRES (Saad and Schultz) for A d = r, A any regular linear map: d minimises |r - A d| over the Krylov space of r.
/// </summary>
/// <param name="size">Length of a vector.</param>
/// <param name="dimensions">The most dimensions of the Krylov space, at least 1.</param>
internal sealed class Gmres(int size, int dimensions)
{
    private readonly double[][] basis = [.. Enumerable.Range(0, dimensions + 1).Select(_ => new double[size])];

    // Column j of the upper Hessenberg matrix, turned into a triangle by rotations (cosine, sine).
    private readonly double[][] columns = [.. Enumerable.Range(0, dimensions).Select(j => new double[j + 2])];
    private readonly double[] cosines = new double[dimensions];
    private readonly double[] sines = new double[dimensions];
    private readonly double[] right = new double[dimensions + 1];

    /// <summary>Adds the correction d to a vector.</summary>
    /// <param name="map">A.</param>
    /// <param name="residual">r, finite.</param>
    /// <param name="reduction">Ends the cycle once |r - A d| is at most this multiple of |r|.</param>
    /// <param name="target">Receives its old value plus d.</param>
    public void Correct(LinearMap map, ReadOnlySpan<double> residual, double reduction, Span<double> target)
    {
        double norm = Math.Sqrt(ConjugateGradient.Dot(residual, residual));
        if (norm == 0)
        {
            return;
        }

        Scale(residual, 1 / norm, basis[0]);
        right[0] = norm;
        int used = 0;
        bool open = true;
        while (open && used < dimensions)
        {
            open = Extend(map, used);
            used++;
            open &= Math.Abs(right[used]) > reduction * norm;
        }

        AddSolution(used, target);
    }

    // Makes the next basis vector; false when the space is exhausted.
    private bool Extend(LinearMap map, int step)
    {
        double[] column = columns[step];
        double[] next = basis[step + 1];
        map(basis[step], next);
        double before = Math.Sqrt(ConjugateGradient.Dot(next, next));
        for (int i = 0; i <= step; i++)
        {
            column[i] = ConjugateGradient.Dot(basis[i], next);
            ConjugateGradient.AddScaled(-column[i], basis[i], next);
        }

        double rest = Math.Sqrt(ConjugateGradient.Dot(next, next));
        bool exhausted = rest <= 1e-14 * before;
        column[step + 1] = exhausted ? 0 : rest;
        if (!exhausted)
        {
            Scale(next, 1 / rest, next);
        }

        Rotate(column, step);
        return !exhausted;
    }

    private void Rotate(double[] column, int step)
    {
        for (int i = 0; i < step; i++)
        {
            double upper = (cosines[i] * column[i]) + (sines[i] * column[i + 1]);
            column[i + 1] = (cosines[i] * column[i + 1]) - (sines[i] * column[i]);
            column[i] = upper;
        }

        double length = Math.Sqrt((column[step] * column[step]) + (column[step + 1] * column[step + 1]));
        cosines[step] = length == 0 ? 1 : column[step] / length;
        sines[step] = length == 0 ? 0 : column[step + 1] / length;
        column[step] = length;
        right[step + 1] = -sines[step] * right[step];
        right[step] *= cosines[step];
    }

    private void AddSolution(int used, Span<double> target)
    {
        for (int j = used - 1; j >= 0; j--)
        {
            right[j] = columns[j][j] == 0 ? 0 : right[j] / columns[j][j];
            for (int i = 0; i < j; i++)
            {
                right[i] -= columns[j][i] * right[j];
            }

            ConjugateGradient.AddScaled(right[j], basis[j], target);
        }
    }

    private static void Scale(ReadOnlySpan<double> vector, double factor, Span<double> target)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            target[i] = factor * vector[i];
        }
    }
}
