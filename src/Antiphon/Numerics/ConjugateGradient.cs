namespace Antiphon.Numerics;

/// <summary>A symmetric linear map: writes the product with a vector.</summary>
/// <param name="vector">The vector.</param>
/// <param name="product">Receives the product; as long as the vector, and not the same memory.</param>
internal delegate void LinearMap(ReadOnlySpan<double> vector, Span<double> product);

/// <summary>What the method of conjugate gradients ended with.</summary>
/// <param name="Iterations">Products taken.</param>
/// <param name="SquaredResidual">|b - A x|^2 by the recurrence.</param>
/// <param name="PositiveCurvature">
/// Whether v'A v was positive along every direction met; where it was not, the solution is the one before that direction.
/// </param>
internal readonly record struct ConjugateGradientResult(int Iterations, double SquaredResidual, bool PositiveCurvature);

/// <summary>Solves A x = b for a symmetric positive definite A by conjugate gradients (Hestenes and Stiefel), from x = 0.</summary>
internal static class ConjugateGradient
{
    /// <summary>Solves; never leaves a value that is not finite in <paramref name="solution"/> as long as b is finite.</summary>
    /// <param name="map">A.</param>
    /// <param name="right">b.</param>
    /// <param name="iterations">Most products taken.</param>
    /// <param name="tolerance">Ends when the squared residual is below it.</param>
    /// <param name="solution">Receives x.</param>
    public static ConjugateGradientResult Solve(
        LinearMap map,
        ReadOnlySpan<double> right,
        int iterations,
        double tolerance,
        Span<double> solution
    )
    {
        solution.Clear();
        double[] residual = right.ToArray(),
            direction = right.ToArray(),
            product = new double[right.Length];
        double square = Dot(residual, residual);
        for (int iteration = 0; iteration < iterations; iteration++)
        {
            if (square < tolerance)
            {
                return new ConjugateGradientResult(iteration, square, PositiveCurvature: true);
            }

            map(direction, product);
            double curvature = Dot(direction, product);

            // Also true for NaN: a map that went wrong must not move x.
            if (!(curvature > 0 && double.IsFinite(curvature)))
            {
                return new ConjugateGradientResult(iteration, square, PositiveCurvature: false);
            }

            double step = square / curvature;
            AddScaled(step, direction, solution);
            AddScaled(-step, product, residual);
            double next = Dot(residual, residual);
            double turn = next / square;
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] = residual[i] + (turn * direction[i]);
            }

            square = next;
        }

        return new ConjugateGradientResult(iterations, square, PositiveCurvature: true);
    }

    /// <summary>The inner product, summed from the front.</summary>
    public static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        double sum = 0.0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>Adds a multiple of a vector.</summary>
    public static void AddScaled(double factor, ReadOnlySpan<double> vector, Span<double> target)
    {
        for (int i = 0; i < vector.Length; i++)
        {
            target[i] += factor * vector[i];
        }
    }
}
