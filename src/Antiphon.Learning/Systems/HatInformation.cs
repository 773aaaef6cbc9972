namespace Antiphon.Learning;

/// <summary>
/// The normal matrix X'X of draws between breakpoints, each with the weights 1 - w and w at two of them: tridiagonal. Its inverse says how
/// well numbers at the breakpoints are known: two of them whose draws all lie at one value between are known in their mean alone.
/// </summary>
/// <param name="breakpoints">How many.</param>
internal sealed class HatInformation(int breakpoints)
{
    private readonly double[] diagonal = new double[breakpoints];
    private readonly double[] beside = new double[breakpoints];

    /// <summary>Sums of weights by breakpoint.</summary>
    internal double[] Visits { get; } = new double[breakpoints];

    /// <summary>Adds a draw.</summary>
    internal void Add((int Below, double Above) place)
    {
        (int below, double above) = place;
        Visits[below] += 1 - above;
        diagonal[below] += (1 - above) * (1 - above);
        if (above > 0)
        {
            Visits[below + 1] += above;
            diagonal[below + 1] += above * above;
            beside[below] += above * (1 - above);
        }
    }

    /// <summary>Solves (X'X + weight I) x = right by Thomas's algorithm.</summary>
    /// <param name="right">The right-hand side.</param>
    /// <param name="weight">Above 0.</param>
    internal double[] Solve(ReadOnlySpan<double> right, double weight)
    {
        double[] main = [.. diagonal.Select(entry => entry + weight)];
        double[] known = right.ToArray();
        for (int i = 1; i < breakpoints; i++)
        {
            double factor = beside[i - 1] / main[i - 1];
            main[i] -= factor * beside[i - 1];
            known[i] -= factor * known[i - 1];
        }

        for (int i = breakpoints - 1; i >= 0; i--)
        {
            known[i] = (known[i] - (i + 1 < breakpoints ? beside[i] * known[i + 1] : 0)) / main[i];
        }

        return known;
    }

    /// <summary>
    /// Diagonal of (X'X + weight I)^-1: variances of the numbers for draws of variance 1, if the prior is right; NaN at breakpoints
    /// without draws.
    /// </summary>
    /// <param name="weight">What the prior counts as, above 0.</param>
    internal double[] Variances(double weight)
    {
        double[] variances = new double[breakpoints];
        for (int point = 0; point < breakpoints; point++)
        {
            double[] unit = new double[breakpoints];
            unit[point] = 1;
            variances[point] = Visits[point] > 0 ? Solve(unit, weight)[point] : double.NaN;
        }

        return variances;
    }
}
