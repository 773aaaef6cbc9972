using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>A blind pair, its exact value, and how it was found.</summary>
/// <param name="Actions">The dispatcher: a_g by s_g, whatever it observes.</param>
/// <param name="Local">The local agents' policy; deterministic but for agents that depend on the population.</param>
/// <param name="Value">
/// Expected discounted return under the initial law, no horizon; the same for every n (with types: for every n that splits into the same
/// shares). Where agents depend on the population, the value in the model.
/// </param>
/// <param name="ErrorBound">Bound on the error of <paramref name="Value"/>, rounding included.</param>
/// <param name="Starts">Pairs that the search started from.</param>
/// <param name="Sweeps">Sweeps over all starts.</param>
/// <param name="StopReason">
/// <see cref="StopReason.NoImprovement"/>: neither side improves this pair by changing one of its cells, nor the agents by changing all of
/// theirs; other pairs may be better. <see cref="StopReason.MaximumSweeps"/>: some side still improved.
/// <see cref="StopReason.IterationLimit"/>: the value is less accurate than asked.
/// </param>
internal sealed record BlindPair(
    ImmutableArray<int> Actions,
    LocalPolicy Local,
    double Value,
    double ErrorBound,
    int Starts,
    int Sweeps,
    StopReason StopReason
)
{
    /// <summary>The name of this pair's dispatcher in tables.</summary>
    internal const string Name = "best blind pair found";

    /// <summary>The dispatcher as a table over observations that is constant in them.</summary>
    internal TabularGlobalPolicy Global(CooperativeGame game, CountLattice observations)
    {
        ushort[] table = new ushort[game.GlobalStates * observations.Size];
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            Array.Fill(table, (ushort)Actions[globalState], globalState * observations.Size, observations.Size);
        }

        return TabularGlobalPolicy.Adopt(game, observations, table);
    }
}
