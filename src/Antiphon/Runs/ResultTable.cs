namespace Antiphon.Runs;

/// <summary>A table of results with typed columns: written as comma-separated values, and by others in formats that know types.</summary>
internal sealed class ResultTable
{
    private readonly List<object?[]> rows = [];

    /// <summary>Starts a table.</summary>
    /// <param name="columns">Its columns.</param>
    public ResultTable(params IReadOnlyList<ResultColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = columns;
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<ResultColumn> Columns { get; }

    /// <summary>The rows; a cell is null or of the type of its column.</summary>
    public IReadOnlyList<object?[]> Rows => rows;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One value per column; null is an empty cell.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one is not of the type of its column.</exception>
    public void Add(params ReadOnlySpan<object?> cells)
    {
        if (cells.Length != Columns.Count)
        {
            throw new ArgumentException($"{cells.Length} cells; expected {Columns.Count}", nameof(cells));
        }

        object?[] row = new object?[cells.Length];
        for (int column = 0; column < cells.Length; column++)
        {
            row[column] = Columns[column].Typed(cells[column]);
        }

        rows.Add(row);
    }

    /// <summary>The table as comma-separated values.</summary>
    public override string ToString()
    {
        var table = new CsvTable([.. Columns.Select(column => column.Name)]);
        foreach (object?[] row in rows)
        {
            table.Add(row);
        }

        return table.ToString();
    }
}
