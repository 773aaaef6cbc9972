using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>The optimizer Adam (Kingma and Ba, 2015) with its two moments: what training must store to resume bit by bit.</summary>
internal sealed class Adam
{
    private const double FirstDecay = 0.9;
    private const double SecondDecay = 0.999;
    private const double Offset = 1e-8;

    internal Adam(int parameters)
        : this(new double[parameters], new double[parameters], 0) { }

    internal Adam(double[] first, double[] second, long steps) => (First, Second, Steps) = (first, second, steps);

    /// <summary>Mean of the gradients.</summary>
    internal double[] First { get; }

    /// <summary>Mean of their squares.</summary>
    internal double[] Second { get; }

    /// <summary>Steps taken.</summary>
    internal long Steps { get; private set; }

    internal Adam Copy() => new([.. First], [.. Second], Steps);

    /// <summary>Moves the parameters against the gradient.</summary>
    internal void Step(double[] parameters, ReadOnlySpan<double> gradient, double rate)
    {
        Steps++;
        double firstCorrection = 1 - Math.Pow(FirstDecay, Steps);
        double secondCorrection = Math.Sqrt(1 - Math.Pow(SecondDecay, Steps));
        for (int i = 0; i < parameters.Length; i++)
        {
            First[i] += (1 - FirstDecay) * (gradient[i] - First[i]);
            Second[i] = (SecondDecay * Second[i]) + ((1 - SecondDecay) * gradient[i] * gradient[i]);
            parameters[i] -= rate / firstCorrection * First[i] / ((Math.Sqrt(Second[i]) / secondCorrection) + Offset);
        }
    }

    /// <summary>Shortens gradients that belong together so that their common norm is at most a bound.</summary>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArithmeticException">A gradient is not finite.</exception>
    internal static double Clip(double largest, string place, params ReadOnlySpan<double[]> gradients)
    {
        double square = 0.0;
        foreach (double[] gradient in gradients)
        {
            square += ConjugateGradient.Dot(gradient, gradient);
        }

        double norm = Math.Sqrt(square);
        if (!double.IsFinite(norm))
        {
            throw new ArithmeticException(
                $"the gradient of {place} is not finite (its norm is {norm}); the training diverged; lower the learning rate"
            );
        }

        double factor = largest / (norm + 1e-6);
        if (factor < 1)
        {
            foreach (double[] gradient in gradients)
            {
                foreach (ref double entry in gradient.AsSpan())
                {
                    entry *= factor;
                }
            }
        }

        return norm;
    }
}
