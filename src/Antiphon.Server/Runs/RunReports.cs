namespace Antiphon.Server;

/// <summary>The reports of runs: the page in the folder, or one that is made where that is missing or older than the run.</summary>
/// <param name="make">Makes the page of a folder, and writes nothing; null: nobody can.</param>
internal sealed class RunReports(Func<string, CancellationToken, string>? make)
{
    private const string Name = "report.html";

    // Making one may take all processors for a while, and reading a large one much memory.
    private readonly Turns making = new();
    private readonly Turns reading = new();

    /// <summary>Whether a run has a report, or one can be made.</summary>
    public bool Has(ListedRun run) => run.IsSound && (make is not null || Stored(run) is not null);

    /// <summary>The page of a run.</summary>
    /// <exception cref="ProblemException">There is none, and none can be made.</exception>
    public async Task<string> Read(ListedRun run, CancellationToken cancellation)
    {
        if (!run.IsSound)
        {
            throw Missing(StatusCodes.Status409Conflict, $"cannot be reported: {run.Found}", "restore its files");
        }

        DiskEntry? stored = Stored(run);
        if (stored is not null && (make is null || stored.Written >= Latest(run)))
        {
            return await reading.Run(() => Disk.Current.ReadText(stored.Path), cancellation);
        }

        return make is null
            ? throw Missing(StatusCodes.Status404NotFound, "has no report", "write one into its folder")
            : await Make(make, run, cancellation);
    }

    private async Task<string> Make(Func<string, CancellationToken, string> make, ListedRun run, CancellationToken cancellation)
    {
        try
        {
            return await making.Run(() => make(run.Folder, cancellation), cancellation);
        }
        catch (InvalidInputException problem)
        {
            throw Missing(StatusCodes.Status409Conflict, $"cannot be reported: {RunReading.Shown(problem, run)}", "restore its files");
        }
    }

    private static DiskEntry? Stored(ListedRun run) =>
        Disk.Current.Find(Path.Combine(run.Folder, Name)) is { IsFolder: false, IsLink: false, Length: <= FileSize.Most } file
            ? file
            : null;

    // Anything that is written after a report may have changed what it would say.
    private static DateTime Latest(ListedRun run) =>
        Disk.Current.FindAll(run.Folder).Where(file => !file.IsFolder && file.Name != Name).Max(file => (DateTime?)file.Written)
        ?? DateTime.MinValue;

    private static ProblemException Missing(int status, string found, string remedy) =>
        new(status, "There is no report", new Violation("id", found, "a run with a report", remedy));
}
