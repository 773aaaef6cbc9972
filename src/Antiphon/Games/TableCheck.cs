namespace Antiphon.Games;

/// <summary>Walks through a nested array, reports every missing or ragged part and hands sound rows on to be judged.</summary>
internal sealed class TableCheck<TEntry>(ICollection<Violation> violations, TableCheck<TEntry>.RowRule rule)
{
    /// <summary>Judges one innermost row.</summary>
    public delegate void RowRule(string place, ReadOnlySpan<TEntry> row, ICollection<Violation> violations);

    /// <summary>Checks a table whose indices are <paramref name="axes"/>, outermost first.</summary>
    public void Table(string place, Array? table, params ReadOnlySpan<Axis> axes)
    {
        if (table is null)
        {
            violations.Add(new Violation(place, "is missing", Expected(axes), "add it"));
            return;
        }

        if (axes[0].Size is { } size && table.Length != size)
        {
            string remedy = table.Length < size ? "add what is missing" : "remove the excess, or add names";
            violations.Add(
                new Violation(place, $"has {table.Length} {(table.Length == 1 ? "entry" : "entries")}", Expected(axes), remedy)
            );
            return;
        }

        if (table is TEntry[] row)
        {
            rule(place, row, violations);
            return;
        }

        if (SharedParts.AreOne(table))
        {
            Table($"{place}.same", (Array?)table.GetValue(0), axes[1..]);
            return;
        }

        for (int i = 0; i < table.Length; i++)
        {
            Table($"{place}[{i}]", (Array?)table.GetValue(i), axes[1..]);
        }
    }

    private static string Expected(ReadOnlySpan<Axis> axes) =>
        axes[0].Size is { } size ? $"{size}, one per {axes[0].Of}" : $"one entry per {axes[0].Of}";
}
