using Antiphon.Cli.Output;

namespace Antiphon.Cli.Reporting;

/// <summary>What deviations gain: an interval for each who could deviate, one below the other.</summary>
internal static class GapsFigure
{
    private const int Frame = 60;

    /// <summary>Draws the gains.</summary>
    /// <param name="summary">What there is to see.</param>
    /// <param name="gains">Who deviates, and the least and the most that it gains.</param>
    /// <param name="table">All numbers.</param>
    public static Figure Of(string summary, IReadOnlyList<(string Who, double Low, double High)> gains, DataTable table)
    {
        var drawn = new DataTable(
            [new("who", "Who deviates"), DataColumn.Number("low", "at least"), DataColumn.Number("high", "at most")],
            [.. gains.Select(gain => (IReadOnlyList<Cell>)[gain.Who, gain.Low, gain.High])]
        );
        return new Figure("deviation-gains", "What a deviation gains", summary, Specification(drawn, summary), table)
        {
            ShowsNumbers = true,
        };
    }

    private static FigureSpecification Specification(DataTable drawn, string summary)
    {
        string[] names = [.. drawn.Rows.Select(row => row[0].Shown)];
        return new FigureSpecification
        {
            Title = new FigureTitle("What a deviation gains"),
            Description = summary,
            Data = drawn,
            Height = (Axis.RowHeight(names) * names.Length) + Frame,
            Autosize = new FitRule("fit"),
            Encoding = new Encoding
            {
                Y = Channel.Name("who", "") with
                {
                    Scale = new Scale { Domain = ScaleDomain.Of(names) },
                    Axis = Axis.OfNames(names) with { Grid = true },
                },
                Color = new Channel { Value = new(FigureTheme.First) },
                Tooltip =
                [
                    new("who", Channel.Nominal, "who deviates"),
                    new("low", Channel.Quantitative, "at least", ".4f"),
                    new("high", Channel.Quantitative, "at most", ".4f"),
                ],
            },
            Layer = IntervalMarks.Across(Channel.Number("low", "gain of discounted return")),
        };
    }
}
