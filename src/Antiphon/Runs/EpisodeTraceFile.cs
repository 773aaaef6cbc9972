using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>
/// One episode as a table: a row per step with the names of global state, mode and global action, the reward, and the fraction of agents
/// in every local state.
/// </summary>
internal static class EpisodeTraceFile
{
    /// <summary>Writes the table as comma-separated values.</summary>
    /// <param name="path">The file; replaced whole if it exists.</param>
    /// <param name="game">The game, for its names.</param>
    /// <param name="trace">The episode.</param>
    /// <returns>The table.</returns>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static ResultTable Save(string path, CooperativeGame game, EpisodeTrace trace)
    {
        ResultTable table = Of(game, trace);
        AtomicFile.WriteText(path, table.ToString());
        return table;
    }

    private static ResultTable Of(CooperativeGame game, EpisodeTrace trace)
    {
        var table = new ResultTable([
            ResultColumn.Whole("step"),
            ResultColumn.Text("globalState"),
            ResultColumn.Text("mode"),
            ResultColumn.Text("globalAction"),
            ResultColumn.Real("reward"),
            .. game.LocalStateNames.Select(name => ResultColumn.Real($"fraction {name}")),
        ]);
        foreach (EpisodeStep step in trace.Steps)
        {
            table.Add([
                step.Time,
                game.GlobalStateNames[step.GlobalState],
                game.LocalStateNames[step.Mode],
                game.GlobalActionNames[step.Action],
                step.Reward,
                .. step.Fractions.Select(fraction => (object)fraction),
            ]);
        }

        return table;
    }
}
