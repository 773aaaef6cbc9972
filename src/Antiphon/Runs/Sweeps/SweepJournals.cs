namespace Antiphon.Runs;

/// <summary>A cell in a journal.</summary>
/// <param name="Path">The journal.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Cell">The cell.</param>
internal readonly record struct JournalEntry(string Path, int Line, SweepCell Cell);

/// <summary>All journals of a sweep, of which one process writes each: read once, and then what others have added.</summary>
/// <param name="paths">The sweep.</param>
/// <param name="fingerprint">What its lines carry.</param>
/// <param name="own">The journal that this process writes; null: none.</param>
internal sealed class SweepJournals(SweepPaths paths, string fingerprint, string? own)
{
    private readonly Dictionary<string, Tail> tails = new(StringComparer.Ordinal);

    /// <summary>The entries that were not there at the last call: journal by journal, line by line.</summary>
    /// <exception cref="InvalidInputException">A line was edited or is of another sweep.</exception>
    public IReadOnlyList<JournalEntry> ReadNew()
    {
        List<JournalEntry> added = [];
        foreach (string path in paths.Journals())
        {
            Tail tail = TailOf(path);

            // What this process wrote it knows; what an earlier one left torn is cut off by the next line.
            if (path != own || !tail.IsRead)
            {
                added.AddRange(tail.ReadNew(isLive: path != own && own is not null));
            }
        }

        return added;
    }

    /// <summary>Adds a cell to the journal of this process; it is on the disk when this returns.</summary>
    /// <param name="cell">The cell.</param>
    /// <exception cref="InvalidInputException">The journal cannot be written; what was in it is intact.</exception>
    public JournalEntry Append(SweepCell cell) => TailOf(own!).Append(cell);

    private Tail TailOf(string path)
    {
        if (!tails.TryGetValue(path, out Tail? tail))
        {
            tails[path] = tail = new Tail(new SweepJournal(path, fingerprint));
        }

        return tail;
    }

    private sealed class Tail(SweepJournal journal)
    {
        private long length;
        private int lines;

        public bool IsRead { get; private set; }

        public IEnumerable<JournalEntry> ReadNew(bool isLive)
        {
            (IReadOnlyList<SweepCell> cells, length) = journal.Read(length, lines, isLive);
            IsRead = true;
            int before = lines;
            lines += cells.Count;
            return cells.Select((cell, index) => new JournalEntry(journal.Path, before + index + 1, cell));
        }

        public JournalEntry Append(SweepCell cell)
        {
            length = journal.Append(cell, length);
            return new JournalEntry(journal.Path, ++lines, cell);
        }
    }
}
