namespace Antiphon.Tests.Reference;

/// <summary>Derivatives by symmetric differences with one Richardson step: error of order step^4.</summary>
internal static class FiniteDifference
{
    public static double Derivative(Func<double, double> function, double step = 1e-3)
    {
        double wide = (function(step) - function(-step)) / (2 * step);
        double narrow = (function(step / 2) - function(-step / 2)) / step;
        return (4 * narrow - wide) / 3;
    }

    /// <summary>d f(point + t direction) / dt at t = 0.</summary>
    public static double Along(Func<double[], double> function, double[] point, double[] direction, double step = 1e-3) =>
        Derivative(t => function([.. point.Zip(direction, (p, d) => p + t * d)]), step);
}
