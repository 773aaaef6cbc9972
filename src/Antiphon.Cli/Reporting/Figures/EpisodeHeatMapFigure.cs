using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>One episode of a deployed pair.</summary>
internal static class EpisodeHeatMapFigure
{
    /// <summary>Draws an episode.</summary>
    /// <param name="game">The game, for its names and for what actions point to.</param>
    /// <param name="trace">The episode; at least one step.</param>
    public static Figure Of(CooperativeGame game, EpisodeTrace trace)
    {
        IReadOnlyList<int>? target = game.Geometry?.Target;
        IReadOnlyList<string> states = DistinctNames.Of(game.LocalStateNames);
        var picture = new EpisodePicture(
            states,
            [.. trace.Steps.Select(step => (IReadOnlyList<double>)[.. step.Fractions])],
            [.. trace.Steps.Select(step => step.Mode)],
            target is null ? null : [.. trace.Steps.Select(step => target[step.Action])]
        );
        string summary =
            $"{Figures.Count(trace.Steps.Count, "step")} of one episode with {Figures.Count(trace.Agents, "agent")}. {picture.Key}"
            + (
                target is null
                    ? ""
                    : $" It points to the state with most agents in {100 * PointedAtMode(trace, target):0}% of these steps."
            )
            + $" Discounted return {Figures.Value(trace.Return)}.";
        return picture.Draw("episode", "One episode", summary, Table(game, states, trace));
    }

    private static double PointedAtMode(EpisodeTrace trace, IReadOnlyList<int> target) =>
        (double)trace.Steps.Count(step => target[step.Action] == step.Mode) / trace.Steps.Count;

    private static DataTable Table(CooperativeGame game, IReadOnlyList<string> states, EpisodeTrace trace) =>
        new(
            [
                DataColumn.Number("step", "Step"),
                new("global", "Global state"),
                new("mode", "State with most agents"),
                new("choice", "Dispatcher's action"),
                DataColumn.Number("reward", "Reward"),
                .. states.Select((state, index) => DataColumn.Number($"share{index}", $"Share in {state}")),
            ],
            [
                .. trace.Steps.Select(step =>
                    (IReadOnlyList<Cell>)
                        [
                            (long)step.Time,
                            game.GlobalStateNames[step.GlobalState],
                            states[step.Mode],
                            game.GlobalActionNames[step.Action],
                            step.Reward,
                            .. step.Fractions.Select(Cell.Share),
                        ]
                ),
            ]
        );
}
