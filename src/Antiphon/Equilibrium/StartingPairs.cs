using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Equilibrium;

/// <summary>A pair to start from.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Pair">The policies; the global one is a table.</param>
/// <param name="FirstTurn">Who proposes first.</param>
internal sealed record StartingPair(string Name, JointPolicy Pair, Player FirstTurn);

/// <summary>
/// The starts: baseline pairs by model value, best first, in turn with random pairs. From a baseline the local agents answer first: a baseline's
/// global policy makes sense by itself, and answering its plain local policy first was seen to end in poorer equilibria.
/// </summary>
internal static class StartingPairs
{
    /// <summary>All baseline pairs with their value in the model, best first; ties in the order of the baselines.</summary>
    internal static IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> RankedBaselines(
        PolicyEvaluator evaluator, double accuracy, CancellationToken cancellation)
    {
        var game = evaluator.Model.Game;
        var pairs = new List<(string Global, string Local, JointPolicy Pair, double Value)>();
        foreach (var global in BaselinePolicies.Global(game, evaluator.Looks.Agents, cancellation))
        {
            evaluator.SetGlobal(global.Policy);
            foreach (var local in BaselinePolicies.Local(game))
            {
                evaluator.SetLocal(local.Policy);
                pairs.Add((global.Name, local.Name, new JointPolicy(global.Policy, local.Policy), evaluator.Evaluate(accuracy, cancellation)));
            }
        }

        return [.. pairs.OrderByDescending(pair => pair.Value)];
    }

    /// <summary>
    /// Chooses the starts: even numbers are baseline pairs, one of each kind of global policy (all constants are one kind), odd numbers random pairs.
    /// </summary>
    internal static IReadOnlyList<StartingPair> Choose(
        CooperativeGame game, CountLattice looks, IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> baselines, int count, ulong seed, CancellationToken cancellation)
    {
        var distinct = baselines.Where(pair => pair.Pair.Global is TabularGlobalPolicy)
            .DistinctBy(pair => Kind((TabularGlobalPolicy)pair.Pair.Global, pair.Global), StringComparer.Ordinal)
            .Select(pair => new StartingPair($"{pair.Global} + {pair.Local}", pair.Pair, Player.Local))
            .ToList();
        var starts = new List<StartingPair>();
        for (var restart = 0; restart < count; restart++)
        {
            starts.Add(restart % 2 == 0 && restart / 2 < distinct.Count ? distinct[restart / 2] : Random(game, looks, restart, seed, cancellation));
        }

        return starts;
    }

    /// <summary>
    /// The pairs to show: the best of each kind of global baseline (all constants are one kind), then the best of each local baseline not shown yet.
    /// </summary>
    internal static IEnumerable<(string Global, string Local, JointPolicy Pair, double Value)> Shown(
        IReadOnlyList<(string Global, string Local, JointPolicy Pair, double Value)> ranked)
    {
        var shown = ranked.DistinctBy(pair => pair.Pair.Global is TabularGlobalPolicy table ? Kind(table, pair.Global) : pair.Global, StringComparer.Ordinal).ToList();
        var locals = shown.Select(pair => pair.Local).ToHashSet(StringComparer.Ordinal);
        return shown.Concat(ranked.DistinctBy(pair => pair.Local, StringComparer.Ordinal).Where(pair => !locals.Contains(pair.Local)));
    }

    private static string Kind(TabularGlobalPolicy policy, string name)
    {
        var first = policy.Action(0, 0);
        var constant = true;
        for (var globalState = 0; globalState < policy.GlobalStates; globalState++)
        {
            constant &= !policy.Actions(globalState).ContainsAnyExcept((ushort)first);
        }

        return constant ? "constant" : name;
    }

    // The global agent answers the sample's mode with an action drawn per (s_g, mode), the local agents act by a table drawn likewise:
    // tables drawn cell by cell would all behave like the uniform policy.
    private static StartingPair Random(CooperativeGame game, CountLattice looks, int restart, ulong seed, CancellationToken cancellation)
    {
        var stream = new RandomStream(seed).Split("restart", restart);
        var answers = new int[game.GlobalStates * game.LocalStates];
        for (var cell = 0; cell < answers.Length; cell++)
        {
            answers[cell] = (int)stream.NextBelow(game.GlobalActions);
        }

        var actions = new int[game.GlobalStates * looks.Size];
        var counts = new int[looks.States];
        for (var rank = 0; rank < looks.Size; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            looks.Unrank(rank, counts);
            var seen = counts[LookLattice.FirstState(looks, game.LocalStates)..];
            var mode = Array.IndexOf(seen, seen.Max());
            for (var globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                actions[(globalState * looks.Size) + rank] = answers[(globalState * game.LocalStates) + mode];
            }
        }

        var global = new TabularGlobalPolicy(game.GlobalStates, game.GlobalActions, looks, actions);
        var local = LocalPolicy.Deterministic(game, (_, _) => (int)stream.NextBelow(game.LocalActions));
        return new StartingPair($"random {restart}", new JointPolicy(global, local), Player.Global);
    }
}
