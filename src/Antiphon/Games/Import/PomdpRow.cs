namespace Antiphon.Games;

/// <summary>
/// A row of probabilities that stands in any number of places: what a line set, and what later lines changed in it.
/// </summary>
/// <param name="columns">The columns with a probability other than 0, ascending. Shared with other rows, hence never changed.</param>
/// <param name="values">The probability of each. Shared, too.</param>
/// <param name="line">The line that set it.</param>
internal sealed class PomdpRow(int[] columns, double[] values, int line)
{
    private Dictionary<int, double>? changes;

    /// <summary>The line that set or changed it last.</summary>
    public int Line { get; set; } = line;

    /// <summary>In how many places it stands.</summary>
    public int Places { get; set; }

    /// <summary>How many of its probabilities are not 0.</summary>
    public int Count { get; private set; } = columns.Length;

    /// <summary>How many of them later lines changed.</summary>
    public int Changes => changes?.Count ?? 0;

    /// <summary>The row of the game that it became; null before it is read.</summary>
    public TransitionRow? Read { get; set; }

    /// <summary>A row with one probability for each column.</summary>
    public static PomdpRow Of(ReadOnlySpan<double> row, int line)
    {
        var columns = new List<int>();
        var values = new List<double>();
        for (int column = 0; column < row.Length; column++)
        {
            if (row[column] != 0)
            {
                columns.Add(column);
                values.Add(row[column]);
            }
        }

        return new PomdpRow([.. columns], [.. values], line);
    }

    /// <summary>The same row, in no place yet.</summary>
    public PomdpRow Copy() =>
        new(columns, values, Line) { changes = changes is null ? null : new Dictionary<int, double>(changes), Count = Count };

    /// <summary>Sets one probability.</summary>
    public void Set(int column, double probability, int line)
    {
        int place = Array.BinarySearch(columns, column);
        double before =
            changes is not null && changes.TryGetValue(column, out double changed) ? changed
            : place < 0 ? 0
            : values[place];
        Count += (probability == 0 ? 0 : 1) - (before == 0 ? 0 : 1);
        Line = line;
        changes ??= [];
        if (probability == 0 && place < 0)
        {
            changes.Remove(column);
        }
        else
        {
            changes[column] = probability;
        }
    }

    /// <summary>The columns with a probability other than 0, ascending, and these probabilities.</summary>
    public (int[] Columns, double[] Values) Entries()
    {
        if (changes is null)
        {
            return (columns, values);
        }

        var kept = changes.Where(change => change.Value != 0).ToList();
        for (int place = 0; place < columns.Length; place++)
        {
            if (!changes.ContainsKey(columns[place]))
            {
                kept.Add(new KeyValuePair<int, double>(columns[place], values[place]));
            }
        }

        int[] found = [.. kept.Select(entry => entry.Key)];
        double[] probabilities = [.. kept.Select(entry => entry.Value)];
        Array.Sort(found, probabilities);
        return (found, probabilities);
    }
}
