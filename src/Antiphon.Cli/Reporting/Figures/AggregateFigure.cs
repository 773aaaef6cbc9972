using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>The aggregates of the population over one episode, and what the dispatcher did about them.</summary>
internal static class AggregateFigure
{
    private static readonly DataColumn Step = DataColumn.Number("step", "Step");

    /// <summary>Draws an episode of a game that declares aggregates.</summary>
    /// <param name="game">The game.</param>
    /// <param name="trace">The episode; at least one step.</param>
    public static Figure Of(CooperativeGame game, EpisodeTrace trace)
    {
        string[] names = [.. game.Aggregates.Select(aggregate => aggregate.Name)];
        IReadOnlyList<string> actions = DistinctNames.Of(game.GlobalActionNames);
        string summary =
            "The aggregates of the population at each step of the same episode"
            + (names.Length == 1 ? $": {names[0]}. Colour and shape: the dispatcher's action in that step." : ", one line for each.");
        double[][] values =
        [
            .. trace.Steps.Select(step => game.Aggregates.Select(aggregate => aggregate.Of(step.Fractions.AsSpan())).ToArray()),
        ];
        var table = new DataTable(
            [
                Step,
                new("global", "Global state"),
                new("choice", "Dispatcher's action"),
                .. names.Select((name, index) => DataColumn.Number($"aggregate{index}", name)),
            ],
            [
                .. trace.Steps.Select(
                    (step, time) =>
                        (IReadOnlyList<Cell>)
                            [
                                (long)step.Time,
                                game.GlobalStateNames[step.GlobalState],
                                actions[step.Action],
                                .. values[time].Select(value => (Cell)value),
                            ]
                ),
            ]
        );
        var lines = new DataTable(
            [Step, new("name", "Aggregate"), DataColumn.Number("value", "Value"), new("choice", "Dispatcher's action")],
            [
                .. from step in trace.Steps
                from index in Enumerable.Range(0, names.Length)
                select (IReadOnlyList<Cell>)[(long)step.Time, names[index], values[step.Time][index], actions[step.Action]],
            ]
        );
        return new Figure("aggregates", "The population in that episode", summary, Specification(lines, names, actions, summary), table);
    }

    private static FigureSpecification Specification(DataTable lines, string[] names, IReadOnlyList<string> actions, string summary)
    {
        bool several = names.Length > 1;
        Channel action = Named("choice", "action", actions);
        return new FigureSpecification
        {
            Title = new FigureTitle("The population in one episode", several ? null : "colour and shape: the dispatcher's action"),
            Description = summary,
            Data = lines,
            Height = 280,
            Encoding = new Encoding
            {
                X = Channel.Number("step", "step") with
                {
                    Scale = new Scale { Nice = false },
                    Axis = new Axis { Grid = false, TickMinStep = 1 },
                },
                Y = Channel.Number("value", several ? "aggregate" : names[0]),
                Tooltip =
                [
                    new("step", Channel.Quantitative, "step"),
                    new("name", Channel.Nominal, "aggregate"),
                    new("value", Channel.Quantitative, "value", ".3f"),
                    new("choice", Channel.Nominal, "action"),
                ],
            },
            Layer =
            [
                new Layer
                {
                    Mark = new Mark
                    {
                        Type = "line",
                        StrokeWidth = 1.5,
                        Color = several ? null : new(FigureTheme.Muted),
                    },
                    Encoding = several ? new Encoding { Color = Named("name", "", names) } : null,
                },
                .. several
                    ? Array.Empty<Layer>()
                    :
                    [
                        new Layer
                        {
                            Mark = new Mark
                            {
                                Type = "point",
                                Filled = true,
                                Size = 36,
                                Opacity = 1,
                            },
                            Encoding = new Encoding { Color = action, Shape = action },
                        },
                    ],
            ],
        };
    }

    private static Channel Named(string field, string title, IReadOnlyList<string> names) =>
        Channel.Name(field, title) with
        {
            Scale = new Scale { Domain = ScaleDomain.Of(names) },
            Legend = Legend.Of(names, Axis.OfNumbers),
        };
}
