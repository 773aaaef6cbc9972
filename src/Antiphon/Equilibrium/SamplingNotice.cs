using System.Globalization;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>What a run says of observations that are not uniform.</summary>
internal static class SamplingNotice
{
    // Laws at every node and global state: a few seconds at most.
    private const double MostProbabilities = 2e7;

    /// <summary>The rule and how far it is from uniform sampling; nothing when they are uniform.</summary>
    internal static IEnumerable<string> Of(PopulationModel model, CountLattice observations, CancellationToken cancellation)
    {
        SamplingRule sampling = model.Game.Sampling;
        switch (sampling)
        {
            case UniformSampling:
                break;
            case LossySampling:
                double lost = SamplingDistance.Bound(sampling, model.Game.Agents, observations.Agents);
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"sampling is {sampling}: {100 * lost:F1} % of the observations lose an agent or more"
                );
                break;
            case var _ when (double)model.Nodes * observations.Size * model.Game.GlobalStates <= MostProbabilities:
                (double largest, double mean) = SamplingDistance.ToUniform(model, observations, cancellation);
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"sampling is {sampling}: up to {largest:F3}, on average {mean:F3} in total variation from uniform sampling, "
                        + $"over the nodes of the population model"
                );
                break;
            default:
                yield return $"sampling is {sampling}";
                break;
        }
    }
}
