using Antiphon.Games;

namespace Antiphon.Runs;

/// <summary>A sweep folder, for reading.</summary>
public sealed class StoredSweep
{
    private StoredSweep(SweepPaths paths, SweepRecord record)
    {
        Paths = paths;
        Record = record;
    }

    /// <summary>Where its files are.</summary>
    public SweepPaths Paths { get; }

    /// <summary>Its options.</summary>
    public SweepRecord Record { get; }

    /// <summary>Opens a sweep folder and reads its record.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The sweep.</returns>
    /// <exception cref="InvalidInputException">There is no such folder, it is not a sweep, or sweep.json is damaged or of another
    /// format.</exception>
    public static StoredSweep Open(string folder)
    {
        var paths = new SweepPaths(Path.GetFullPath(folder));
        if (!Directory.Exists(paths.Folder))
        {
            throw new InvalidInputException($"there is no sweep folder {folder}; expected the folder of a sweep");
        }

        return File.Exists(paths.Record)
            ? new StoredSweep(paths, RunFile.Read<SweepRecord>(paths.Record, SweepRecord.CurrentFormat))
            : throw new InvalidInputException($"{folder} is not a sweep folder: it has no sweep.json");
    }

    /// <summary>Loads the game and checks that it is the one the sweep was begun with.</summary>
    /// <returns>The game, with the sweep's number of agents.</returns>
    /// <exception cref="InvalidInputException">game.json is missing, invalid, or another game.</exception>
    public CooperativeGame LoadGame() => Record.Options.Training.Deployed(RunFile.LoadGame(Paths.Game, Record.GameHash, "sweep.json"));

    /// <summary>Reads the cells that are done.</summary>
    /// <returns>The cells, by k and then by seed.</returns>
    /// <exception cref="InvalidInputException">The journal was edited, or names cells that are not of this sweep.</exception>
    public IReadOnlyList<SweepCell> LoadCells() => InOrder(new SweepJournal(Paths.Journal, Record.Fingerprint()).Read().Cells);

    /// <summary>Cells by k and then by seed; of a failed cell that ran again, the later result.</summary>
    internal IReadOnlyList<SweepCell> InOrder(IReadOnlyList<SweepCell> journal)
    {
        HashSet<SweepKey> grid = [.. Record.Options.Grid()];
        var done = new Dictionary<SweepKey, SweepCell>();
        for (int line = 0; line < journal.Count; line++)
        {
            SweepCell cell = journal[line];
            if (!grid.Contains(cell.Key()))
            {
                throw new InvalidInputException(
                    $"{Paths.Journal}: line {line + 1} is cell {cell.Key()}, which is not of this sweep; restore the file"
                );
            }

            if (done.TryGetValue(cell.Key(), out SweepCell? earlier) && earlier.Failure is null)
            {
                throw new InvalidInputException(
                    $"{Paths.Journal}: line {line + 1} repeats cell {cell.Key()}; delete one of the two lines"
                );
            }

            done[cell.Key()] = cell;
        }

        return [.. done.Values.OrderBy(cell => cell.Subsample).ThenBy(cell => cell.Seed)];
    }
}
