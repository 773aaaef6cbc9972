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

    /// <summary>
    /// Maps every part with its companion, null where there is none; neighbours that are one object stay one where their companions are.
    /// </summary>
    public static T[]? Map<T, TOther>(T[]? parts, TOther?[]? others, Func<T, TOther?, T?> map)
        where T : class?
        where TOther : class?
    {
        var mapped = new T[parts?.Length ?? 0];
        for (int i = 0; i < mapped.Length; i++)
        {
            bool repeated = i > 0 && ReferenceEquals(parts![i], parts[i - 1]) && ReferenceEquals(At(others, i), At(others, i - 1));
            mapped[i] = repeated ? mapped[i - 1] : map(parts![i], At(others, i))!;
        }

        return parts is null ? null : mapped;
    }

    /// <summary>A part; null where there is none.</summary>
    public static T? At<T>(T?[]? parts, int place)
        where T : class? => place < parts?.Length ? parts[place] : null;

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
