namespace Antiphon.Numerics;

/// <summary>
/// Draws one category by inverting the distribution function: monotone in the uniform number, so that paired simulations stay coupled.
/// </summary>
internal static class CategoricalSampler
{
    /// <summary>
    /// The first category whose cumulated probability exceeds <paramref name="uniform"/>; never one of probability zero.
    /// </summary>
    /// <param name="uniform">Number in [0, 1).</param>
    /// <param name="probabilities">
    /// Probabilities that sum to one up to rounding; what rounding leaves over goes to the last positive one.
    /// </param>
    /// <exception cref="ArgumentException">No probability is positive.</exception>
    public static int Sample(double uniform, ReadOnlySpan<double> probabilities)
    {
        double cumulated = 0.0;
        for (int category = 0; category < probabilities.Length; category++)
        {
            cumulated += probabilities[category];
            if (uniform < cumulated)
            {
                return category;
            }
        }

        int last = probabilities.LastIndexOfAnyExcept(0.0);
        return last >= 0 && probabilities[last] > 0
            ? last
            : throw new ArgumentException("There is no positive probability; expected at least one.", nameof(probabilities));
    }
}
