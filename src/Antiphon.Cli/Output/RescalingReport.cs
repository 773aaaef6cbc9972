using Antiphon.Games;

namespace Antiphon.Cli.Output;

/// <summary>The words for rows that are off by rounding.</summary>
internal static class RescalingReport
{
    private const int Printed = 20;

    /// <summary>What to do about a file that was refused for such rows.</summary>
    public static string Remedy(IReadOnlyList<RoundedRow> rows) =>
        $"{Rows(rows.Count)} off by rounding: `antiphon validate FILE --normalise --write NEW` rescales rows that are off by at most "
        + "1e-4.";

    /// <summary>Lists the rows that were rescaled.</summary>
    public static void Write(Report report, string source, IReadOnlyList<RoundedRow> rows)
    {
        report.Paragraph($"{source} is valid with rows rescaled. {Rows(rows.Count)} off by rounding:");
        report.Line();
        report.Table(
            ["Row", ">sum - 1", ">below zero"],
            rows.Take(Printed)
                .Select(row => (IReadOnlyList<string>)[Figures.Printable(row.Place), Small(row.Sum - 1), Small(row.BelowZero)])
        );
        if (rows.Count > Printed)
        {
            report.Line($"and {Figures.Count(rows.Count - Printed)} more (--json lists all)");
        }
    }

    private static string Rows(int count) => $"{Figures.Count(count, "row")} {(count == 1 ? "is" : "are")}";

    private static string Small(double value) => value == 0 ? "0" : value.ToString("0.##e-0");
}
