using System.Text.Encodings.Web;
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
            Height = (RowHeight * Rows.Names.Count) + Frame + (LegendRow * ((Actions.Count - 1) / Legend.ColumnsFor(Actions))),
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
                            Axis = new Axis
                            {
                                Ticks = false,
                                Domain = false,
                                LabelOverlap = true,
                            },
                        },
                        Color = Channel.Name("action", "action") with
                        {
                            Scale = new Scale { Domain = ScaleDomain.Of(Actions) },
                            Legend = new Legend { Columns = Legend.ColumnsFor(Actions) },
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

    private Axis ColumnAxis() =>
        new()
        {
            Grid = false,
            Ticks = false,
            Domain = false,
            Values = [.. Enumerable.Range(0, Columns.Names.Count).Select(column => column + 0.5)],
            LabelOverlap = Columns.Names.Count > MostLabels,
            // One word per line, so that five names fit a telephone.
            LabelExpr = $"split([{string.Join(",", Columns.Names.Select(Quoted))}][floor(datum.value)], ' ')",
        };

    private static string Quoted(string name) => $"\"{JavaScriptEncoder.Default.Encode(name)}\"";

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
