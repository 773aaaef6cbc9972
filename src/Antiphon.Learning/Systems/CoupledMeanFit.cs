namespace Antiphon.Learning;

/// <summary>
/// Least squares for numbers r_b at the breakpoints of an aggregate, each drawn to a prior mean with the weight of some observations: the
/// normal equations are tridiagonal.
/// </summary>
/// <param name="breakpoints">How many numbers.</param>
internal sealed class CoupledMeanFit(int breakpoints)
{
    private readonly double[] diagonal = new double[breakpoints];
    private readonly double[] beside = new double[breakpoints];
    private readonly double[] right = new double[breakpoints];
    private double squares;

    /// <summary>Number of observations.</summary>
    internal long Count { get; private set; }

    /// <summary>Their sum.</summary>
    internal double Sum { get; private set; }

    /// <summary>One number at every breakpoint.</summary>
    internal double[] Repeated(double value) => [.. Enumerable.Repeat(value, breakpoints)];

    /// <summary>Adds an observation.</summary>
    internal void Add((int Below, double Above) place, double value)
    {
        (int below, double above) = place;
        Count++;
        Sum += value;
        squares += value * value;
        diagonal[below] += (1 - above) * (1 - above);
        right[below] += (1 - above) * value;
        if (above > 0)
        {
            diagonal[below + 1] += above * above;
            beside[below] += above * (1 - above);
            right[below + 1] += above * value;
        }
    }

    /// <summary>Fits.</summary>
    /// <param name="prior">The numbers that few observations are drawn to, one for each breakpoint.</param>
    /// <param name="weight">How many observations each counts as; above 0.</param>
    /// <returns>The numbers, and the mean square of what is left.</returns>
    internal (double[] At, double Residual) Fit(double[] prior, double weight)
    {
        // Thomas's algorithm: elimination downward, then upward.
        double[] main = [.. diagonal.Select(entry => entry + weight)];
        double[] known = [.. right.Zip(prior, (entry, own) => entry + (weight * own))];
        for (int i = 1; i < breakpoints; i++)
        {
            double factor = beside[i - 1] / main[i - 1];
            main[i] -= factor * beside[i - 1];
            known[i] -= factor * known[i - 1];
        }

        double[] at = new double[breakpoints];
        for (int i = breakpoints - 1; i >= 0; i--)
        {
            at[i] = (known[i] - (i + 1 < breakpoints ? beside[i] * at[i + 1] : 0)) / main[i];
        }

        return (at, Count == 0 ? 0 : Math.Max(0, Residual(at)) / Count);
    }

    private double Residual(double[] at)
    {
        double sum = squares;
        for (int i = 0; i < breakpoints; i++)
        {
            sum += (diagonal[i] * at[i] * at[i]) - (2 * right[i] * at[i]);
            sum += i + 1 < breakpoints ? 2 * beside[i] * at[i] * at[i + 1] : 0;
        }

        return sum;
    }
}
