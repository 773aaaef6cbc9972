namespace Antiphon.Runs;

/// <summary>The cells of a sweep that are done, out of all its journals.</summary>
/// <param name="isPart">Whether a cell is part of the sweep.</param>
internal sealed class SweepCells(Func<SweepKey, bool> isPart)
{
    private readonly Dictionary<SweepKey, JournalEntry> done = [];
    private IReadOnlyList<SweepCell>? ordered;

    /// <summary>The cells by variant, by k and then by seed.</summary>
    public IReadOnlyList<SweepCell> InOrder => ordered ??= [.. done.Values.Select(entry => entry.Cell).OrderBy(cell => cell.Key().Place)];

    /// <summary>How many there are.</summary>
    public int Count => done.Count;

    /// <summary>The cell of a name, with the journal that holds it; null while it is not done.</summary>
    public JournalEntry? Find(SweepKey key) => done.TryGetValue(key, out JournalEntry entry) ? entry : null;

    /// <summary>Takes note of an entry. Of a failed cell that ran again the later result counts.</summary>
    /// <param name="entry">The entry.</param>
    /// <exception cref="InvalidInputException">It is not of this sweep, or repeats a cell.</exception>
    public void Add(JournalEntry entry)
    {
        SweepKey key = entry.Cell.Key();
        if (!isPart(key))
        {
            throw new InvalidInputException(
                $"{entry.Path}: line {entry.Line} is cell {key}, which is not part of this sweep; restore the file"
            );
        }

        if (done.TryGetValue(key, out JournalEntry known) && known.Path == entry.Path && known.Cell.Failure is null)
        {
            throw new InvalidInputException($"{entry.Path}: line {entry.Line} repeats cell {key}; delete one of the two lines");
        }

        if (known.Cell is null || IsAfter(entry, known))
        {
            done[key] = entry;
            ordered = null;
        }
    }

    private static bool IsAfter(JournalEntry entry, JournalEntry known) =>
        entry.Cell.Fence > known.Cell.Fence
        || (
            entry.Cell.Fence == known.Cell.Fence
            && known.Cell.Failure is not null
            && (entry.Path == known.Path || entry.Cell.Failure is null)
        );
}
