using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>
/// One episode as a table: a row per step with the names of global state, mode and global action, the reward, and the fraction of agents
/// in every local state.
/// </summary>
internal static class EpisodeTraceFile
{
    /// <summary>Writes the table.</summary>
    /// <param name="path">The file; replaced whole if it exists.</param>
    /// <param name="game">The game, for its names.</param>
    /// <param name="trace">The episode.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Save(string path, CooperativeGame game, EpisodeTrace trace)
    {
        var table = new CsvTable([
            "step",
            "globalState",
            "mode",
            "globalAction",
            "reward",
            .. game.LocalStateNames.Select(name => $"fraction {name}"),
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

        AtomicFile.WriteText(path, table.ToString());
    }
}
