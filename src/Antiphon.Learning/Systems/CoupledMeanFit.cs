namespace Antiphon.Learning;

/// <summary>
/// Least squares for numbers r_b at the breakpoints of an aggregate, each drawn to a prior mean with the weight of some observations.
/// </summary>
/// <param name="breakpoints">How many numbers.</param>
internal sealed class CoupledMeanFit(int breakpoints)
{
    private readonly List<(int Below, double Above, double Value)> observations = [];
    private readonly double[] right = new double[breakpoints];

    /// <summary>Where the observations were made.</summary>
    internal HatInformation Information { get; } = new(breakpoints);

    /// <summary>Mean observation; 0 without one.</summary>
    internal double Mean => observations.Count == 0 ? 0 : observations.Average(entry => entry.Value);

    /// <summary>One number at every breakpoint.</summary>
    internal double[] Repeated(double value) => [.. Enumerable.Repeat(value, breakpoints)];

    /// <summary>Adds an observation.</summary>
    internal void Add((int Below, double Above) place, double value)
    {
        observations.Add((place.Below, place.Above, value));
        Information.Add(place);
        right[place.Below] += (1 - place.Above) * value;
        if (place.Above > 0)
        {
            right[place.Below + 1] += place.Above * value;
        }
    }

    /// <summary>Fits.</summary>
    /// <param name="prior">The numbers that few observations are drawn to, one for each breakpoint.</param>
    /// <param name="weight">How many observations each counts as; above 0.</param>
    /// <returns>
    /// The numbers, and the variance of an observation around them: the sum of squares over the observations that are more than the
    /// breakpoints visited; NaN where there are no more.
    /// </returns>
    internal (double[] At, double Variance) Fit(double[] prior, double weight)
    {
        double[] at = Information.Solve([.. right.Zip(prior, (entry, own) => entry + (weight * own))], weight);
        double squares = 0.0;
        foreach ((int below, double above, double value) in observations)
        {
            double rest = value - ((1 - above) * at[below]) - (above > 0 ? above * at[below + 1] : 0);
            squares += rest * rest;
        }

        int degrees = observations.Count - Information.Visits.Count(visits => visits > 0);
        return (at, degrees > 0 ? squares / degrees : double.NaN);
    }
}
