using Antiphon.Equilibrium;
using Antiphon.Games;

namespace Antiphon.Runs;

/// <summary>
/// A sweep folder, for working on its cells. One process at a time holds its lock and keeps its tables; workers may join it
/// (<see cref="StoredSweep{TGame, TPair, TOptions}.Join"/>). A kill at any instant leaves a sweep that can be resumed.
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
    private readonly RunLock? held;
    private readonly SweepJournals journals;
    private readonly SweepCells cells;
    private readonly List<SweepCell> written = [];
    private readonly TGame bare;
    private int tabled = -1;

    private SweepFolder(StoredSweep<TGame, TPair, TOptions> stored, RunLock? held, string name)
    {
        this.stored = stored;
        this.held = held;
        Name = name;
        bare = stored.LoadBareGame();
        Check(stored.Codec, bare, stored.Record.Options);
        Claims = new SweepClaims(stored.Paths.Claims, name);
        Folders = new CellFolders(stored.Paths, Claims, name);
        cells = new SweepCells(stored.Record.Options.Has);
        journals = new SweepJournals(stored.Paths, stored.Fingerprint(), held is null ? Paths.JournalOf(name) : Paths.Journal);
        Refresh();
    }

    /// <summary>What this process is called in the folder.</summary>
    public string Name { get; }

    /// <summary>Whether it works beside others, without the lock of the folder.</summary>
    internal bool IsWorker => held is null;

    /// <summary>How many cells this process has journaled.</summary>
    internal int Made { get; private set; }

    /// <summary>Who works on what.</summary>
    internal SweepClaims Claims { get; }

    /// <summary>The run folders of cells.</summary>
    internal CellFolders Folders { get; }

    /// <summary>Where the files are.</summary>
    internal SweepPaths Paths => stored.Paths;

    /// <summary>How games, pairs and options of this kind are stored.</summary>
    internal RunCodec<TGame, TPair, TOptions> Codec => stored.Codec;

    /// <summary>The options.</summary>
    public SweepRecord<TOptions> Record => stored.Record;

    /// <summary>The game as stored in the folder: later changes to the original game file have no effect.</summary>
    public TGame Game => Codec.Deploy(bare, Record.Options.Training);

    /// <summary>The cells that are done, by variant, by k and then by seed.</summary>
    public IReadOnlyList<SweepCell> Cells => cells.InOrder;

    /// <summary>The game as a cell is trained and deployed in it.</summary>
    /// <param name="key">The cell.</param>
    internal TGame GameOf(SweepKey key) => Codec.Deploy(bare, Record.Options.TrainingOf(key));

    /// <summary>Problems found when the tables were written: some that someone edited.</summary>
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
        options = options.With(training => codec.Resolve(game, training));
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
    /// <returns>Keys by variant, by k and then by seed.</returns>
    internal IReadOnlyList<SweepKey> Missing(bool retryFailed = false)
    {
        HashSet<SweepKey> done = [.. Cells.Where(cell => !retryFailed || cell.Failure is null).Select(cell => cell.Key())];
        return [.. Record.Options.Grid().Where(key => !done.Contains(key))];
    }

    /// <summary>The number that a claim on a cell needs to outrank the cell's result so far.</summary>
    /// <param name="key">The cell.</param>
    internal int FenceOf(SweepKey key) => cells.Find(key)?.Cell.Fence ?? 0;

    /// <summary>Reads what other processes have journaled since.</summary>
    /// <returns>The cells.</returns>
    /// <exception cref="InvalidInputException">A journal was edited.</exception>
    internal IReadOnlyList<SweepCell> Refresh()
    {
        IReadOnlyList<JournalEntry> added = journals.ReadNew();
        foreach (JournalEntry entry in added)
        {
            cells.Add(entry);
            written.Add(entry.Cell);
        }

        return [.. added.Select(entry => entry.Cell)];
    }

    /// <summary>Journals a cell; it is on the disk when this returns.</summary>
    /// <param name="cell">The cell.</param>
    /// <exception cref="InvalidInputException">The journal cannot be written; what was in it is intact.</exception>
    internal void Append(SweepCell cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        cells.Add(journals.Append(cell));
        written.Add(cell);
        Made++;
    }

    /// <summary>
    /// Makes cells.csv, evaluations.csv and summary.csv from the journals, unless they are of these cells. A table that someone edited is
    /// kept aside.
    /// </summary>
    /// <exception cref="InvalidInputException">A table cannot be written; the journal is intact.</exception>
    internal void WriteTables()
    {
        if (tabled == written.Count)
        {
            return;
        }

        bool isFirst = tabled < 0;
        foreach ((string path, string text) in Texts())
        {
            if (isFirst && EditedTable.Is(path, text))
            {
                continue;
            }

            if (isFirst && EditedTable.SetAside(path, text, () => Ever(path)) is string notice)
            {
                Notices = [.. Notices, notice];
            }

            AtomicFile.WriteText(path, text);
        }

        tabled = written.Count;
    }

    /// <summary>The tables, by the file that holds each.</summary>
    internal IReadOnlyList<(string Path, ResultTable Table)> Tables()
    {
        var tables = new SweepTables<TOptions>(Record, stored.Codec.Line, Cells);
        return [(Paths.Cells, tables.Cells()), (Paths.Evaluations, tables.Evaluations()), (Paths.Summary, tables.Summary())];
    }

    /// <summary>
    /// Removes what dead processes left of a sweep whose cells are all done: claims, and run folders of cells that others finished.
    /// </summary>
    internal void RemoveClaims()
    {
        foreach (SweepClaim claim in Claims.Read().Values)
        {
            foreach (string owner in Claims.Owners(claim.Name).Where(owner => owner.Length > 0))
            {
                CellFolders.Remove(Paths.Working(claim.Name, owner));
            }

            Claims.Remove(claim);
        }
    }

    private (string Path, string Text)[] Texts()
    {
        var tables = new SweepTables<TOptions>(Record, stored.Codec.Line, Cells);
        return
        [
            (Paths.Cells, tables.Cells().ToString()),
            (Paths.Evaluations, tables.EvaluationsText()),
            (Paths.Summary, tables.Summary().ToString()),
        ];
    }

    /// <summary>Adds a line to the log of a worker. It is for people: that it cannot be written is no fault.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="text">What happened.</param>
    internal void Log(TimeProvider time, string text)
    {
        if (IsWorker)
        {
            WorkerLog.Append(Paths.LogOf(Name), time, text);
        }
    }

    /// <summary>Releases the sweep to other processes.</summary>
    public void Dispose()
    {
        held?.Dispose();
        if (IsWorker && Disk.Current.Find(Paths.JournalOf(Name)) is { Length: 0 })
        {
            Disk.Current.Delete(Paths.JournalOf(Name));
        }
    }

    /// <summary>Opens a sweep to resume it.</summary>
    internal static SweepFolder<TGame, TPair, TOptions> Resume(StoredSweep<TGame, TPair, TOptions> sweep)
    {
        sweep.RequireVersion();
        var taken = RunLock.Take(new RunPaths(sweep.Paths.Folder));
        try
        {
            var folder = new SweepFolder<TGame, TPair, TOptions>(sweep, taken, SweepProcess.Main);
            folder.Tidy();
            return folder;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Opens a sweep to work on it beside other processes.</summary>
    internal static SweepFolder<TGame, TPair, TOptions> Join(StoredSweep<TGame, TPair, TOptions> sweep, string? name)
    {
        sweep.RequireVersion();
        return new SweepFolder<TGame, TPair, TOptions>(
            sweep,
            null,
            SweepProcess.Register(sweep.Paths, SweepProcess.Plain(name ?? SweepProcess.Ordinary))
        );
    }

    private static void Check(RunCodec<TGame, TPair, TOptions> codec, TGame game, SweepOptions<TOptions> options)
    {
        options.Check(codec.Identify(game), options.Trainings.Max(each => codec.LeastSubsample(each.Training)));
        foreach ((_, TOptions training) in options.Trainings)
        {
            _ = codec.Resolve(codec.Deploy(game, training), training);
            training.Deployment.Require();
        }
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

        // Who held the lock before is dead; and a claim without a name is of nobody else where no worker gives signs of life.
        string[] former = Heartbeats(SweepProcess.AnyMain);
        bool isAlone = Heartbeats("*").Length == former.Length;
        foreach (SweepClaim left in Claims.Read().Values)
        {
            if (SweepProcess.IsMain(left.Owner) || (isAlone && left.Owner.Length == 0))
            {
                Folders.Store(left);
                Claims.Remove(left);
            }
        }

        Array.ForEach(former, Disk.Current.Delete);
        WriteTables();
    }

    private string[] Heartbeats(string pattern) =>
        Disk.Current.IsFolder(Paths.Workers) ? Disk.Current.Files(Paths.Workers, Path.GetFileName(Paths.Heartbeat(pattern))) : [];

    // Cells that failed and ran again, and k whose seeds were not all done, had other rows before.
    private string[] Ever(string path)
    {
        var ever = new SweepTables<TOptions>(Record, stored.Codec.Line, written);
        string text =
            path == Paths.Cells ? ever.Cells().ToString()
            : path == Paths.Evaluations ? ever.EvaluationsText()
            : ever.Summary(written.GroupBy(cell => (cell.Variant, cell.Subsample)).SelectMany(Prefixes).SelectMany(SweepSummary.Of))
                .ToString();
        return text.Split('\n');
    }

    // Of a cell that ran again the later result counts.
    private static IEnumerable<SweepCell[]> Prefixes(IEnumerable<SweepCell> cells)
    {
        SweepCell[] all = [.. cells];
        return Enumerable
            .Range(1, all.Length)
            .Select(count =>
                all[..count].GroupBy(cell => cell.Key()).Select(group => group.Last()).OrderBy(cell => cell.Key().Place).ToArray()
            );
    }
}
