using Antiphon.Cli.Output;
using Antiphon.Games;

namespace Antiphon.Cli.Reporting;

/// <summary>What the dispatcher does: its actions against the global state and the mode of what it sees, as met in deployment.</summary>
internal static class GlobalPolicyFigure
{
    /// <summary>Draws how often each action was chosen.</summary>
    /// <param name="game">The game, for its names.</param>
    /// <param name="observations">The observations that were met.</param>
    public static Figure Of(CooperativeGame game, MetObservations observations)
    {
        IReadOnlyList<string> actions = DistinctNames.Of(game.GlobalActionNames);
        var grid = new PolicyGrid(
            new GridSide("mode of the sample", DistinctNames.Of(game.LocalStateNames)),
            new GridSide("global state", DistinctNames.Of(game.GlobalStateNames)),
            actions,
            (mode, globalState) => observations.Law(globalState, mode)
        );
        string summary =
            "The dispatcher's actions, by the local state with most of the observed agents (rows) and the global state (columns). Each "
            + "cell is divided among the actions by the share of observations that lead to them, weighted by the observations in "
            + $"{observations.Source}. Empty cells did not occur.{Pointing(game, observations)}{grid.ColorNote}";
        return new Figure(
            "global-policy",
            "What the dispatcher does",
            summary,
            grid.Specification("What the dispatcher does", summary),
            Table(game, observations, actions)
        );
    }

    private static string Pointing(CooperativeGame game, MetObservations observations)
    {
        if (game.Geometry?.Target is not { } target)
        {
            return "";
        }

        double share = observations.Share((_, mode, action) => target[action] == mode);
        return $" In {100 * share:0.0}% of the observations it points to the sample's mode.";
    }

    private static DataTable Table(CooperativeGame game, MetObservations observations, IReadOnlyList<string> actions) =>
        new(
            [
                new("mode", "Mode of the sample"),
                new("global", "Global state"),
                DataColumn.Number("met", "Share of observations"),
                .. actions.Select((name, action) => DataColumn.Number($"action{action}", name)),
            ],
            [
                .. from mode in Enumerable.Range(0, game.LocalStates)
                from globalState in Enumerable.Range(0, game.GlobalStates)
                let law = observations.Law(globalState, mode)
                where law is not null
                select (IReadOnlyList<Cell>)
                    [
                        game.LocalStateNames[mode],
                        game.GlobalStateNames[globalState],
                        Cell.Share(observations.Share((state, seen, _) => state == globalState && seen == mode)),
                        .. law.Select(share => Cell.Of(share, share.ToString("0.###"))),
                    ],
            ]
        );
}
