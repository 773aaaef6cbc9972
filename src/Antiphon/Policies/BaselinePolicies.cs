using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>Policies that need no learning, to hold learned ones against. Ties always go to the lowest index.</summary>
internal static class BaselinePolicies
{
    // Expected distances that differ by rounding only count as equal.
    private const double DistanceTie = 1e-12;

    /// <summary>
    /// The global baselines. "constant a" exists for every global action that is allowed anywhere (elsewhere it takes the first allowed
    /// one). "hold" takes the action most likely to keep s_g as it is; it exists if some action can. "sample mode" takes the action whose
    /// target is the local state seen most often; it exists if the game's geometry declares targets. "uniform" exists always. All take
    /// allowed actions only.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">k is out of range, or its count vectors are too many.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<NamedGlobalPolicy> Global(CooperativeGame game, int subsample, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(game);
        RequireSubsample(game, subsample);
        CountLattice lattice = ObservationLattice.Of(game, subsample);
        var baselines = new List<NamedGlobalPolicy>();
        foreach (int action in SomewhereAllowed(game.GlobalActions, game.Allowed.GlobalSets))
        {
            baselines.Add(
                new($"constant {game.GlobalActionNames[action]}", TabularGlobalPolicy.Constant(game, lattice, action, cancellation))
            );
        }

        if (CanHold(game))
        {
            int[] hold = [.. Enumerable.Range(0, game.GlobalStates).Select(state => Hold(game, state))];
            baselines.Add(new("hold", Table(game, lattice, (state, _) => hold[state], cancellation)));
        }

        if (game.Geometry?.Target is { } target)
        {
            int[] seen = [.. target.Select(state => state + ObservationLattice.FirstState(lattice, game.LocalStates))];
            var modes = new Dictionary<ActionSet, int[]>();
            int[][] mode =
            [
                .. Enumerable
                    .Range(0, game.GlobalStates)
                    .Select(game.Allowed.Global)
                    .Select(allowed =>
                        modes.TryGetValue(allowed, out int[]? known)
                            ? known
                            : modes[allowed] = SampleMode(lattice, allowed, seen, cancellation)
                    ),
            ];
            baselines.Add(new("sample mode", Table(game, lattice, (state, rank) => mode[state][rank], cancellation)));
        }

        baselines.Add(new("uniform", new UniformGlobalPolicy(subsample, game)));
        return baselines;
    }

    /// <summary>
    /// The local baselines: "always a" for every local action a that is allowed anywhere (elsewhere the first allowed one); "follow" (the
    /// action with the least expected distance of s_l' from s_g; only where the game's geometry declares distances); "uniform". All take
    /// allowed actions only.
    /// </summary>
    /// <param name="game">The game.</param>
    public static IReadOnlyList<NamedLocalPolicy> Local(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        var baselines = new List<NamedLocalPolicy>();
        foreach (int action in SomewhereAllowed(game.LocalActions, game.Allowed.LocalSets))
        {
            baselines.Add(
                new(
                    $"always {game.LocalActionNames[action]}",
                    LocalPolicy.Deterministic(game, (local, global) => game.Allowed.Local(local, global).Played(action))
                )
            );
        }

        if (game.Geometry?.Distance is { } distance)
        {
            double[] start = MeanStart.Of(game);
            baselines.Add(new("follow", LocalPolicy.Deterministic(game, (local, global) => Follow(game, distance, start, local, global))));
        }

        baselines.Add(new("uniform", LocalPolicy.Uniform(game)));
        return baselines;
    }

    /// <summary>The actions of a side that are allowed in some state.</summary>
    internal static IEnumerable<int> SomewhereAllowed(int actions, IReadOnlyList<ActionSet>? sets) =>
        Enumerable.Range(0, actions).Where(action => sets is null || sets.Any(set => set.Contains(action)));

    private static TabularGlobalPolicy Table(
        CooperativeGame game,
        CountLattice lattice,
        Func<int, int, int> actionOf,
        CancellationToken cancellation
    ) => TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, lattice, actionOf, cancellation);

    /// <summary>The action most likely to keep s_g as it is, the lowest of equals.</summary>
    internal static int Hold(CooperativeGame game, int state)
    {
        double[] start = MeanStart.Of(game);
        int best = 0;
        for (int action = 1; action < game.GlobalActions; action++)
        {
            if (Stay(action) > Stay(best))
            {
                best = action;
            }
        }

        return game.Allowed.Global(state).Played(best);

        double Stay(int action) => Kept(game, state, action, start);
    }

    // Under a clock no global state lasts.
    private static bool CanHold(CooperativeGame game)
    {
        double[] start = MeanStart.Of(game);
        return Enumerable
            .Range(0, game.GlobalStates * game.GlobalActions)
            .Any(cell => Kept(game, cell / game.GlobalActions, cell % game.GlobalActions, start) > 0);
    }

    private static double Kept(CooperativeGame game, int state, int action, double[] start) =>
        game.GlobalRow(state, action, start).Dense(game.GlobalStates)[state];

    // By rank. Among the local states that some action points to: the one seen most often (the lowest of them), by the lowest action that
    // points to it.
    private static int[] SampleMode(CountLattice lattice, ActionSet allowed, int[] target, CancellationToken cancellation)
    {
        int[] byTarget = [.. allowed.OrderBy(action => target[action]).ThenBy(action => action)];
        int[] counts = new int[lattice.States];
        int[] chosen = new int[lattice.Size];
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            lattice.Unrank(rank, counts);
            int best = byTarget[0];
            foreach (int action in byTarget)
            {
                best = counts[target[action]] > counts[target[best]] ? action : best;
            }

            chosen[rank] = best;
        }

        return chosen;
    }

    private static int Follow(CooperativeGame game, IReadOnlyList<IReadOnlyList<double>> distance, double[] start, int local, int global)
    {
        int best = 0;
        double least = double.PositiveInfinity;
        for (int action = 0; action < game.LocalActions; action++)
        {
            ReadOnlySpan<double> row = game.LocalRow(local, global, action, start).Dense(game.LocalStates);
            double expected = 0.0;
            for (int next = 0; next < row.Length; next++)
            {
                expected += row[next] * distance[next][global];
            }

            if (expected < least - (DistanceTie * least) || action == 0)
            {
                best = action;
                least = expected;
            }
        }

        return game.Allowed.Local(local, global).Played(best);
    }

    private static void RequireSubsample(CooperativeGame game, int subsample)
    {
        if (subsample < 1 || subsample > game.Agents)
        {
            throw new InvalidInputException(
                $"k is {subsample}; expected from 1 to the number of agents, {game.Agents}; the global agent observes k of the n local "
                    + "agents."
            );
        }
    }
}
