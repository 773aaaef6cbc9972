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
    private readonly PopulationPrior? prior;

    /// <summary>Chooses the estimate of a game's rule.</summary>
    /// <param name="game">The game.</param>
    /// <param name="prior">What is expected before anything is observed; null: nothing.</param>
    /// <exception cref="InvalidInputException">The rule allows none.</exception>
    internal PopulationEstimate(CooperativeGame game, PopulationPrior? prior)
    {
        this.prior = prior;
        types = [.. Enumerable.Range(0, game.LocalStates).Select(game.Types.Of)];
        shares = game.Types.Weights(game.Agents);
        weights = game.Sampling as WeightedSampling;
        lostPlaces = game.Sampling.Places(game.LocalStates) - game.LocalStates;
        if (game.Sampling is not (UniformSampling or ReplacementSampling or WeightedSampling or LossySampling or ClusteredSampling))
        {
            throw new InvalidInputException($"estimating the population is not supported under the sampling rule '{game.Sampling}'");
        }
    }

    /// <summary>
    /// c/k, or with a prior (c + kappa m)/(k + kappa); agents seen in x count 1/w_x where sampling is weighted (Horvitz and Thompson);
    /// what was lost is left out; types are estimated each for itself.
    /// </summary>
    /// <param name="globalState">s_g, on which weights may depend.</param>
    /// <param name="observation">How many observed agents are in each local state; lost ones first under a rule that loses some.</param>
    /// <param name="fractions">Receives mu, sum 1.</param>
    /// <returns>Whether there is an estimate: agents of every type were observed, or there is a prior.</returns>
    internal bool TryWrite(int globalState, ReadOnlySpan<int> observation, Span<double> fractions)
    {
        bool observed = TryWriteObserved(globalState, observation, fractions, out int agents);
        if (prior is null)
        {
            return observed;
        }

        ReadOnlySpan<double> mean = prior.Means[globalState].AsSpan();
        double weight = observed ? prior.Weight / (agents + prior.Weight) : 1;
        for (int state = 0; state < mean.Length; state++)
        {
            fractions[state] = ((1 - weight) * fractions[state]) + (weight * mean[state]);
        }

        return true;
    }

    private bool TryWriteObserved(int globalState, ReadOnlySpan<int> observation, Span<double> fractions, out int agents)
    {
        agents = 0;
        ReadOnlySpan<int> counts = observation[lostPlaces..];
        Span<double> sums = stackalloc double[shares.Length];
        for (int state = 0; state < types.Length; state++)
        {
            fractions[state] = counts[state] / (weights?.Weights[globalState][state] ?? 1);
            sums[types[state]] += fractions[state];
            agents += counts[state];
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
