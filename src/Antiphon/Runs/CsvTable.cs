using System.Text;

namespace Antiphon.Runs;

/// <summary>
/// A comma-separated table in memory (RFC 4180 quoting, line feeds, numbers in their shortest exact form), written in one piece.
/// </summary>
internal sealed class CsvTable
{
    private readonly StringBuilder text = new();

    /// <summary>Starts a table.</summary>
    /// <param name="columns">The names in its first line.</param>
    public CsvTable(params ReadOnlySpan<string> columns)
    {
        Columns = columns.Length;
        Append(columns);
    }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Adds a line.</summary>
    /// <param name="cells">One value per column; null is an empty cell.</param>
    /// <returns>This table.</returns>
    /// <exception cref="ArgumentException">The number of cells is not the number of columns.</exception>
    public CsvTable Add(params ReadOnlySpan<object?> cells)
    {
        if (cells.Length != Columns)
        {
            throw new ArgumentException($"{cells.Length} cells; expected {Columns}", nameof(cells));
        }

        Append(Written(cells));
        return this;
    }

    /// <summary>Adds lines that begin alike.</summary>
    /// <param name="lead">The values that all begin with.</param>
    /// <param name="rests">The other values of each line.</param>
    public void AddEach(ReadOnlySpan<object?> lead, IEnumerable<object?[]> rests)
    {
        string begin = string.Concat(Written(lead).Select(cell => $"{Quote(cell)},"));
        foreach (object?[] rest in rests)
        {
            text.Append(begin);
            Append(Written(rest));
        }
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();

    private static string[] Written(ReadOnlySpan<object?> cells)
    {
        string[] written = new string[cells.Length];
        for (int column = 0; column < cells.Length; column++)
        {
            written[column] = Convert.ToString(cells[column], System.Globalization.CultureInfo.InvariantCulture) ?? "";
        }

        return written;
    }

    private void Append(ReadOnlySpan<string> cells)
    {
        for (int column = 0; column < cells.Length; column++)
        {
            text.Append(column == 0 ? "" : ",").Append(Quote(cells[column]));
        }

        text.Append('\n');
    }

    private static string Quote(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
