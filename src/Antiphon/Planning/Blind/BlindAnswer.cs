using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>
/// The best dispatcher found that acts on the global state alone, and so on the hour where a clock is a part of it, beside agents that
/// keep their policy: cell by cell from the best of those that always take one action or hold the global state.
/// </summary>
internal static class BlindAnswer
{
    private const double RelativeAccuracy = 1e-6;

    /// <summary>Finds it.</summary>
    /// <param name="game">The game. Where agents depend on each other, values are those of a coarse mean-field lattice.</param>
    /// <param name="agents">pi_l.</param>
    /// <param name="moves">P_l by rows (s_l, s_g, a_l) where it is another than the game's and agents do not depend on each other.</param>
    /// <param name="cancellation">Cancels inside solves.</param>
    /// <returns>a_g by s_g.</returns>
    internal static ImmutableArray<int> Find(CooperativeGame game, LocalPolicy agents, SparseRows? moves, CancellationToken cancellation)
    {
        if (game.Couplings is not null)
        {
            return BlindModelSearch.Answer(game, Simple(game), agents, RelativeAccuracy, cancellation);
        }

        var climb = new BlindClimb(game, new BlindPairOptions { RelativeAccuracy = RelativeAccuracy }, moves);
        int[] best = Simple(game).MaxBy(actions => climb.RunDispatcher(actions, agents, improve: false, cancellation).Value)!;
        climb.RunDispatcher(best, agents, improve: true, cancellation);
        return [.. best];
    }

    /// <summary>Dispatchers that always take one action, and the one that holds the global state, each as a_g by s_g.</summary>
    internal static IEnumerable<int[]> Simple(CooperativeGame game)
    {
        for (int action = 0; action < game.GlobalActions; action++)
        {
            yield return [.. Enumerable.Repeat(action, game.GlobalStates)];
        }

        yield return [.. Enumerable.Range(0, game.GlobalStates).Select(state => BaselinePolicies.Hold(game, state))];
    }
}
