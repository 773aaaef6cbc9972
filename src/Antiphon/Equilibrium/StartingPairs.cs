using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using RankedPair = (string Global, string Local, Antiphon.Policies.JointPolicy Pair, double Value);

namespace Antiphon.Equilibrium;

/// <summary>A pair to start from.</summary>
/// <param name="Name">What it is, in words.</param>
/// <param name="Pair">The policies; the global one is a table.</param>
/// <param name="FirstTurn">Who proposes first.</param>
internal sealed record StartingPair(string Name, JointPolicy Pair, Player FirstTurn);

/// <summary>
/// The starts: baseline pairs by model value, best first, in turn with random pairs. From a baseline the local agents answer first: a
/// baseline's global policy makes sense by itself, and answering its plain local policy first was seen to end in poorer equilibria.
/// </summary>
internal static class StartingPairs
{
    // Values that differ by less than this share of their spread are equal: those of zones that are alike by symmetry differ by rounding.
    private const double TieShare = 1e-9;

    /// <summary>
    /// All baseline pairs and the best blind pair found, with their values, best first; ties in the order of the baselines. A pair whose
    /// dispatcher ignores what it observes has its exact value at the game's n, any other, and all where agents depend on the population,
    /// its value in the model.
    /// </summary>
    internal static IReadOnlyList<RankedPair> RankedBaselines(PairEvaluation evaluator, double accuracy, CancellationToken cancellation)
    {
        CooperativeGame game = evaluator.Model.Game;
        BlindPair blind = game.Couplings is null
            ? new BlindPairSearch(new BlindPairOptions()).Solve(game, cancellation)
            : BlindModelSearch.Solve(evaluator.Model, accuracy, evaluator.Workers, cancellation);
        var pairs = new List<RankedPair>();
        foreach (NamedGlobalPolicy global in BaselinePolicies.Global(game, evaluator.Observations.Agents, cancellation))
        {
            Func<LocalPolicy, double> value = Valuation(evaluator, global.Policy, accuracy, cancellation);
            foreach (NamedLocalPolicy local in BaselinePolicies.Local(game))
            {
                pairs.Add((global.Name, local.Name, new JointPolicy(global.Policy, local.Policy), value(local.Policy)));
            }
        }

        // A search in a coarse model may miss what a plain baseline earns.
        RankedPair found = (
            BlindPair.Name,
            "best response",
            new JointPolicy(blind.Global(game, evaluator.Observations), blind.Local),
            blind.Value
        );
        foreach (
            RankedPair pair in pairs.Where(pair => game.Couplings is not null && pair.Pair.Global is { IsBlind: true, Table: not null })
        )
        {
            found = pair.Value > found.Value ? pair with { Global = BlindPair.Name } : found;
        }

        return Ranked([found, .. pairs]);
    }

    private static Func<LocalPolicy, double> Valuation(
        PairEvaluation evaluator,
        GlobalPolicy global,
        double accuracy,
        CancellationToken cancellation
    )
    {
        if (
            evaluator.Model.Game.Couplings is null
            && BlindDispatcher.Law(global, evaluator.Model.Game.GlobalStates, evaluator.Observations) is { } law
        )
        {
            var blind = new BlindEvaluator(evaluator.Model.Game, new BlindPairOptions().RelativeAccuracy);
            blind.Kernel.SetGlobal(law);
            return local => blind.Evaluate(local, cancellation).Value;
        }

        evaluator.SetGlobal(global);
        return local =>
        {
            evaluator.SetLocal(local);
            return evaluator.Evaluate(accuracy, cancellation);
        };
    }

    // Runs of equal values keep the order that they were given in.
    private static IReadOnlyList<RankedPair> Ranked(List<RankedPair> pairs)
    {
        var order = Enumerable.Range(0, pairs.Count).OrderByDescending(index => pairs[index].Value).ToList();
        int first = 0;
        while (first < order.Count)
        {
            int end = first + 1;
            while (end < order.Count && Tie(pairs[order[end - 1]].Value, pairs[order[end]].Value))
            {
                end++;
            }

            order.Sort(first, end - first, null);
            first = end;
        }

        return [.. order.Select(index => pairs[index])];
    }

    /// <summary>Whether two values are equal but for rounding.</summary>
    // Relative to the two values: the spread of all may be that of a penalty which some of them pay.
    internal static bool Tie(double larger, double smaller) =>
        larger - smaller <= TieShare * Math.Max(Math.Abs(larger), Math.Abs(smaller));

    /// <summary>
    /// Chooses the starts: even numbers are baseline pairs, one of each kind of global policy (all constants are one kind), odd numbers
    /// random pairs.
    /// </summary>
    internal static IReadOnlyList<StartingPair> Choose(
        CooperativeGame game,
        CountLattice observations,
        IReadOnlyList<RankedPair> baselines,
        int count,
        ulong seed,
        CancellationToken cancellation
    )
    {
        var distinct = baselines
            .Where(pair => pair.Pair.Global.Table is not null)
            .DistinctBy(Kind, StringComparer.Ordinal)
            .Select(Start)
            .ToList();
        var starts = new List<StartingPair>();
        for (int restart = 0; restart < count; restart++)
        {
            starts.Add(
                restart % 2 == 0 && restart / 2 < distinct.Count
                    ? distinct[restart / 2]
                    : Random(game, observations, restart, seed, cancellation)
            );
        }

        return starts;
    }

    /// <summary>
    /// The pairs to show: the best of each kind of global baseline (all constants are one kind), and the best of each local baseline not
    /// among them; in the order of their values.
    /// </summary>
    internal static IEnumerable<RankedPair> Shown(IReadOnlyList<RankedPair> ranked)
    {
        var shown = ranked.DistinctBy(Kind, StringComparer.Ordinal).ToList();
        var locals = shown.Select(pair => pair.Local).ToHashSet(StringComparer.Ordinal);
        shown.AddRange(ranked.DistinctBy(pair => pair.Local, StringComparer.Ordinal).Where(pair => !locals.Contains(pair.Local)));
        return ranked.Where(pair => shown.Exists(other => ReferenceEquals(other.Pair, pair.Pair)));
    }

    /// <summary>The same without the best blind pair found.</summary>
    internal static IReadOnlyList<RankedPair> WithoutBlindPair(IReadOnlyList<RankedPair> ranked) =>
        [.. ranked.Where(pair => pair.Global != BlindPair.Name)];

    // The agents of the blind pair answer its dispatcher already.
    private static StartingPair Start(RankedPair pair) =>
        pair.Global == BlindPair.Name
            ? new StartingPair(BlindPair.Name, pair.Pair, Player.Global)
            : new StartingPair($"{pair.Global} + {pair.Local}", pair.Pair, Player.Local);

    private static string Kind(RankedPair pair) => pair.Pair.Global.Table is { } table ? Kind(table, pair.Global) : pair.Global;

    private static string Kind(TabularGlobalPolicy policy, string name)
    {
        // Where it is forbidden a constant plays another action.
        if (name.StartsWith("constant ", StringComparison.Ordinal))
        {
            return "constant";
        }

        ushort first = (ushort)policy.Action(0, 0);
        bool constant = name != BlindPair.Name && policy.IsBlind;
        for (int globalState = 1; constant && globalState < policy.GlobalStates; globalState++)
        {
            constant = policy.Action(globalState, 0) == first;
        }

        return constant ? "constant" : name;
    }

    // The global agent answers the sample's mode with an action drawn per (s_g, mode), the local agents act by a table drawn likewise:
    // tables drawn cell by cell would all behave like the uniform policy.
    private static StartingPair Random(
        CooperativeGame game,
        CountLattice observations,
        int restart,
        ulong seed,
        CancellationToken cancellation
    )
    {
        RandomStream stream = new RandomStream(seed).Split(Purposes.Restart, restart);
        int[] answers = new int[game.GlobalStates * game.LocalStates];
        for (int cell = 0; cell < answers.Length; cell++)
        {
            answers[cell] = game.Allowed.Global(cell / game.LocalStates).Draw(stream);
        }

        int[] actions = new int[game.GlobalStates * observations.Size];
        int[] counts = new int[observations.States];
        for (int rank = 0; rank < observations.Size; rank++)
        {
            cancellation.ThrowIfRequested(rank);
            observations.Unrank(rank, counts);
            int[] seen = counts[ObservationLattice.FirstState(observations, game.LocalStates)..];
            int mode = Array.IndexOf(seen, seen.Max());
            for (int globalState = 0; globalState < game.GlobalStates; globalState++)
            {
                actions[(globalState * observations.Size) + rank] = answers[(globalState * game.LocalStates) + mode];
            }
        }

        var global = new TabularGlobalPolicy(game.GlobalStates, game.GlobalActions, observations, actions);
        var local = LocalPolicy.Deterministic(game, (own, state) => game.Allowed.Local(own, state).Draw(stream));
        return new StartingPair($"random {restart}", new JointPolicy(global, local), Player.Global);
    }
}
