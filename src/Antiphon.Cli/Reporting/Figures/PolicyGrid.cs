using Antiphon.Cli.Output;

namespace Antiphon.Cli.Reporting;

/// <summary>
/// Action probabilities over a grid of situations: each cell is filled from left to right by the actions' colours in proportion.
/// </summary>
/// <param name="Rows">What the rows stand for, and their names.</param>
/// <param name="Columns">What the columns stand for, and their names.</param>
/// <param name="Actions">Names of the actions.</param>
/// <param name="Law">Probabilities of the actions by (row, column); null where there are none.</param>
internal sealed record PolicyGrid(
    GridSide Rows,
    GridSide Columns,
    IReadOnlyList<string> Actions,
    Func<int, int, IReadOnlyList<double>?> Law
)
{
    private const double Margin = 0.03;
    private const int TallestRow = 34;
    private const int LowestRow = 8;
    private const int UsualHeight = 680;
    private const int MostLabels = 12;
    private const int Frame = 110;
    private const int Words = 30;
    private const int LongestUpright = 140;
    private const int LegendRow = 17;

    private static readonly DataColumn[] DrawnColumns =
    [
        new("row", ""),
        new("column", ""),
        new("action", ""),
        DataColumn.Number("probability", ""),
        DataColumn.Number("start", ""),
        DataColumn.Number("end", ""),
    ];

    /// <summary>What to know where there are more actions than colours; nothing otherwise.</summary>
    public string ColorNote =>
        Actions.Count <= FigureTheme.Light.Config.Range.Category.Count
            ? ""
            : $" Colours repeat after {FigureTheme.Light.Config.Range.Category.Count} actions; see the table to distinguish them.";

    private int RowHeight => Math.Clamp(UsualHeight / Rows.Names.Count, LowestRow, TallestRow);

    /// <summary>Draws the grid.</summary>
    public FigureSpecification Specification(string title, string summary) =>
        new()
        {
            Title = new FigureTitle(title),
            Description = summary,
            Data = new DataTable(DrawnColumns, [.. Drawn()]),
            Height = (RowHeight * Rows.Names.Count) + Frame + (LegendRow * (Legend.Rows(Actions, Left) - 1)) + Upright,
            Autosize = new FitRule("fit"),
            Layer =
            [
                new Layer
                {
                    Mark = new Mark { Type = "rect" },
                    Encoding = new Encoding
                    {
                        X = Channel.Number("start", Columns.Title) with
                        {
                            Scale = new Scale { Domain = ScaleDomain.Of(0, Columns.Names.Count), Nice = false },
                            Axis = ColumnAxis(),
                        },
                        X2 = Channel.End("end"),
                        Y = Channel.Name("row", Rows.Title) with
                        {
                            Scale = new Scale { Domain = ScaleDomain.Of(Rows.Names), PaddingInner = 0.14 },
                            Axis = Axis.OfNames(Rows.Names) with { LabelOverlap = true },
                        },
                        Color = Channel.Name("action", "action") with
                        {
                            Scale = new Scale { Domain = ScaleDomain.Of(Actions) },
                            Legend = Legend.Of(Actions, Left),
                        },
                        Tooltip =
                        [
                            new("row", Channel.Nominal, Rows.Title),
                            new("column", Channel.Nominal, Columns.Title),
                            new("action", Channel.Nominal, "action"),
                            new("probability", Channel.Quantitative, "probability", ".3f"),
                        ],
                    },
                },
            ],
        };

    private int Left => Axis.Width(Rows.Names);

    // What the columns need for one word per line.
    private int WordsPixels =>
        Columns.Names.Count * Axis.LetterPixels * Columns.Names.SelectMany(name => name.Split(' ')).Max(word => word.Length);

    // The height that upright names need where a telephone has to show them so.
    private int Upright =>
        WordsPixels > Axis.Telephone - Left
            ? Math.Min(LongestUpright, Axis.LetterPixels * Columns.Names.Max(name => name.Length)) - Words
            : 0;

    private Axis ColumnAxis()
    {
        string narrow = $"{FigureTheme.Room} < {Left + WordsPixels}";
        string number = "floor(datum.value)";
        return new Axis
        {
            Grid = false,
            Ticks = false,
            Domain = false,
            Values = [.. Enumerable.Range(0, Columns.Names.Count).Select(column => column + 0.5)],
            LabelOverlap = Columns.Names.Count > MostLabels,
            LabelAngle = new($"{narrow} ? -90 : 0"),
            LabelAlign = new($"{narrow} ? 'right' : 'center'"),
            LabelBaseline = new($"{narrow} ? 'middle' : 'top'"),
            LabelLimit = LongestUpright,
            LabelExpr =
                $"{narrow} ? {LabelLines.Numbered(Columns.Names, int.MaxValue, number)} : "
                + LabelLines.Numbered(Columns.Names, longest: 1, number),
        };
    }

    private IEnumerable<IReadOnlyList<Cell>> Drawn()
    {
        for (int row = 0; row < Rows.Names.Count; row++)
        {
            for (int column = 0; column < Columns.Names.Count; column++)
            {
                double place = column + Margin;
                IReadOnlyList<double> law = Law(row, column) ?? [];
                for (int action = 0; action < law.Count; action++)
                {
                    double next = place + (law[action] * (1 - (2 * Margin)));
                    if (law[action] > 0)
                    {
                        yield return [Rows.Names[row], Columns.Names[column], Actions[action], law[action], place, next];
                    }

                    place = next;
                }
            }
        }
    }
}

/// <summary>One side of a grid.</summary>
/// <param name="Title">What it stands for.</param>
/// <param name="Names">What its places are called; all different.</param>
internal sealed record GridSide(string Title, IReadOnlyList<string> Names);
