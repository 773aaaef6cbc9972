using Antiphon.Equilibrium;
using Antiphon.Games;

namespace Antiphon.Runs;

/// <summary>A sweep folder, for reading.</summary>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed class StoredSweep<TGame, TPair, TOptions>
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private StoredSweep(RunCodec<TGame, TPair, TOptions> codec, SweepPaths paths, SweepRecord<TOptions> record)
    {
        Codec = codec;
        Paths = paths;
        Record = record;
    }

    /// <summary>How games, pairs and options of this kind are stored.</summary>
    internal RunCodec<TGame, TPair, TOptions> Codec { get; }

    /// <summary>Where its files are.</summary>
    internal SweepPaths Paths { get; }

    /// <summary>Its options.</summary>
    public SweepRecord<TOptions> Record { get; }

    internal static StoredSweep<TGame, TPair, TOptions> Open(RunCodec<TGame, TPair, TOptions> codec, string folder)
    {
        var paths = new SweepPaths(Path.GetFullPath(folder));
        if (!Disk.Current.IsFolder(paths.Folder))
        {
            throw new InvalidInputException($"there is no sweep folder {folder}; expected the folder of a sweep");
        }

        if (!Disk.Current.IsFile(paths.Record))
        {
            throw new InvalidInputException($"{folder} is not a sweep folder: it has no sweep.json");
        }

        SweepRecord<TOptions> record = RunFile.Read<SweepRecord<TOptions>>(paths.Record, codec.SweepFormat, codec.Style);
        TOptions training = codec.Stored(paths.Record, record.Options.Training);
        return new StoredSweep<TGame, TPair, TOptions>(
            codec,
            paths,
            record with
            {
                Options = record.Options with { Training = training },
            }
        );
    }

    /// <summary>Loads the game and checks that it is the one the sweep was begun with.</summary>
    /// <returns>The game, with the sweep's number of agents.</returns>
    /// <exception cref="InvalidInputException">game.json is missing, invalid, or another game.</exception>
    public TGame LoadGame() =>
        Codec.Deploy(
            Codec.ReadGame(Paths.Game, Paths.Record, new GameIdentity(Record.Game, Record.GameHash, Record.Agents)),
            Record.Options.Training
        );

    /// <summary>Reads the cells that are done.</summary>
    /// <returns>The cells, by k and then by seed.</returns>
    /// <exception cref="InvalidInputException">The journal was edited, or names cells that are not of this sweep.</exception>
    public IReadOnlyList<SweepCell> LoadCells() => InOrder(Journal().Read().Cells);

    /// <summary>The journal.</summary>
    internal SweepJournal Journal() =>
        new(Paths.Journal, SweepRecord<TOptions>.Fingerprint(InputFile.ReadText(Paths.Record).TrimStart('\uFEFF'), Codec.Line));

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
                    $"{Paths.Journal}: line {line + 1} is cell {cell.Key()}, which is not part of this sweep; restore the file"
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

    /// <summary>Opens the sweep to resume it.</summary>
    /// <returns>The sweep, locked.</returns>
    /// <exception cref="InvalidInputException">
    /// Another process writes it, another version began it, or a file is damaged or was edited.
    /// </exception>
    public SweepFolder<TGame, TPair, TOptions> Resume() => SweepFolder<TGame, TPair, TOptions>.Resume(this);
}
