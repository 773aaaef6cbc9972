using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>One transition law as a log shows it.</summary>
/// <param name="Side">"global" for P_g(. | s_g, a_g), "local" for M_{s_g}(x, .), one agent's move under the logged local policy.</param>
/// <param name="GlobalState">s_g.</param>
/// <param name="Given">a_g, or x.</param>
/// <param name="Visits">How often it was drawn from.</param>
/// <param name="Probabilities">
/// Maximum-likelihood estimate: the frequencies. A row never visited stays where it is, which is no estimate.
/// </param>
/// <param name="Radius">
/// The true law is within this distance in L1, for all rows at once with probability 1 - delta; 2, which says nothing, where no set is
/// claimed.
/// </param>
internal sealed record LogModelRow(
    string Side,
    int GlobalState,
    int Given,
    long Visits,
    IReadOnlyList<double> Probabilities,
    double Radius
);

/// <summary>The game that a log shows, for the logged local policy: one local action, which is to follow it.</summary>
internal sealed class LogModel
{
    private LogModel(CooperativeGame game, IReadOnlyList<LogModelRow> rows, AdditiveRewards rewards) =>
        (Game, Rows, Rewards) = (game, rows, rewards);

    public CooperativeGame Game { get; }

    public IReadOnlyList<LogModelRow> Rows { get; }

    public AdditiveRewards Rewards { get; }

    /// <summary>Estimates laws and rewards.</summary>
    /// <param name="game">The declared game, for its sizes and its start.</param>
    /// <param name="audit">The log.</param>
    /// <param name="delta">The probability with which the confidence sets may fail, all together.</param>
    /// <param name="fromCounts">The local laws where the log does not tell who went where.</param>
    public static LogModel Estimate(CooperativeGame game, LogAudit audit, double delta, IReadOnlyList<LogModelRow>? fromCounts)
    {
        LogTables tables = audit.Tables;
        var rewards = AdditiveRewards.Fit(tables, game);
        double share = delta / (game.GlobalStates * (game.GlobalActions + game.LocalStates));
        LogModelRow[] global = Estimates("global", tables.GlobalMoves, game.GlobalStates, game.GlobalActions, game.GlobalStates, share);
        for (int row = 0; row < global.Length; row++)
        {
            (int state, int action) = (row / game.GlobalActions, row % game.GlobalActions);
            LogModelRow played = global[(state * game.GlobalActions) + game.Allowed.Global(state).Played(action)];
            global[row] = played with { Given = action };
        }

        LogModelRow[] local =
        [
            .. fromCounts ?? Estimates("local", tables.LocalMoves!, game.GlobalStates, game.LocalStates, game.LocalStates, share),
        ];
        return new LogModel(Fold(game, audit, global, local, rewards), [.. global, .. local], rewards);
    }

    /// <summary>
    /// Radius in L1 around the frequencies of n draws from a law on d points (Weissman et al. 2003): ||p^ - p||_1 exceeds sqrt(2 ln((2^d -
    /// 2)/delta)/n) with probability at most delta. How often a row is visited depends on what was drawn from it, so that the bound has to
    /// hold for every n at once: delta n^-1 (n+1)^-1 for each, which sum to delta.
    /// </summary>
    internal static double Radius(long visits, int points, double delta)
    {
        if (points == 1)
        {
            return 0;
        }

        // ln(2^d - 2) <= d ln 2, and beyond some 50 points they are the same number.
        double corners = points < 50 ? Math.Log(Math.Pow(2, points) - 2) : points * Math.Log(2);
        return visits == 0 ? 2 : Math.Min(2, Math.Sqrt(2 * (corners + Math.Log(visits * (visits + 1.0) / delta)) / visits));
    }

    private static LogModelRow[] Estimates(string side, long[] moves, int globalStates, int given, int points, double delta)
    {
        var rows = new LogModelRow[globalStates * given];
        for (int row = 0; row < rows.Length; row++)
        {
            long[] counts = [.. moves.AsSpan(row * points, points)];
            long visits = counts.Sum();
            int stays = side == "local" ? row % given : row / given;
            double[] law =
            [
                .. counts.Select(
                    (count, to) =>
                        visits > 0 ? (double)count / visits
                        : to == stays ? 1
                        : 0
                ),
            ];
            rows[row] = new LogModelRow(side, row / given, row % given, visits, law, Radius(visits, points, delta));
        }

        return rows;
    }

    private static CooperativeGame Fold(
        CooperativeGame game,
        LogAudit audit,
        LogModelRow[] global,
        LogModelRow[] local,
        AdditiveRewards rewards
    )
    {
        (int states, int actions, int locals) = (game.GlobalStates, game.GlobalActions, game.LocalStates);
        return CooperativeGame.Create(
            game.ToDefinition() with
            {
                Name = game.Name,
                Types = null,
                LocalStateNames = [.. game.LocalStateNames],
                Initial = game.Initial,
                LocalActionNames = ["as logged"],
                GlobalTransition = Table(states, state =>
                    Table(actions, action => global[(state * actions) + action].Probabilities.ToArray())
                ),
                LocalTransition = Table(locals, x =>
                    Table(states, state => Table(1, _ => local[(state * locals) + x].Probabilities.ToArray()))
                ),
                GlobalReward = Table(states, state => Table(actions, action => GlobalReward(state, action))),
                LocalReward = Table(locals, x => Table(states, state => Table(1, _ => rewards.Local[(state * locals) + x]))),
                // Means are all that a log tells.
                GlobalRewardForms = null,
                LocalRewardForms = null,
                AllowedLocalActions = null,
            }
        );

        // An action never seen in s_g is made worse than anything that was, so that no plan takes it where another was seen.
        double GlobalReward(int state, int action)
        {
            int row = (state * actions) + action;
            if (global[row].Visits > 0)
            {
                return rewards.Global[row];
            }

            int[] seen = Enumerable.Range(state * actions, actions).Where(other => global[other].Visits > 0).ToArray();
            double worst = seen.Length > 0 ? seen.Min(other => rewards.Global[other]) : audit.SmallestReward;
            return seen.Length > 0 ? worst - (2 * (audit.LargestReward - audit.SmallestReward + 1) / (1 - game.Discount)) : worst;
        }
    }

    private static T[] Table<T>(int size, Func<int, T> entry) => [.. Enumerable.Range(0, size).Select(entry)];
}
