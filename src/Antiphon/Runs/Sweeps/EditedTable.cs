namespace Antiphon.Runs;

/// <summary>Keeps a table that someone edited from being lost, and from being taken for a result.</summary>
internal static class EditedTable
{
    /// <summary>Whether a table has a content.</summary>
    /// <param name="path">The table; it need not exist.</param>
    /// <param name="text">The content.</param>
    public static bool Is(string path, string text) => Disk.Current.IsFile(path) && Disk.Current.Holds(path, text);

    /// <summary>Moves a table aside when it has a line that this sweep cannot have written, at any time.</summary>
    /// <param name="path">The table; it need not exist.</param>
    /// <param name="text">What it is to be now.</param>
    /// <param name="ever">Every line the sweep has written or can have written into it.</param>
    /// <returns>What the user should know, or null.</returns>
    public static string? SetAside(string path, string text, Func<IEnumerable<string>> ever)
    {
        if (!Disk.Current.IsFile(path))
        {
            return null;
        }

        // Mostly it only lacks lines.
        string found = Disk.Current.ReadText(path);
        if (IsPart(found, text))
        {
            return null;
        }

        HashSet<string> known = [.. ever(), ""];
        int foreign = Array.FindIndex(found.Split('\n'), line => !known.Contains(line));
        if (foreign < 0)
        {
            return null;
        }

        string kept = FreeName(path);
        Disk.Current.Move(path, kept);
        return $"{path}: line {foreign + 1} differs from the journal; the edited table was saved as {Path.GetFileName(kept)}, and the "
            + "table was written again from the journal";
    }

    // Whether all lines of a text are in another one, in its order.
    private static bool IsPart(string part, string whole)
    {
        MemoryExtensions.SpanSplitEnumerator<char> lines = whole.AsSpan().Split('\n');
        foreach (Range range in part.AsSpan().Split('\n'))
        {
            ReadOnlySpan<char> line = part.AsSpan(range);
            bool isFound = false;
            while (!isFound && lines.MoveNext())
            {
                isFound = whole.AsSpan(lines.Current).SequenceEqual(line);
            }

            if (!isFound)
            {
                return false;
            }
        }

        return true;
    }

    private static string FreeName(string path)
    {
        string stem = Path.Combine(Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}-edited");
        string extension = Path.GetExtension(path);
        string name = stem + extension;
        for (int attempt = 2; Disk.Current.IsFile(name); attempt++)
        {
            name = $"{stem}-{attempt}{extension}";
        }

        return name;
    }
}
