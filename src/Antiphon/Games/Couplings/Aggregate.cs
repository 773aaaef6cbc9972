namespace Antiphon.Games;

/// <summary>
/// An aggregate phi(mu) = sum_x w(x) mu(x) of the population, a number on which kernels and rewards may depend. What depends on it is
/// given at breakpoints b_0 &lt; .. &lt; b_m, is linear between them and constant outside.
/// </summary>
/// <remarks>At time t everything uses the aggregates of mu_t, as it uses the old s_g.</remarks>
/// <param name="Name">A short name, for example "infected".</param>
/// <param name="Weights">w, one number per local state s_l; with types, in the order of the game's local states.</param>
/// <param name="Breakpoints">b, ascending, from two numbers on; none outside the range of the weights.</param>
public sealed record Aggregate(string Name, IReadOnlyList<double> Weights, IReadOnlyList<double> Breakpoints)
{
    /// <summary>phi(mu).</summary>
    /// <param name="fractions">mu, one fraction per local state.</param>
    /// <exception cref="ArgumentException">There are not as many fractions as weights.</exception>
    public double Of(ReadOnlySpan<double> fractions)
    {
        if (fractions.Length != Weights.Count)
        {
            throw new ArgumentException($"has {fractions.Length} entries; expected {Weights.Count}", nameof(fractions));
        }

        double sum = 0.0;
        for (int state = 0; state < fractions.Length; state++)
        {
            sum += Weights[state] * fractions[state];
        }

        return sum;
    }
}
