using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>The laws and rewards of a fitted game. Few draws are drawn to the pooled law.</summary>
internal sealed class FittedLaws
{
    // What the mean over all breakpoints counts as.
    private const double OneDraw = 1;

    private FittedLaws(CooperativeGame game, IReadOnlyList<FittedEntry> entries, double[][] local, double[][][] global, double[][] rewards)
    {
        (Game, Entries, Local, Global, Rewards) = (game, entries, local, global, rewards);
    }

    /// <summary>The game.</summary>
    internal CooperativeGame Game { get; }

    /// <summary>What each entry is based on.</summary>
    internal IReadOnlyList<FittedEntry> Entries { get; }

    /// <summary>P_l, [s_l, s_g, a_l][s_l'].</summary>
    internal double[][] Local { get; }

    /// <summary>P_g, [s_g, a_g][breakpoint][place among the successors].</summary>
    internal double[][][] Global { get; }

    /// <summary>r_g, [s_g, a_g][breakpoint].</summary>
    internal double[][] Rewards { get; }

    /// <summary>How many laws have no draw of their own, and are pooled ones.</summary>
    internal int Unseen => Entries.Count(entry => entry.Visits == 0);

    /// <summary>Fits all.</summary>
    /// <param name="game">The declared game.</param>
    /// <param name="tables">The log's counts.</param>
    /// <param name="weights">How many draws pooled laws count as.</param>
    internal static FittedLaws Of(CooperativeGame game, SystemTables tables, PriorWeights weights)
    {
        var entries = new List<FittedEntry>();
        double[][] local = FitLocal(game, tables, weights.Local, entries);
        int rows = game.GlobalStates * game.GlobalActions;
        (double[][][] global, double[][] rewards) = (new double[rows][][], new double[rows][]);
        for (int row = 0; row < rows; row++)
        {
            (int state, int action) = Math.DivRem(row, game.GlobalActions);
            string place = $"({game.GlobalStateNames[state]}, {game.GlobalActionNames[action]})";
            (global[row], double[] visits) = tables.Moves[row].Fit(PooledMove(tables, state, tables.Moves[row]), weights.Global);
            (rewards[row], double residual) = tables.Rewards[row].Fit(PooledReward(tables.PooledRewards[state]), weights.Reward);
            for (int point = 0; point < visits.Length; point++)
            {
                string at = visits.Length == 1 ? "" : $" at {game.Aggregates[0].Name} {game.Aggregates[0].Breakpoints[point]:G3}";
                entries.Add(
                    new FittedEntry($"P_g{place}{at}", visits[point], LawError(global[row][point], visits[point] + weights.Global))
                );
                entries.Add(new FittedEntry($"r_g{place}{at}", visits[point], Math.Sqrt(residual / (visits[point] + weights.Reward))));
            }
        }

        return new FittedLaws(Build(game, tables, local, global, rewards), entries, local, global, rewards);
    }

    private static double[][] FitLocal(CooperativeGame game, SystemTables tables, double weight, List<FittedEntry> entries)
    {
        double[][] laws = new double[game.LocalStates * game.GlobalStates * game.LocalActions][];
        for (int state = 0; state < game.LocalStates; state++)
        {
            for (int action = 0; action < game.LocalActions; action++)
            {
                double[] pooled = Normalized(
                    Enumerable.Range(0, game.GlobalStates).Select(own => Counts(game, tables, state, own, action)).Aggregate(Plus)
                );
                for (int globalState = 0; globalState < game.GlobalStates; globalState++)
                {
                    double[] counts = Counts(game, tables, state, globalState, action);
                    double[] law = Normalized(Plus(counts, [.. pooled.Select(p => weight * p)]));
                    laws[tables.Row(state, globalState, action)] = law;
                    string place =
                        $"P_l({game.LocalStateNames[state]}, {game.GlobalStateNames[globalState]}, {game.LocalActionNames[action]})";
                    entries.Add(new FittedEntry(place, counts.Sum(), LawError(law, counts.Sum() + weight)));
                }
            }
        }

        return laws;
    }

    private static double[] Counts(CooperativeGame game, SystemTables tables, int state, int globalState, int action)
    {
        int row = tables.Row(state, globalState, action) * game.LocalStates;
        return [.. Enumerable.Range(row, game.LocalStates).Select(entry => (double)tables.Local[entry])];
    }

    // The laws over all actions at each breakpoint, where their successors correspond; else the action's own over all breakpoints.
    private static double[][] PooledMove(SystemTables tables, int state, CoupledLawFit own)
    {
        CoupledLawFit pooled = tables.PooledMoves[state] ?? own;
        double[][] all = pooled.Repeated(pooled.Frequencies());
        return ReferenceEquals(pooled, own) ? all : pooled.Fit(all, OneDraw).Rows;
    }

    private static double[] PooledReward(CoupledMeanFit pooled) =>
        pooled.Fit(pooled.Repeated(pooled.Count == 0 ? 0 : pooled.Sum / pooled.Count), OneDraw).At;

    private static CooperativeGame Build(
        CooperativeGame game,
        SystemTables tables,
        double[][] local,
        double[][][] global,
        double[][] rewards
    )
    {
        bool isCoupled = game.Aggregates.Count > 0;
        GameDefinition declared = game.ToDefinition();
        return CooperativeGame.Create(
            declared with
            {
                GlobalTransition = [],
                GlobalRows = Global((row) => Row(global[row], tables.Successors[row], isCoupled)),
                LocalTransition = [],
                LocalRows = Table(game.LocalStates, state =>
                    Table(game.GlobalStates, own =>
                        Table(game.LocalActions, action => Row([local[tables.Row(state, own, action)]], null, false))
                    )
                ),
                GlobalReward = Global(row => rewards[row][0]),
                GlobalRewardForms = isCoupled ? Global(RewardForm? (row) => new CoupledReward(0, [.. rewards[row]])) : null,
                Initial = new InitialLaw(
                    [.. Normalized([.. tables.GlobalStarts.Select(count => (double)count)])],
                    new IndependentLocalLaw([.. Normalized([.. tables.LocalStarts.Select(count => (double)count)])])
                ),
            }
        );

        T[][] Global<T>(Func<int, T> entry) =>
            Table(game.GlobalStates, state => Table(game.GlobalActions, action => entry((state * game.GlobalActions) + action)));
    }

    private static TransitionRow Row(double[][] laws, int[]? successors, bool isCoupled)
    {
        TransitionRow[] rows =
        [
            .. laws.Select(law => TransitionRow.Of(law.Index().Select(entry => (successors?[entry.Index] ?? entry.Index, entry.Item)))),
        ];
        return isCoupled ? TransitionRow.By(0, rows) : rows[0];
    }

    private static double LawError(double[] law, double draws)
    {
        double largest = law.Max();
        return Math.Sqrt(largest * (1 - largest) / draws);
    }

    private static double[] Plus(double[] left, double[] right) => [.. left.Zip(right, (x, y) => x + y)];

    private static double[] Normalized(double[] weights)
    {
        double sum = weights.Sum();
        return [.. weights.Select(weight => sum > 0 ? weight / sum : 1.0 / weights.Length)];
    }

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
