namespace Antiphon.Runs;

/// <summary>Where the files of a run are.</summary>
/// <param name="Folder">The run folder, absolute.</param>
internal sealed record RunPaths(string Folder)
{
    /// <summary>Options, status and outcome; written last when a run is created, so that a folder with it is a run.</summary>
    public string Record => In("run.json");

    /// <summary>The game, with its number of agents.</summary>
    public string Game => In("game.json");

    /// <summary>The best joint policy; there once training finished or was cancelled.</summary>
    public string Policy => In("policy.json");

    /// <summary>One line per judged proposal.</summary>
    public string Trace => In("trace.jsonl");

    /// <summary>What resuming needs.</summary>
    public string Checkpoint => In("checkpoint.json");

    /// <summary>The baseline pairs.</summary>
    public string Baselines => In("baselines.csv");

    /// <summary>The restarts.</summary>
    public string Restarts => In("restarts.csv");

    /// <summary>Empty; held open by the process that trains.</summary>
    public string Lock => In(".lock");

    /// <summary>The temporary files that killed writers of this run left behind.</summary>
    internal IEnumerable<string> Leftovers => AbandonedFiles.In(Folder);

    /// <summary>The path of a file in the folder.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Folder and name.</returns>
    public string In(string name) => Path.Combine(Folder, name);

    /// <summary>
    /// Whether something is in the way of a new run: anything but an empty folder and what a start leaves that was killed before the run
    /// began.
    /// </summary>
    /// <param name="folder">The folder.</param>
    public static bool IsTaken(string folder) =>
        Disk.Current.Exists(folder) && !NewRunFolder.IsUnbegun(new RunPaths(Path.GetFullPath(folder)));
}
