using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Runs;

/// <summary>
/// One episode as a table: a row per step with the names of global state, mode and global action, the reward, and the fraction of agents
/// in every local state.
/// </summary>
internal static class EpisodeTraceTable
{
    /// <summary>Tabulates an episode.</summary>
    /// <param name="game">The game, for its names.</param>
    /// <param name="trace">The episode.</param>
    public static ResultTable Of(CooperativeGame game, EpisodeTrace trace)
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
