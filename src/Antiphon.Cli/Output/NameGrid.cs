namespace Antiphon.Cli.Output;

/// <summary>A table of names against names: side by side where that fits the page, else one line for each pair. Long ones are
/// cut.</summary>
/// <param name="report">Where to.</param>
internal sealed class NameGrid(Report report)
{
    /// <summary>More rows than this are cut.</summary>
    internal const int MostRows = 40;

    /// <summary>Prints a grid, or the lines of a list where the grid does not fit the page.</summary>
    /// <param name="heading">Headings of the grid.</param>
    /// <param name="grid">Rows of the grid.</param>
    /// <param name="listHeading">Headings of the list.</param>
    /// <param name="list">Rows of the list.</param>
    public void Write(
        IReadOnlyList<string> heading,
        IReadOnlyList<IReadOnlyList<string>> grid,
        IReadOnlyList<string> listHeading,
        IEnumerable<IReadOnlyList<string>> list
    )
    {
        if (report.Fits(heading, grid.Take(MostRows)))
        {
            Write(heading, grid);
        }
        else
        {
            Write(listHeading, [.. list]);
        }
    }

    /// <summary>Prints the first rows of a table, and how many more there are.</summary>
    public void Write(IReadOnlyList<string> heading, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        report.Table(heading, rows.Take(MostRows));
        if (rows.Count > MostRows)
        {
            report.Paragraph($"and {Figures.Count(rows.Count - MostRows, "more row")}; --json has all.");
        }
    }
}
