namespace Antiphon.Cli.Output;

/// <summary>
/// Lays out a table that needs no wrapping: nearly every table of this program. A layout engine gives the same lines, but takes longer to
/// load than the rest of a short command to run.
/// </summary>
internal static class FittingTable
{
    /// <summary>Blanks after each column.</summary>
    public const int Gap = 2;

    /// <summary>
    /// The lines, heading first; null when a row is wider than the page or has characters that may take more or less than one column.
    /// </summary>
    /// <param name="heading">The first row.</param>
    /// <param name="toRight">Which columns are aligned to the right.</param>
    /// <param name="rows">The others.</param>
    /// <param name="width">Columns of the page.</param>
    /// <param name="mark">Marks a text of the heading.</param>
    public static IReadOnlyList<string>? Lines(
        IReadOnlyList<string> heading,
        IReadOnlyList<bool> toRight,
        IReadOnlyList<IReadOnlyList<string>> rows,
        int width,
        Func<string, string> mark
    )
    {
        IReadOnlyList<IReadOnlyList<string>> all = [heading, .. rows];
        int[] widths = new int[heading.Count];
        foreach (IReadOnlyList<string> row in all)
        {
            for (int column = 0; column < widths.Length; column++)
            {
                widths[column] = Math.Max(widths[column], row[column].Length);
                if (row[column].AsSpan().ContainsAnyExceptInRange(' ', '~'))
                {
                    return null;
                }
            }
        }

        return widths.Sum() + (Gap * widths.Length) > width ? null : [.. all.Select((row, place) => Line(row, place == 0))];

        string Line(IReadOnlyList<string> row, bool marked) =>
            string.Concat(
                    row.Select(
                        (cell, column) =>
                        {
                            string blanks = new(' ', widths[column] - cell.Length);
                            string text = marked ? mark(cell) : cell;
                            return (toRight[column] ? blanks + text : text + blanks) + new string(' ', Gap);
                        }
                    )
                )
                .TrimEnd();
    }
}
