namespace Antiphon.Runs;

/// <summary>
/// Makes the folder of a new run, or takes over one in which a kill ended an earlier start before anything was learned: nothing is lost in
/// it, and the same command must be able to start again.
/// </summary>
internal static class NewRunFolder
{
    // What a learned run stores before its checkpoint.
    private static readonly string[] BeforeCheckpoint = ["run.json", "unknown.csv", "model.csv", "learn.json"];

    /// <summary>Creates the folder, or empties one that was never begun, and locks it.</summary>
    /// <param name="paths">The folder.</param>
    /// <param name="isMade">Whether this call made the folder: only then may it be removed again.</param>
    /// <returns>The lock; null when something else is there, or another process is making it.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be made.</exception>
    public static RunLock? TryTake(RunPaths paths, out bool isMade)
    {
        isMade = !Disk.Current.Exists(paths.Folder);
        try
        {
            if (!isMade && !IsUnbegun(paths))
            {
                return null;
            }

            Disk.Current.CreateFolder(paths.Folder);
            if (RunLock.TryTake(paths) is not { } taken)
            {
                return null;
            }

            return Emptied(paths, taken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"the run folder {paths.Folder} cannot be created: {failure.Message} Choose another folder.",
                failure
            );
        }
    }

    // A failure leaves the folder to other processes.
    private static RunLock? Emptied(RunPaths paths, RunLock taken)
    {
        bool isEmptied = false;
        try
        {
            // Whoever held the lock may have begun the run in between.
            if (!IsUnbegun(paths))
            {
                return null;
            }

            foreach (string left in Disk.Current.Files(paths.Folder).Where(file => file != paths.Lock))
            {
                Disk.Current.Delete(left);
            }

            isEmptied = true;
            return taken;
        }
        finally
        {
            if (!isEmptied)
            {
                taken.Dispose();
            }
        }
    }

    /// <summary>Whether a folder is empty, or holds only what a run writes before anything is learned.</summary>
    public static bool IsUnbegun(RunPaths paths)
    {
        if (!Disk.Current.IsFolder(paths.Folder) || (Disk.Current.IsFile(paths.Record) && !IsLearnedWithoutPolicy(paths)))
        {
            return false;
        }

        // A run locks its folder before it writes anything: files without a lock are somebody else's, whatever their names.
        if (!Disk.Current.IsFile(paths.Lock))
        {
            return !Disk.Current.Entries(paths.Folder).Any();
        }

        // A run that begins from a given pair stores it, as its checkpoint, before its record.
        string[] first = Disk.Current.IsFile(paths.Record)
            ? [paths.Lock, paths.Game, .. BeforeCheckpoint.Select(paths.In)]
            : [paths.Lock, paths.Game, paths.Checkpoint];
        HashSet<string> own =
        [
            .. first,
            .. first.SelectMany(AbandonedFiles.Of),
            .. AbandonedFiles.Of(paths.Record),
            .. AbandonedFiles.Of(paths.Checkpoint),
        ];
        return Disk.Current.Entries(paths.Folder).All(own.Contains);
    }

    // Any kind of game: the record need not be understood, only what made it and how far it came.
    private static bool IsLearnedWithoutPolicy(RunPaths paths) =>
        !Disk.Current.IsFile(paths.Checkpoint)
        && RunFile.Field(paths.Record, "kind") == "learned"
        && RunFile.Field(paths.Record, "status") == "running";
}
