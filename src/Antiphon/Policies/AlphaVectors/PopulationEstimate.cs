using Antiphon.Games;

namespace Antiphon.Policies;

/// <summary>Estimates a population's fractions from one observation, as the sampling rule allows. Immutable.</summary>
internal sealed class PopulationEstimate
{
    // Type by local state, and n_t / n.
    private readonly int[] types;
    private readonly double[] shares;
    private readonly WeightedSampling? weights;
    private readonly int lostPlaces;

    /// <summary>Chooses the estimate of a game's rule.</summary>
    /// <exception cref="InvalidInputException">The rule allows none.</exception>
    internal PopulationEstimate(CooperativeGame game)
    {
        types = [.. Enumerable.Range(0, game.LocalStates).Select(game.Types.Of)];
        shares = game.Types.Weights(game.Agents);
        weights = game.Sampling as WeightedSampling;
        lostPlaces = game.Sampling.Places(game.LocalStates) - game.LocalStates;
        if (game.Sampling is not (UniformSampling or ReplacementSampling or WeightedSampling or LossySampling or ClusteredSampling))
        {
            throw new InvalidInputException($"the population cannot be estimated under the sampling rule '{game.Sampling}'");
        }
    }

    /// <summary>
    /// c/k; agents seen in x count 1/w_x where sampling is weighted (Horvitz and Thompson); what was lost is left out; types are estimated
    /// each for itself.
    /// </summary>
    /// <param name="globalState">s_g, on which weights may depend.</param>
    /// <param name="observation">How many observed agents are in each local state; lost ones first under a rule that loses some.</param>
    /// <param name="fractions">Receives mu, sum 1.</param>
    /// <returns>Whether agents of every type were observed.</returns>
    internal bool TryWrite(int globalState, ReadOnlySpan<int> observation, Span<double> fractions)
    {
        ReadOnlySpan<int> counts = observation[lostPlaces..];
        Span<double> sums = stackalloc double[shares.Length];
        for (int state = 0; state < types.Length; state++)
        {
            fractions[state] = counts[state] / (weights?.Weights[globalState][state] ?? 1);
            sums[types[state]] += fractions[state];
        }

        if (sums.Contains(0))
        {
            return false;
        }

        for (int state = 0; state < types.Length; state++)
        {
            fractions[state] *= shares[types[state]] / sums[types[state]];
        }

        return true;
    }
}
