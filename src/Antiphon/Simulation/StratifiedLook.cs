using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>
/// Whom the global agent looks at: a uniform subset of the agents of each type, as many of a type as the lattice of looks says; a uniform subset of all agents
/// where there is one type.
/// </summary>
public static class StratifiedLook
{
    /// <summary>Draws one look.</summary>
    /// <param name="stream">Where chance comes from.</param>
    /// <param name="population">c, the number of agents in each local state.</param>
    /// <param name="looks">Count vectors of the k agents that are seen.</param>
    /// <param name="look">Receives the number of agents seen in each local state.</param>
    /// <exception cref="ArgumentException">More agents of a type are to be seen than there are.</exception>
    public static void Draw(RandomStream stream, ReadOnlySpan<long> population, CountLattice looks, Span<long> look)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(looks);
        foreach (var block in looks.Blocks)
        {
            MultivariateHypergeometricSampler.Sample(stream, population.Slice(block.First, block.States), block.Agents, look.Slice(block.First, block.States));
        }
    }
}
