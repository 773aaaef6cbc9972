using Antiphon.Cli.Output;

namespace Antiphon.Cli.Reporting;

/// <summary>What pairs earn when deployed, with their intervals, one below the other.</summary>
internal static class ReturnsFigure
{
    private const int Frame = 60;

    /// <summary>Draws the returns.</summary>
    /// <param name="trained">The trained pair.</param>
    /// <param name="baselines">What it is compared with, best first.</param>
    public static Figure Of(MeasuredReturn trained, IReadOnlyList<MeasuredReturn> baselines)
    {
        MeasuredReturn[] all = [trained, .. baselines];
        IReadOnlyList<string> labels = DistinctNames.Of([.. all.Select(pair => pair.Label)]);
        var table = new DataTable(
            [
                new("label", "Pair"),
                DataColumn.Number("mean", "Deployed"),
                DataColumn.Number("low", "95% interval from"),
                DataColumn.Number("high", "to"),
                new("kind", "Kind"),
            ],
            [
                .. all.Select(
                    (pair, index) =>
                        (IReadOnlyList<Cell>)[labels[index], pair.Mean, pair.Low, pair.High, index == 0 ? "trained" : "baseline"]
                ),
            ]
        );
        string summary =
            $"Discounted return when deployed, with 95% intervals: the trained pair earns {Figures.Value(trained.Mean)}"
            + (baselines.Count == 0 ? "." : $", the best baseline, {baselines[0].Label}, {Figures.Value(baselines[0].Mean)}.");
        return new Figure("deployed-returns", "Against the baselines", summary, Specification(table, labels, summary), table);
    }

    private static FigureSpecification Specification(DataTable table, IReadOnlyList<string> labels, string summary)
    {
        Channel label = Channel.Name("label", "") with
        {
            Scale = new Scale { Domain = ScaleDomain.Of(labels) },
            Axis = Axis.OfNames(labels) with { Grid = true },
        };
        Channel mean = Channel.Number("mean", "discounted return") with
        {
            Scale = new Scale { Zero = false, Padding = 10 },
        };
        Channel color = new()
        {
            Condition = new Condition("datum.kind === 'trained'", new(FigureTheme.Second)),
            Value = new(FigureTheme.First),
        };
        return new FigureSpecification
        {
            Title = new FigureTitle("Deployed returns", "95% intervals"),
            Description = summary,
            Data = table,
            Height = (Axis.RowHeight(labels) * labels.Count) + Frame,
            Autosize = new FitRule("fit"),
            Encoding = new Encoding
            {
                Y = label,
                Color = color,
                Tooltip =
                [
                    new("label", Channel.Nominal, "pair"),
                    new("mean", Channel.Quantitative, "mean", ".2f"),
                    new("low", Channel.Quantitative, "from", ".2f"),
                    new("high", Channel.Quantitative, "to", ".2f"),
                ],
            },
            Layer =
            [
                .. IntervalMarks.Across(mean),
                new Layer
                {
                    Mark = new Mark
                    {
                        Type = "point",
                        Filled = true,
                        Size = 60,
                        Opacity = 1,
                    },
                    Encoding = new Encoding { X = mean },
                },
            ],
        };
    }
}

/// <summary>A mean with its interval.</summary>
/// <param name="Label">What earned it.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Low">Lower end of the interval.</param>
/// <param name="High">Upper end.</param>
internal sealed record MeasuredReturn(string Label, double Mean, double Low, double High);
