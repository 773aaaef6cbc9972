using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;

namespace Antiphon.Learning;

/// <summary>The tables of a policy learned from a log, for other programs and for people who want to see where it rests on data.</summary>
internal static class LearningTables
{
    /// <summary>
    /// Writes the cells in which some or all actions are unknown: global state, counts, how many actions are known, the action taken, and
    /// by which rule.
    /// </summary>
    /// <param name="path">The file; replaced whole if it exists.</param>
    /// <param name="game">The game.</param>
    /// <param name="policy">The learned policy.</param>
    /// <param name="coverage">What it rests on.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void SaveUnknown(string path, CooperativeGame game, TabularGlobalPolicy policy, PolicyCoverage coverage)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(coverage);
        var table = new CsvTable([
            "globalState",
            .. game.LocalStateNames.Select(name => $"count {name}"),
            "knownActions",
            "action",
            "rule",
        ]);
        int[] counts = new int[game.LocalStates];
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            for (int rank = 0; rank < coverage.Lattice.Size; rank++)
            {
                int known = coverage.KnownActions(globalState, rank);
                if (known < game.Allowed.Global(globalState).Count)
                {
                    coverage.Lattice.Unrank(rank, counts);
                    table.Add([
                        game.GlobalStateNames[globalState],
                        .. counts.Select(count => (object)count),
                        known,
                        game.GlobalActionNames[policy.Action(globalState, rank)],
                        known > 0 ? "best of the known" : coverage.Fallback,
                    ]);
                }
            }
        }

        AtomicFile.WriteText(path, table.ToString());
    }

    /// <summary>
    /// Writes the estimated laws: side, global state, action or local state, visits, radius of the confidence set in L1, and the
    /// probability of each next state.
    /// </summary>
    /// <param name="path">The file; replaced whole if it exists.</param>
    /// <param name="game">The game.</param>
    /// <param name="rows">The laws.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void SaveModel(string path, CooperativeGame game, IReadOnlyList<LogModelRow> rows)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(rows);
        var table = new CsvTable("side", "globalState", "given", "visits", "radius", "next", "probability");
        foreach (LogModelRow row in rows.Where(row => row.Side != "global" || game.Allowed.Global(row.GlobalState).Contains(row.Given)))
        {
            bool global = row.Side == "global";
            for (int next = 0; next < row.Probabilities.Count; next++)
            {
                table.Add(
                    row.Side,
                    game.GlobalStateNames[row.GlobalState],
                    global ? game.GlobalActionNames[row.Given] : game.LocalStateNames[row.Given],
                    row.Visits,
                    row.Radius,
                    global ? game.GlobalStateNames[next] : game.LocalStateNames[next],
                    row.Visits > 0 ? row.Probabilities[next] : null
                );
            }
        }

        AtomicFile.WriteText(path, table.ToString());
    }
}
