using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>What a run says of looks that are not uniform.</summary>
internal static class LookNotice
{
    // Laws at every node and global state: a few seconds at most.
    private const double MostProbabilities = 2e7;

    /// <summary>The rule and how far it is from uniform looks; nothing when they are uniform.</summary>
    internal static IEnumerable<string> Of(PopulationModel model, CountLattice looks, CancellationToken cancellation)
    {
        LookRule look = model.Game.Look;
        switch (look)
        {
            case UniformLook:
                break;
            case LossyLook:
                yield return $"looks are {look}: {100 * LookDistance.Bound(look, model.Game.Agents, looks.Agents):F1} % of them lose an agent or more";
                break;
            case var _ when (double)model.Nodes * looks.Size * model.Game.GlobalStates <= MostProbabilities:
                (double largest, double mean) = LookDistance.ToUniform(model, looks, cancellation);
                yield return $"looks are {look}: up to {largest:F3}, on average {mean:F3} in total variation from uniform ones, over the nodes of the population model";
                break;
            default:
                yield return $"looks are {look}";
                break;
        }
    }
}
