using System.Text.Json;
using Antiphon.Paper;
using Antiphon.Simulation;

namespace Antiphon.Cli.Output;

/// <summary>A reproduction for people: a line per k, a column per configuration.</summary>
internal static class ReproductionReport
{
    /// <summary>Prints the document.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="document">What was measured.</param>
    /// <param name="folder">The folder it went to, as shown to the user.</param>
    public static void Write(Report report, ReproductionDocument document, string folder)
    {
        ReproductionConfiguration[] columns = [.. document.Rows.Select(row => row.Configuration).Distinct()];
        ILookup<(int K, ReproductionConfiguration Configuration), ReproductionRow> cells = document.Rows.ToLookup(row =>
            (row.K, row.Configuration)
        );
        report.Paragraph("Mean discounted return and standard deviation of the seed means, as the authors report them:");
        report.Line();
        report.Table(
            [">k", .. columns.Select(configuration => $">{Word(configuration)}")],
            document
                .Rows.Select(row => row.K)
                .Distinct()
                .Select(k =>
                    (IReadOnlyList<string>)[Figures.Count(k), .. columns.Select(configuration => Cell([.. cells[(k, configuration)]]))]
                )
        );
        report.Line();
        report.Table(
            ["configuration", "game", ">steps", "agents move by", ">mode accuracy", ">train"],
            columns.Select(configuration => Setting([.. document.Rows.Where(row => row.Configuration == configuration)]))
        );
        report.Line();
        report.Paragraph(
            "Columns are comparable only if the game, the steps and the move order are the same. Mode accuracy: how often the "
                + "dispatcher chooses the fullest zone, from the smallest k to the largest. Train: training time, from the smallest k "
                + "to the largest."
        );
        report.Line();
        foreach (ReproductionFailure failure in document.Failures)
        {
            report.Paragraph($"Failed: k = {Figures.Count(failure.K)}: {Figures.Printable(failure.Reason)}");
            report.Line();
        }

        report.Line($"Document, tables, heat maps and report.html: {folder}");
    }

    /// <summary>"released-old-sg".</summary>
    public static string Word(ReproductionConfiguration configuration) =>
        JsonNamingPolicy.KebabCaseLower.ConvertName(configuration.ToString());

    private static string Cell(IReadOnlyList<ReproductionRow> rows) =>
        rows.Count == 0
            ? ""
            : $"{Figures.Value(rows.Average(row => row.Reward.Mean))} ± {Figures.Value(rows.Average(row => row.Reward.Std))}";

    private static IReadOnlyList<string> Setting(IReadOnlyList<ReproductionRow> rows) =>
        [
            Word(rows[0].Configuration),
            rows[0].Game,
            Figures.Count(rows[0].Horizon),
            rows[0].MoveOrder == LocalMoveOrder.Together ? "the old s_g" : "the new s_g",
            Ends(rows[0].ModeAccuracy, rows[^1].ModeAccuracy, accuracy => $"{100 * accuracy:0.0} %"),
            Ends(rows[0].TrainSeconds, rows[^1].TrainSeconds, Figures.Duration),
        ];

    private static string Ends(double first, double last, Func<double, string> shown) =>
        shown(first) == shown(last) ? shown(first) : $"{shown(first)} to {shown(last)}";
}
