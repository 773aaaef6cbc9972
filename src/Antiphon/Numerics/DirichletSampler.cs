namespace Antiphon.Numerics;

/// <summary>Exact draws from the symmetric Dirichlet law.</summary>
internal static class DirichletSampler
{
    /// <summary>Smallest concentration: below it even the logarithms of the gamma variates overflow.</summary>
    public const double MinimumConcentration = 1e-300;

    /// <summary>
    /// Draws a probability vector; works in logarithms, so that tiny concentrations give (nearly) a unit vector and never 0/0.
    /// </summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="concentration">Parameter of every component, finite and at least <see cref="MinimumConcentration"/>.</param>
    /// <param name="probabilities">Receives the vector; its length is the number of categories.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="concentration"/> is NaN, infinite or too small.</exception>
    /// <exception cref="ArgumentException"><paramref name="probabilities"/> is empty.</exception>
    public static void Sample(RandomStream stream, double concentration, Span<double> probabilities)
    {
        if (!(concentration >= MinimumConcentration && double.IsFinite(concentration)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(concentration),
                concentration,
                $"A Dirichlet concentration must be finite and at least {MinimumConcentration}."
            );
        }

        if (probabilities.IsEmpty)
        {
            throw new ArgumentException("Found no room for a probability; expected at least one category.", nameof(probabilities));
        }

        double largest = double.NegativeInfinity;
        foreach (ref double entry in probabilities)
        {
            entry = GammaSampler.LogSample(stream, concentration);
            largest = Math.Max(largest, entry);
        }

        double sum = 0.0;
        foreach (ref double entry in probabilities)
        {
            entry = Math.Exp(entry - largest);
            sum += entry;
        }

        foreach (ref double entry in probabilities)
        {
            entry /= sum;
        }
    }
}
