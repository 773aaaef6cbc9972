using Antiphon.Games;

namespace Antiphon.Populations;

/// <summary>
/// How far a game's observations are from uniform ones, in total variation TV(p, q) = (1/2) sum_F |p(F) - q(F)| of the law of what is
/// seen.
/// </summary>
/// <remarks>
/// Replacement: at most k(k-1)/(2n), the chance that some agent is drawn twice (union bound over pairs), whatever the population. Lossy: 1
/// - (1-q)^k, the chance that an observation is lost; given how many
/// arrive, the law is the uniform one. Weighted: no bound by k, n and q alone; the largest distance over the nodes of a population model
/// is computed.
/// </remarks>
internal static class SamplingDistance
{
    /// <summary>The bound by k, n and the rule alone; 1 where there is none.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="agents">n, at least 1.</param>
    /// <param name="subsample">k, at least 1.</param>
    public static double Bound(SamplingRule rule, long agents, int subsample) =>
        rule switch
        {
            UniformSampling => 0,
            ReplacementSampling => Math.Min(1, subsample * (subsample - 1.0) / (2.0 * agents)),
            LossySampling lossy => 1 - Math.Pow(1 - lossy.Loss, subsample),
            _ => 1,
        };

    /// <summary>
    /// The largest and the mean distance over the nodes of a population and the global states, for rules without losses whose law is a
    /// function of counts.
    /// </summary>
    /// <param name="population">The population; its game carries the rule.</param>
    /// <param name="observations">Count vectors of the k agents seen.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">
    /// The rule has losses, counts do not determine its law, or the tables do not fit in memory.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static (double Largest, double Mean) ToUniform(
        PopulationModel population,
        CountLattice observations,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(population);
        ArgumentNullException.ThrowIfNull(observations);
        CooperativeGame game = population.Game;
        if (game.Sampling is LossySampling or ClusteredSampling)
        {
            throw new InvalidInputException(
                $"observations under the sampling rule '{game.Sampling}' and under uniform sampling have different domains; use the bound"
            );
        }

        // One after the other: weights of one for uniform sampling, drawn agents returned for those with replacement.
        MemoryBudget.Require(
            SuccessiveDraws.Bytes(observations),
            $"the observation laws at k = {observations.Agents:N0} agents",
            "lower k"
        );
        var draws = new SuccessiveDraws(observations, cancellation);
        (double[] ones, double[] fractions, double[] counts) = (
            Enumerable.Repeat(1.0, observations.States).ToArray(),
            new double[observations.States],
            new double[observations.States]
        );
        (double[] uniform, double[] other) = (new double[observations.Size], new double[observations.Size]);
        long? agents = population.ObservationAgents(observations);
        (double largest, double sum) = (0.0, 0.0);
        for (int node = 0; node < population.Nodes; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            population.Fractions(node, fractions);
            for (int state = 0; state < counts.Length; state++)
            {
                counts[state] = agents is { } n ? Math.Round(fractions[state] * n) : fractions[state];
            }

            draws.Law(counts, ones, agents is null, uniform);
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                ReadOnlySpan<double> weights = game.Sampling is WeightedSampling weighted ? weighted.Weights[globalState].AsSpan() : ones;
                draws.Law(counts, weights, agents is null || game.Sampling is ReplacementSampling, other);
                double distance = Distance(uniform, other);
                (largest, sum) = (Math.Max(largest, distance), sum + distance);
            }
        }

        return (largest, sum / population.Nodes / game.GlobalStates);
    }

    private static double Distance(double[] first, double[] second)
    {
        double sum = 0.0;
        for (int rank = 0; rank < first.Length; rank++)
        {
            sum += Math.Abs(first[rank] - second[rank]);
        }

        return sum / 2;
    }
}
