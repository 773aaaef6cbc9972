using Antiphon.Equilibrium;
using Antiphon.Games;

namespace Antiphon.Runs;

/// <summary>
/// A sweep folder, for writing, locked against other processes until disposed. A kill at any instant leaves a sweep that can be resumed.
/// </summary>
/// <typeparam name="TGame">A game.</typeparam>
/// <typeparam name="TPair">A pair of policies.</typeparam>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed class SweepFolder<TGame, TPair, TOptions> : IDisposable
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private readonly StoredSweep<TGame, TPair, TOptions> stored;
    private readonly RunLock held;
    private readonly SweepJournal journal;
    private readonly List<SweepCell> written;
    private long length;

    private SweepFolder(StoredSweep<TGame, TPair, TOptions> stored, RunLock held)
    {
        this.stored = stored;
        this.held = held;
        Game = stored.LoadGame();
        Check(stored.Codec, Game, stored.Record.Options);
        journal = stored.Journal();
        (IReadOnlyList<SweepCell> lines, length) = journal.Read();
        written = [.. lines];
        Cells = stored.InOrder(written);
    }

    /// <summary>Where the files are.</summary>
    internal SweepPaths Paths => stored.Paths;

    /// <summary>How games, pairs and options of this kind are stored.</summary>
    internal RunCodec<TGame, TPair, TOptions> Codec => stored.Codec;

    /// <summary>The options.</summary>
    public SweepRecord<TOptions> Record => stored.Record;

    /// <summary>The game as stored in the folder: later changes to the original game file have no effect.</summary>
    public TGame Game { get; }

    /// <summary>The cells that are done, by k and then by seed.</summary>
    public IReadOnlyList<SweepCell> Cells { get; private set; }

    /// <summary>Problems found when the folder was opened: tables that someone edited.</summary>
    public IReadOnlyList<string> Notices { get; private set; } = [];

    /// <summary>Opens the sweep in a folder to resume it, or begins one there.</summary>
    /// <param name="codec">How games, pairs and options of this kind are stored.</param>
    /// <param name="folder">A folder with this sweep, an empty one, or one that does not exist.</param>
    /// <param name="game">The game, with the number of agents to train for.</param>
    /// <param name="options">All options, as resolved.</param>
    /// <param name="cut">What the game was cut from, if it was.</param>
    /// <param name="origin">When and how the sweep is begun, for its record; null leaves it out.</param>
    /// <returns>The sweep, locked.</returns>
    /// <exception cref="InvalidInputException">
    /// An option is out of range, the folder holds a sweep with other options or something else, another process writes it, or a file is
    /// damaged or cannot be written.
    /// </exception>
    internal static SweepFolder<TGame, TPair, TOptions> OpenOrCreate(
        RunCodec<TGame, TPair, TOptions> codec,
        string folder,
        TGame game,
        SweepOptions<TOptions> options,
        CutGame? cut,
        RunOrigin? origin
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(options);
        Check(codec, game, options);
        options = options with { Training = codec.Resolve(game, options.Training) };
        GameIdentity identity = codec.Identify(game);
        var record = new SweepRecord<TOptions>
        {
            Format = codec.SweepFormat,
            Version = AntiphonVersion.Current,
            Game = identity.Name,
            GameHash = identity.Hash,
            Agents = identity.Agents,
            Cut = cut,
            Options = options,
            Origin = origin,
        };
        var paths = new SweepPaths(Path.GetFullPath(folder));
        if (!Disk.Current.IsFile(paths.Record))
        {
            Create(codec, paths, game, record);
        }

        StoredSweep<TGame, TPair, TOptions> sweep = codec.OpenSweep(paths.Folder);
        string[] differences =
        [
            .. record
                .DifferencesFrom(sweep.Record, codec.Line)
                .Where(difference => !difference.StartsWith("version ", StringComparison.Ordinal)),
        ];
        return differences.Length == 0
            ? sweep.Resume()
            : throw new InvalidInputException(
                $"{folder} contains another sweep: {string.Join("; ", differences)}; nothing was changed; choose another folder"
            );
    }

    /// <summary>The cells that are to run: those not done, and those that failed if they are to be tried again.</summary>
    /// <param name="retryFailed">Whether failed cells count as not done.</param>
    /// <returns>Keys by k and then by seed.</returns>
    internal IReadOnlyList<SweepKey> Missing(bool retryFailed = false)
    {
        HashSet<SweepKey> done = [.. Cells.Where(cell => !retryFailed || cell.Failure is null).Select(cell => cell.Key())];
        return [.. Record.Options.Grid().Where(key => !done.Contains(key))];
    }

    /// <summary>Journals a cell; it is on the disk when this returns.</summary>
    /// <param name="cell">The cell.</param>
    /// <exception cref="InvalidInputException">The journal cannot be written; what was in it is intact.</exception>
    internal void Append(SweepCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        length = journal.Append(cell, length);
        written.Add(cell);
        Cells = stored.InOrder(written);
    }

    /// <summary>Makes cells.csv, evaluations.csv and summary.csv from the journal.</summary>
    /// <exception cref="InvalidInputException">A table cannot be written; the journal is intact.</exception>
    internal void WriteTables()
    {
        foreach ((string path, ResultTable table) in Tables())
        {
            AtomicFile.WriteText(path, table.ToString());
        }
    }

    /// <summary>The tables, by the file that holds each.</summary>
    internal IReadOnlyList<(string Path, ResultTable Table)> Tables()
    {
        var tables = new SweepTables<TOptions>(Record, stored.Codec.Line, Cells);
        return [(Paths.Cells, tables.Cells()), (Paths.Evaluations, tables.Evaluations()), (Paths.Summary, tables.Summary())];
    }

    /// <summary>Releases the sweep to other processes.</summary>
    public void Dispose() => held.Dispose();

    /// <summary>Opens a sweep to resume it.</summary>
    internal static SweepFolder<TGame, TPair, TOptions> Resume(StoredSweep<TGame, TPair, TOptions> sweep)
    {
        if (sweep.Record.Version != AntiphonVersion.Current)
        {
            throw new InvalidInputException(
                $"{sweep.Paths.Record}: version is {sweep.Record.Version}; this program is {AntiphonVersion.Current} and might not give "
                    + $"bit-identical results; resume with {sweep.Record.Version} or start a new sweep"
            );
        }

        var taken = RunLock.Take(new RunPaths(sweep.Paths.Folder));
        try
        {
            var folder = new SweepFolder<TGame, TPair, TOptions>(sweep, taken);
            folder.Tidy();
            return folder;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    private static void Check(RunCodec<TGame, TPair, TOptions> codec, TGame game, SweepOptions<TOptions> options)
    {
        options.Check(codec.Identify(game), codec.LeastSubsample(options.Training));
        _ = codec.Resolve(game, options.Training);
        options.Training.Deployment.Require();
    }

    private static void Create(RunCodec<TGame, TPair, TOptions> codec, SweepPaths paths, TGame game, SweepRecord<TOptions> record)
    {
        try
        {
            Disk.Current.CreateFolder(paths.Folder);
            using var taken = RunLock.Take(new RunPaths(paths.Folder));
            RequireOwn(paths);
            codec.WriteGame(paths.Game, game);
            RunFile.Write(paths.Record, record, codec.Style);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"the sweep folder {paths.Folder} cannot be created: {failure.Message} Choose another.",
                failure
            );
        }
    }

    // What a kill during creation leaves may be written over; anything else belongs to someone.
    private static void RequireOwn(SweepPaths paths)
    {
        string[] own =
        [
            Path.GetFileName(new RunPaths(paths.Folder).Lock),
            Path.GetFileName(paths.Game),
            .. paths.Leftovers.Select(Path.GetFileName).OfType<string>(),
        ];
        string? foreign = Disk
            .Current.Entries(paths.Folder)
            .Select(Path.GetFileName)
            .FirstOrDefault(name => !own.Contains(name, StringComparer.Ordinal));
        if (foreign is not null)
        {
            throw new InvalidInputException(
                $"{paths.Folder} already exists and is not a sweep: it contains {foreign} and no sweep.json; nothing was overwritten; "
                    + "choose another folder"
            );
        }
    }

    private void Tidy()
    {
        foreach (string leftover in Paths.Leftovers)
        {
            Disk.Current.Delete(leftover);
        }

        // Cells that failed and ran again, and k whose seeds were not all done, had other rows before.
        var ever = new SweepTables<TOptions>(Record, stored.Codec.Line, written);
        IEnumerable<string> summaries = written
            .GroupBy(cell => cell.Subsample)
            .SelectMany(Prefixes)
            .Append([])
            .SelectMany(cells =>
                new SweepTables<TOptions>(Record, stored.Codec.Line, stored.InOrder(cells)).Summary().ToString().Split('\n')
            );
        Notices =
        [
            .. new[]
            {
                EditedTable.SetAside(Paths.Cells, ever.Cells().ToString().Split('\n')),
                EditedTable.SetAside(Paths.Evaluations, ever.Evaluations().ToString().Split('\n')),
                EditedTable.SetAside(Paths.Summary, summaries),
            }.OfType<string>(),
        ];
        WriteTables();
    }

    private static IEnumerable<SweepCell[]> Prefixes(IEnumerable<SweepCell> cells)
    {
        SweepCell[] all = [.. cells];
        return Enumerable.Range(1, all.Length).Select(count => all[..count]);
    }
}
