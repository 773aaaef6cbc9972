namespace Antiphon.Games;

/// <summary>Nested tables in which neighbouring parts may be one and the same object, as "same" in a file makes them.</summary>
internal static class SharedParts
{
    /// <summary>Maps every part; neighbours that are one object stay one, and missing tables stay missing.</summary>
    public static TOut[]? Map<TIn, TOut>(TIn[]? parts, Func<TIn, TOut> map)
        where TIn : class?
    {
        if (parts is null)
        {
            return null;
        }

        var mapped = new TOut[parts.Length];
        for (int i = 0; i < mapped.Length; i++)
        {
            mapped[i] = i > 0 && ReferenceEquals(parts[i], parts[i - 1]) ? mapped[i - 1] : map(parts[i]);
        }

        return mapped;
    }

    /// <summary>Whether there are at least two parts and all are one object.</summary>
    public static bool AreOne(Array parts)
    {
        if (parts.Length < 2 || parts.GetValue(0) is not { } first)
        {
            return false;
        }

        for (int i = 1; i < parts.Length; i++)
        {
            if (!ReferenceEquals(first, parts.GetValue(i)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rows of a table of probabilities; missing parts stay missing.</summary>
    public static TransitionRow[][][]? Rows(double[][][][]? table) => Map(table, Rows)!;

    /// <summary>The rows of a table of probabilities; missing parts stay missing.</summary>
    public static TransitionRow[][]? Rows(double[][][]? table) =>
        Map(table, part => Map(part, row => row is null ? null! : new TransitionRow(row))!);
}
