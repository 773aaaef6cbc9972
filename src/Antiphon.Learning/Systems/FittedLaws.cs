using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>The laws and rewards of a fitted game. Few draws are drawn to the pooled law.</summary>
internal sealed class FittedLaws
{
    // What the mean over all breakpoints counts as.
    private const double OneDraw = 1;

    private readonly CooperativeGame game;

    private FittedLaws(CooperativeGame game, IReadOnlyList<FittedEntry> entries, double[][] local, double[][][] global, double[][] rewards)
    {
        (this.game, Entries, Local, Global, Rewards) = (game, entries, local, global, rewards);
    }

    /// <summary>What each entry is based on.</summary>
    internal IReadOnlyList<FittedEntry> Entries { get; }

    /// <summary>P_l, [s_l, s_g, a_l][s_l'].</summary>
    internal double[][] Local { get; }

    /// <summary>P_g, [s_g, a_g][breakpoint][place among the successors].</summary>
    internal double[][][] Global { get; }

    /// <summary>r_g, [s_g, a_g][breakpoint].</summary>
    internal double[][] Rewards { get; }

    /// <summary>Fits all.</summary>
    /// <param name="game">The declared game.</param>
    /// <param name="tables">The log's counts.</param>
    /// <param name="weights">How many draws pooled laws count as.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    internal static FittedLaws Of(CooperativeGame game, SystemTables tables, PriorWeights weights, CancellationToken cancellation)
    {
        var entries = new List<FittedEntry>();
        double[][] local = FitLocal(game, tables, weights.Local, entries);
        int rows = game.GlobalStates * game.GlobalActions;
        (double[][][] global, double[][] rewards) = (new double[rows][][], new double[rows][]);
        for (int state = 0; state < game.GlobalStates; state++)
        {
            double[][]? pooled = Pooled(tables.PooledMoves[state], cancellation);
            CoupledMeanFit all = tables.PooledRewards[state];
            double[] mean = all.Fit(all.Repeated(all.Mean), OneDraw).At;
            for (int action = 0; action < game.GlobalActions; action++)
            {
                int row = (state * game.GlobalActions) + action;
                (CoupledLawFit moves, CoupledMeanFit own) = (tables.Moves[row], tables.Rewards[row]);
                global[row] = moves.Fit(pooled ?? moves.Repeated(moves.Frequencies()), weights.Global, cancellation);
                (rewards[row], double variance) = own.Fit(mean, weights.Reward);
                string place = $"({game.GlobalStateNames[state]}, {game.GlobalActionNames[action]})";
                double[] errors = [.. moves.Information.Variances(weights.Global).Zip(global[row], LawError)];
                entries.AddRange(AtBreakpoints(game, $"P_g{place}", moves.Information, errors));
                errors = [.. own.Information.Variances(weights.Reward).Select(own => Math.Sqrt(variance * own))];
                entries.AddRange(AtBreakpoints(game, $"r_g{place}", own.Information, errors));
            }
        }

        return new FittedLaws(game, entries, local, global, rewards);
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
                    entries.Add(
                        new FittedEntry(place, counts.Sum(), counts.Sum() > 0 ? LawError(1 / (counts.Sum() + weight), law) : double.NaN)
                    );
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

    // The laws over all actions at each breakpoint, where their successors correspond.
    private static double[][]? Pooled(CoupledLawFit? pooled, CancellationToken cancellation) =>
        pooled?.Fit(pooled.Repeated(pooled.Frequencies()), OneDraw, cancellation);

    private static IEnumerable<FittedEntry> AtBreakpoints(
        CooperativeGame game,
        string place,
        HatInformation information,
        double[] errors
    ) =>
        errors.Select(
            (error, point) =>
                new FittedEntry(
                    errors.Length == 1 ? place : $"{place} at {game.Aggregates[0].Name} {game.Aggregates[0].Breakpoints[point]:G3}",
                    information.Visits[point],
                    error
                )
        );

    /// <summary>The game of these laws.</summary>
    /// <param name="tables">The log's counts, for the initial law.</param>
    internal CooperativeGame Build(SystemTables tables)
    {
        bool isCoupled = game.Aggregates.Count > 0;
        return CooperativeGame.Create(
            game.ToDefinition() with
            {
                GlobalTransition = [],
                GlobalRows = ByGlobal(row => Row(Global[row], tables.Successors[row], isCoupled)),
                LocalTransition = [],
                LocalRows = Table(game.LocalStates, state =>
                    Table(game.GlobalStates, own =>
                        Table(game.LocalActions, action => Row([Local[tables.Row(state, own, action)]], null, false))
                    )
                ),
                GlobalReward = ByGlobal(row => Rewards[row][0]),
                GlobalRewardForms = isCoupled ? ByGlobal(RewardForm? (row) => new CoupledReward(0, [.. Rewards[row]])) : null,
                Initial = new InitialLaw(
                    [.. Normalized([.. tables.GlobalStarts.Select(count => (double)count)])],
                    new IndependentLocalLaw([.. Normalized([.. tables.LocalStarts.Select(count => (double)count)])])
                ),
            }
        );
    }

    private T[][] ByGlobal<T>(Func<int, T> entry) =>
        Table(game.GlobalStates, state => Table(game.GlobalActions, action => entry((state * game.GlobalActions) + action)));

    private static TransitionRow Row(double[][] laws, int[]? successors, bool isCoupled)
    {
        TransitionRow[] rows =
        [
            .. laws.Select(law => TransitionRow.Of(law.Index().Select(entry => (successors?[entry.Index] ?? entry.Index, entry.Item)))),
        ];
        return isCoupled ? TransitionRow.By(0, rows) : rows[0];
    }

    // Of the largest probability, for a variance of one draw of variance 1.
    private static double LawError(double variance, double[] law)
    {
        double largest = law.Max();
        return Math.Sqrt(largest * (1 - largest) * variance);
    }

    private static double[] Plus(double[] left, double[] right) => [.. left.Zip(right, (x, y) => x + y)];

    private static double[] Normalized(double[] weights)
    {
        double sum = weights.Sum();
        return [.. weights.Select(weight => sum > 0 ? weight / sum : 1.0 / weights.Length)];
    }

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
