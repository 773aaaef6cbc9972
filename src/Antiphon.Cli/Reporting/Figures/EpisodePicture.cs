using Antiphon.Cli.Output;

namespace Antiphon.Cli.Reporting;

/// <summary>
/// An episode as a heat map: where the agents are at each step, which state holds most of them, and where the dispatcher points.
/// </summary>
/// <param name="States">Names of the local states; all different.</param>
/// <param name="Fractions">Share of the agents in each state, [step][state]; at least one step.</param>
/// <param name="Mode">The state with most agents at each step.</param>
/// <param name="Pointed">The state that the dispatcher points to at each step; null when its actions point to none.</param>
internal sealed record EpisodePicture(
    IReadOnlyList<string> States,
    IReadOnlyList<IReadOnlyList<double>> Fractions,
    IReadOnlyList<int> Mode,
    IReadOnlyList<int>? Pointed
)
{
    private const int TallestRow = 36;
    private const int LowestRow = 6;
    private const int UsualHeight = 600;
    private const int Frame = 100;

    private static readonly Mark Ring = new()
    {
        Type = "point",
        Shape = "circle",
        Filled = false,
        Size = 46,
        StrokeWidth = 1.4,
        Opacity = 1,
        Stroke = new(FigureTheme.Ink),
        Fill = new(FigureTheme.Paper),
    };

    private static readonly Mark Dot = new()
    {
        Type = "point",
        Shape = "circle",
        Filled = true,
        Size = 16,
        Opacity = 1,
        Color = new(FigureTheme.Second),
    };

    /// <summary>How to read it.</summary>
    public string Key =>
        "Colour: share of all agents in each state. Ring: state with most "
        + $"agents.{(Pointed is null ? "" : " Dot: state that the dispatcher points to.")}";

    private Channel State =>
        Channel.Name("state", "") with
        {
            Scale = new Scale { Domain = ScaleDomain.Of(States), PaddingInner = 0.04 },
            Axis = Axis.OfNames(States) with { LabelOverlap = true },
        };

    /// <summary>Its numbers, where nothing more is known of the steps.</summary>
    public DataTable Table() =>
        new(
            [
                DataColumn.Number("step", "Step"),
                new("mode", "State with most agents"),
                .. Pointed is null ? Array.Empty<DataColumn>() : [new DataColumn("choice", "Dispatcher points to")],
                .. States.Select((state, index) => DataColumn.Number($"share{index}", $"Share in {state}")),
            ],
            [
                .. Fractions.Select(
                    (shares, step) =>
                        (IReadOnlyList<Cell>)
                            [
                                (long)step,
                                States[Mode[step]],
                                .. Pointed is null ? Array.Empty<Cell>() : [States[Pointed[step]]],
                                .. shares.Select(Cell.Share),
                            ]
                ),
            ]
        );

    /// <summary>Draws it.</summary>
    public Figure Draw(string name, string title, string summary, DataTable table) =>
        new(name, title, summary, Specification(title, summary), table);

    private FigureSpecification Specification(string title, string summary) =>
        new()
        {
            Title = new FigureTitle(title, $"ring: most agents{(Pointed is null ? "" : "; dot: where the dispatcher points")}"),
            Description = summary,
            Data = Shares(),
            Height = (Math.Clamp(UsualHeight / States.Count, LowestRow, TallestRow) * States.Count) + Frame,
            Autosize = new FitRule("fit"),
            Layer =
            [
                new Layer
                {
                    Mark = new Mark { Type = "rect" },
                    Encoding = new Encoding
                    {
                        X = Channel.Number("step", "step") with
                        {
                            Scale = new Scale { Domain = ScaleDomain.Of(0, Fractions.Count), Nice = false },
                            Axis = new Axis { Grid = false, TickMinStep = 1 },
                        },
                        X2 = Channel.End("end"),
                        Y = State,
                        Color = Channel.Number("share", "share of agents") with
                        {
                            Scale = new Scale { Domain = ScaleDomain.Of(0, 1) },
                            Legend = new Legend { Format = ".0%", GradientLength = 160 },
                        },
                        Tooltip =
                        [
                            new("step", Channel.Quantitative, "step"),
                            new("state", Channel.Nominal, "state"),
                            new("share", Channel.Quantitative, "share", ".1%"),
                        ],
                    },
                },
                Marks(Mode, Ring),
                .. Pointed is null ? Array.Empty<Layer>() : [Marks(Pointed, Dot)],
            ],
        };

    private Layer Marks(IReadOnlyList<int> places, Mark mark) =>
        new()
        {
            Mark = mark,
            Data = new DataTable(
                [DataColumn.Number("middle", "step"), new("state", "state")],
                [.. places.Select((place, step) => (IReadOnlyList<Cell>)[step + 0.5, States[place]])]
            ),
            Encoding = new Encoding { X = Channel.Number("middle"), Y = State },
        };

    private DataTable Shares() =>
        new(
            [
                DataColumn.Number("step", "step"),
                DataColumn.Number("end", "end"),
                new("state", "state"),
                DataColumn.Number("share", "share"),
            ],
            [
                .. from step in Enumerable.Range(0, Fractions.Count)
                from state in Enumerable.Range(0, States.Count)
                select (IReadOnlyList<Cell>)[(long)step, step + 1L, States[state], Fractions[step][state]],
            ]
        );
}
