using Antiphon.Evaluation;

namespace Antiphon.Cli.Output;

/// <summary>The value of observation for people.</summary>
internal static class ObservationReport
{
    /// <summary>Prints the curve.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="document">The curve.</param>
    /// <param name="file">The JSON file it went to, as shown to the user.</param>
    /// <param name="table">The CSV file, as shown to the user.</param>
    public static void Write(Report report, ObservationDocument document, string file, string table)
    {
        bool exact = document.Method == NashCertificate.Exact;
        report.Paragraph(
            $"{Figures.Printable(document.Game)}: {Figures.Count(document.Agents, "local agent")}; "
                + $"{(exact ? "every figure is proved" : "ESTIMATE: nothing here is proved")}"
        );
        report.Line();
        report.Table(
            [">observes k", ">return", ">observes all", ">gap", ">below the best", ">one more agent", "run"],
            document.Rows.Select(
                (row, index) =>
                    (IReadOnlyList<string>)
                        [
                            Figures.Count(row.Subsample),
                            Shown(row.Value, exact),
                            Shown(row.Informed, exact),
                            Shown(row.Gap, exact),
                            $"<= {Rounded.Up(row.Shortfall)}",
                            row.Step is null ? "" : Figures.Value(Middle(row.Step) / (row.Subsample - document.Rows[index - 1].Subsample)),
                            System.IO.Path.GetFileName(row.Run),
                        ]
            )
        );
        report.Line();
        report.Paragraph(
            "Return: return of the pair. Observes all: return of the best dispatcher that observes all agents, with the same local "
                + "policy. Gap: their difference. Below the best: largest distance from the highest figure of that column, "
                + $"{Figures.Value(document.Ceiling[1])}. One more agent: mean gain in return per observed agent, since the row above."
        );
        report.Line();
        report.Line(Verdict(document, exact));
        report.Line();
        report.Line($"Curve: {file}");
        report.Line($"Table: {table}");
    }

    private static string Verdict(ObservationDocument document, bool exact)
    {
        if (document.Tolerance is not double tolerance)
        {
            return "Find the smallest k within a tolerance with --within X.";
        }

        string within = $"within {Figures.Value(tolerance)} of observing all agents";
        return document.SmallestSubsample is int smallest
            ? $"Smallest of these k {within}: {Figures.Count(smallest)}{(exact ? "" : " (estimated)")}"
            : $"None of these k is {(exact ? "proved" : "estimated")} to be {within}.";
    }

    private static string Shown(IReadOnlyList<double> ends, bool exact) =>
        exact ? Figures.Value(Middle(ends)) : $"{Rounded.Down(ends[0])} to {Rounded.Up(ends[1])}";

    private static double Middle(IReadOnlyList<double> ends) => ends[0] + ((ends[1] - ends[0]) / 2);
}
