using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>One episode: where the agents are at each step, which state holds most of them, and where the dispatcher points.</summary>
internal static class EpisodeHeatMapFigure
{
    private const int TallestRow = 36;
    private const int LowestRow = 6;
    private const int UsualHeight = 600;
    private const int Frame = 100;
    private const string Mode = "mode";
    private const string Choice = "choice";

    /// <summary>Draws an episode.</summary>
    /// <param name="game">The game, for its names and for what actions point to.</param>
    /// <param name="trace">The episode; at least one step.</param>
    /// <param name="name">Name of the figure.</param>
    /// <param name="title">Its heading.</param>
    public static Figure Of(CooperativeGame game, EpisodeTrace trace, string name = "episode", string title = "One episode")
    {
        IReadOnlyList<int>? target = game.Geometry?.Target;
        string summary = $"{Figures.Count(trace.Steps.Count, "step")} of one episode with {Figures.Count(trace.Agents, "agent")}. Colour: the share of all agents in each state; the ring marks the state with most agents"
            + (target is null ? "." : $", the dot the state that the dispatcher points to. It points to the state with most agents in {100 * PointedAtMode(trace, target):0}% of these steps.")
            + $" Discounted return {Figures.Value(trace.Return)}.";
        IReadOnlyList<string> states = DistinctNames.Of(game.LocalStateNames);
        return new Figure(name, title, summary, Specification(states, trace, target, title, summary), Table(game, states, trace));
    }

    private static double PointedAtMode(EpisodeTrace trace, IReadOnlyList<int> target) => (double)trace.Steps.Count(step => target[step.Action] == step.Mode) / trace.Steps.Count;

    private static DataTable Table(CooperativeGame game, IReadOnlyList<string> states, EpisodeTrace trace) => new(
        [
            DataColumn.Number("step", "Step"), new("global", "Global state"), new("mode", "State with most agents"), new("choice", "Dispatcher's action"), DataColumn.Number("reward", "Reward"),
            .. states.Select((state, index) => DataColumn.Number($"share{index}", $"Share in {state}")),
        ],
        [
            .. trace.Steps.Select(step => (IReadOnlyList<Cell>)[
                (long)step.Time, game.GlobalStateNames[step.GlobalState], states[step.Mode], game.GlobalActionNames[step.Action], step.Reward,
                .. step.Fractions.Select(Cell.Share)]),
        ]);

    private static FigureSpecification Specification(IReadOnlyList<string> states, EpisodeTrace trace, IReadOnlyList<int>? target, string title, string summary)
    {
        Channel state = Channel.Name("state", "") with { Scale = new Scale { Domain = ScaleDomain.Of(states), PaddingInner = 0.04 }, Axis = new Axis { Ticks = false, Domain = false, LabelOverlap = true } };
        return new FigureSpecification
        {
            Title = new FigureTitle(title, $"ring: where most agents are{(target is null ? "" : "; dot: where the dispatcher points")}"),
            Description = summary,
            Data = Shares(states, trace),
            Height = (Math.Clamp(UsualHeight / states.Count, LowestRow, TallestRow) * states.Count) + Frame,
            Autosize = new FitRule("fit"),
            Layer =
            [
                new Layer
                {
                    Mark = new Mark { Type = "rect" },
                    Encoding = new Encoding
                    {
                        X = Channel.Number("step", "step") with { Scale = new Scale { Domain = ScaleDomain.Of(0, trace.Steps.Count), Nice = false }, Axis = new Axis { Grid = false, TickMinStep = 1 } },
                        X2 = Channel.End("end"),
                        Y = state,
                        Color = Channel.Number("share", "share of agents") with { Scale = new Scale { Domain = ScaleDomain.Of(0, 1) }, Legend = new Legend { Format = ".0%", GradientLength = 160 } },
                        Tooltip = [new("step", Channel.Quantitative, "step"), new("state", Channel.Nominal, "state"), new("share", Channel.Quantitative, "share", ".1%")],
                    },
                },
                Marks(states, trace, Mode, step => step.Mode, state, new Mark { Type = "point", Shape = "circle", Filled = false, Size = 46, StrokeWidth = 1.4, Opacity = 1, Stroke = new(FigureTheme.Ink), Fill = new(FigureTheme.Paper) }),
                .. target is null
                    ? Array.Empty<Layer>()
                    : [Marks(states, trace, Choice, step => target[step.Action], state, new Mark { Type = "point", Shape = "circle", Filled = true, Size = 16, Opacity = 1, Color = new(FigureTheme.Second) })],
            ],
        };
    }

    private static Layer Marks(IReadOnlyList<string> states, EpisodeTrace trace, string what, Func<EpisodeStep, int> place, Channel state, Mark mark) => new()
    {
        Mark = mark,
        Data = new DataTable(
            [DataColumn.Number("middle", "step"), new("state", what)],
            [.. trace.Steps.Select(step => (IReadOnlyList<Cell>)[step.Time + 0.5, states[place(step)]])]),
        Encoding = new Encoding { X = Channel.Number("middle"), Y = state },
    };

    private static DataTable Shares(IReadOnlyList<string> states, EpisodeTrace trace) => new(
        [DataColumn.Number("step", "step"), DataColumn.Number("end", "end"), new("state", "state"), DataColumn.Number("share", "share")],
        [
            .. from step in trace.Steps
               from state in Enumerable.Range(0, states.Count)
               select (IReadOnlyList<Cell>)[(long)step.Time, step.Time + 1L, states[state], step.Fractions[state]],
        ]);
}
