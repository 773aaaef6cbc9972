using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Tests.Simulation.Reference;

/// <summary>Small random games and policies, and variants of built-in games.</summary>
internal static class TestGames
{
    /// <summary>A game whose every row and reward is drawn from the seed; rewards lie in [-1, 3).</summary>
    public static CooperativeGame Random(ulong seed, int globalStates, int localStates, long agents, LocalInitialLaw start)
    {
        const int GlobalActions = 2;
        const int LocalActions = 2;
        var stream = new RandomStream(seed);
        double[] Row(int length)
        {
            double[] row = new double[length];
            DirichletSampler.Sample(stream, 0.7, row);
            return row;
        }

        double Reward() => (4 * stream.NextDouble()) - 1;
        return CooperativeGame.Create(
            new GameDefinition
            {
                Name = "random",
                Discount = 0.9,
                Agents = agents,
                GlobalStateNames = Names("g", globalStates),
                LocalStateNames = Names("l", localStates),
                GlobalActionNames = Names("a", GlobalActions),
                LocalActionNames = Names("b", LocalActions),
                Initial = new InitialLaw([.. Row(globalStates)], start),
                GlobalTransition = Table(globalStates, _ => Table(GlobalActions, _ => Row(globalStates))),
                LocalTransition = Table(localStates, _ => Table(globalStates, _ => Table(LocalActions, _ => Row(localStates)))),
                GlobalReward = Table(globalStates, _ => Table(GlobalActions, _ => Reward())),
                LocalReward = Table(localStates, _ => Table(globalStates, _ => Table(LocalActions, _ => Reward()))),
            }
        );
    }

    /// <summary>The same game with another initial law.</summary>
    public static CooperativeGame WithStart(CooperativeGame game, InitialLaw start) =>
        CooperativeGame.Create(game.ToDefinition() with { Initial = start });

    /// <summary>A start in which everything is in one state.</summary>
    public static InitialLaw Corner(CooperativeGame game, int globalState, int localState) =>
        new(Unit(game.GlobalStates, globalState), new IndependentLocalLaw(Unit(game.LocalStates, localState)));

    /// <summary>A local policy with random probabilities.</summary>
    public static LocalPolicy RandomLocal(CooperativeGame game, ulong seed)
    {
        var stream = new RandomStream(seed);
        double[] table = new double[game.LocalStates * game.GlobalStates * game.LocalActions];
        for (int row = 0; row < table.Length; row += game.LocalActions)
        {
            DirichletSampler.Sample(stream, 1, table.AsSpan(row, game.LocalActions));
        }

        return LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, table);
    }

    /// <summary>Steps toward the global state around a circle of five: warehouse's actions are stay, +1, -1.</summary>
    public static LocalPolicy Follow(CooperativeGame game) =>
        LocalPolicy.Deterministic(game, (state, globalState) => ((globalState - state + 5) % 5) switch
            {
                0 => 0,
                1 or 2 => 1,
                _ => 2,
            });

    /// <summary>Always the same global action, after an observation of one agent.</summary>
    public static GlobalPolicy Constant(CooperativeGame game, int action) => Tabular(game, 1, _ => action);

    /// <summary>The most frequent local state of the observation, the lowest of equals.</summary>
    public static GlobalPolicy SampleMode(CooperativeGame game, int subsample) =>
        Tabular(game, subsample, seen => Array.IndexOf(seen, seen.Max()));

    /// <summary>A deterministic policy that depends on the observation alone.</summary>
    public static GlobalPolicy Tabular(CooperativeGame game, int subsample, Func<int[], int> actionOf)
    {
        var lattice = new CountLattice(game.LocalStates, subsample);
        int[] actions = new int[game.GlobalStates * lattice.Size];
        int[] seen = new int[game.LocalStates];
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            lattice.Unrank(rank, seen);
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                actions[(globalState * lattice.Size) + rank] = actionOf(seen);
            }
        }

        return new TabularGlobalPolicy(game.GlobalStates, game.GlobalActions, lattice, actions);
    }

    private static T[] Table<T>(int length, Func<int, T> entry) => [.. Enumerable.Range(0, length).Select(entry)];

    private static ImmutableArray<double> Unit(int length, int place) =>
        [.. Enumerable.Range(0, length).Select(i => i == place ? 1.0 : 0.0)];

    private static string[] Names(string kind, int count) => Table(count, i => kind + i);
}
