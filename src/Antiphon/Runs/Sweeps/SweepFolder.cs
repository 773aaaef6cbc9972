using Antiphon.Equilibrium;

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
    private readonly SweepTableFiles<TOptions> tables;
    private readonly TGame bare;

    private SweepFolder(StoredSweep<TGame, TPair, TOptions> stored, RunLock? held, string name)
    {
        this.stored = stored;
        this.held = held;
        Name = name;
        bare = stored.LoadBareGame();
        SweepCreation<TGame, TPair, TOptions>.Check(stored.Codec, bare, stored.Record.Options);
        Claims = new SweepClaims(stored.Paths.Claims, name);
        Folders = new CellFolders(stored.Paths, Claims, name);
        tables = new SweepTableFiles<TOptions>(stored.Paths, stored.Record, stored.Codec.Line);
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
    public IReadOnlyList<string> Notices => tables.Notices;

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
    internal void WriteTables() => tables.Write(Cells, written);

    /// <summary>The tables, by the file that holds each.</summary>
    internal IReadOnlyList<(string Path, ResultTable Table)> Tables() => tables.Of(Cells);

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
        if (IsWorker)
        {
            Cleanup.Try(RemoveEmptyJournal);
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

    private void RemoveEmptyJournal()
    {
        if (Disk.Current.Find(Paths.JournalOf(Name)) is { Length: 0 })
        {
            Disk.Current.Delete(Paths.JournalOf(Name));
        }
    }

    private string[] Heartbeats(string pattern) =>
        Disk.Current.IsFolder(Paths.Workers) ? Disk.Current.Files(Paths.Workers, Path.GetFileName(Paths.Heartbeat(pattern))) : [];
}
