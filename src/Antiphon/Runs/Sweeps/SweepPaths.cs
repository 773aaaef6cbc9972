namespace Antiphon.Runs;

/// <summary>Where the files of a sweep are.</summary>
/// <param name="Folder">The sweep folder, absolute.</param>
internal sealed record SweepPaths(string Folder)
{
    /// <summary>How the names of files end that say who is at work; like locks, they are no results.</summary>
    public const string LockExtension = ".lock";

    /// <summary>How the names of workers' journals end.</summary>
    public const string JournalExtension = ".journal.jsonl";

    /// <summary>All options; written last when a sweep is created, so that a folder with it is a sweep.</summary>
    public string Record => In("sweep.json");

    /// <summary>The game, with its number of agents.</summary>
    public string Game => In("game.json");

    /// <summary>One line per cell that is done. Everything below is made from it.</summary>
    public string Journal => In("journal.jsonl");

    /// <summary>One row per cell.</summary>
    public string Cells => In("cells.csv");

    /// <summary>One row per cell and evaluation seed.</summary>
    public string Evaluations => In("evaluations.csv");

    /// <summary>One row per k.</summary>
    public string Summary => In("summary.csv");

    /// <summary>The folder of the run folders of cells.</summary>
    public string Runs => In("cells");

    /// <summary>The run folder of a cell that is done, or that nobody works on.</summary>
    /// <param name="key">The cell.</param>
    /// <returns>Its path.</returns>
    public string Run(SweepKey key) => Run(key.ToString());

    /// <summary>The run folder of a cell that is done, or that nobody works on.</summary>
    /// <param name="cell">The name of the cell.</param>
    /// <returns>Its path.</returns>
    public string Run(string cell) => Path.Combine(Runs, cell);

    /// <summary>The run folder of a cell while a process works on it. No other process ever writes there.</summary>
    /// <param name="cell">The name of the cell.</param>
    /// <param name="process">The name of the process.</param>
    public string Working(string cell, string process) => $"{Run(cell)}.{process}";

    /// <summary>Who works on what.</summary>
    public string Claims => In("claims");

    /// <summary>What each process leaves beside its results.</summary>
    public string Workers => In("workers");

    /// <summary>The file by whose changes others see that a process lives.</summary>
    /// <param name="name">The name of the process.</param>
    public string Heartbeat(string name) => Path.Combine(Workers, $".{name}{LockExtension}");

    /// <summary>The journal of a worker.</summary>
    /// <param name="name">Its name.</param>
    public string JournalOf(string name) => Path.Combine(Workers, $"{name}{JournalExtension}");

    /// <summary>What a worker did, line by line.</summary>
    /// <param name="name">Its name.</param>
    public string LogOf(string name) => Path.Combine(Workers, $"{name}.log");

    /// <summary>What a worker printed, where a batch system keeps it.</summary>
    /// <param name="name">Its name.</param>
    public string OutputOf(string name) => Path.Combine(Workers, $"{name}.out");

    /// <summary>The journals there are: that of the process that holds the folder, and those of workers.</summary>
    public IEnumerable<string> Journals() =>
        Disk.Current.IsFolder(Workers)
            ? Disk.Current.Files(Workers, $"*{JournalExtension}").Order(StringComparer.Ordinal).Prepend(Journal)
            : [Journal];

    /// <summary>The temporary files that a killed writer of this sweep left behind.</summary>
    internal IEnumerable<string> Leftovers => new[] { Record, Game, Cells, Evaluations, Summary }.SelectMany(AbandonedFiles.Of);

    private string In(string name) => Path.Combine(Folder, name);
}
