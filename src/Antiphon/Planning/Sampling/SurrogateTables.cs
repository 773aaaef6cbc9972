using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>Tables that answer a game's observations, made of answers of surrogates that see everything.</summary>
internal static class SurrogateTables
{
    /// <summary>
    /// The surrogate of k agents answers an observation of k. Where observations can be lost, the surrogate of j agents answers those at
    /// which j arrived; when none does, the global agent acts as on most observations of one agent (ties to the lowest action).
    /// </summary>
    /// <param name="game">The game, with its sampling rule.</param>
    /// <param name="subsample">k.</param>
    /// <param name="tableOf">The answers of the surrogate of so many agents, from 1 to k.</param>
    /// <param name="cancellation">Cancels.</param>
    internal static TabularGlobalPolicy Of(
        CooperativeGame game,
        int subsample,
        Func<int, TabularGlobalPolicy> tableOf,
        CancellationToken cancellation = default
    )
    {
        if (game.Sampling is not LossySampling)
        {
            return tableOf(subsample);
        }

        TabularGlobalPolicy[] tables = [.. Enumerable.Range(1, subsample).Select(tableOf)];
        CountLattice observations = ObservationLattice.Of(game, subsample);
        int[] seen = new int[observations.States];
        return TabularGlobalPolicy.FromFunction(
            game.GlobalStates,
            game.GlobalActions,
            observations,
            (globalState, rank) =>
            {
                observations.Unrank(rank, seen);
                int arrived = subsample - seen[0];
                return arrived == 0
                    ? MostCommon(tables[0], globalState)
                    : tables[arrived - 1].Action(globalState, tables[arrived - 1].Lattice.Rank(seen.AsSpan(1)));
            },
            cancellation
        );
    }

    private static int MostCommon(TabularGlobalPolicy table, int globalState)
    {
        int[] votes = new int[table.GlobalActions];
        foreach (ushort action in table.Actions(globalState))
        {
            votes[action]++;
        }

        return Array.IndexOf(votes, votes.Max());
    }
}
