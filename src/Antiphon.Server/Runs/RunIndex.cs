using System.Security.Cryptography;
using System.Text;
using Antiphon.Runs;

namespace Antiphon.Server;

/// <summary>The runs and sweeps below a folder. Each is read once, and again when its files change.</summary>
/// <param name="root">The folder, absolute.</param>
/// <param name="time">The clock.</param>
/// <param name="reports">Tells which have reports.</param>
internal sealed class RunIndex(string root, TimeProvider time, RunReports reports)
{
    private const int IdLength = 16;

    // Requests that come sooner share what was found.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Turns turns = new();
    private Dictionary<string, (string Stamp, ListedRun Run)> known = new(StringComparer.Ordinal);
    private RunList? latest;
    private long searchedAt;

    /// <summary>All of them, as they were within the last second.</summary>
    public Task<RunList> List(CancellationToken cancellation) => turns.Run(Latest, cancellation);

    /// <summary>One of them. Ids are looked up among what was found; no path is ever made of one.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    public async Task<ListedRun> Find(string id, string field, CancellationToken cancellation) =>
        (await List(cancellation)).Find(id) ?? throw Unknown(field);

    /// <summary>What to say of an id that is none.</summary>
    /// <param name="field">Where it stood.</param>
    public static ProblemException Unknown(string field) =>
        new(
            StatusCodes.Status404NotFound,
            "There is no such run",
            new Violation(field, "is not the id of a run in the folder", "an id of the list (GET /v1/runs)", "read the list again")
        );

    private RunList Latest()
    {
        if (latest is null || time.GetElapsedTime(searchedAt) >= Fresh)
        {
            latest = Search();
            searchedAt = time.GetTimestamp();
        }

        return latest;
    }

    private RunList Search()
    {
        FoundPlaces found = RunsTree.Search(root);
        var read = new Dictionary<string, (string Stamp, ListedRun Run)>(StringComparer.Ordinal);
        foreach ((string stamp, ListedRun run) in found.Places.AsParallel().AsOrdered().Select(Read))
        {
            read[run.Id] = (stamp, run);
        }

        known = read;
        return new RunList(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(root)),
            [
                .. read
                    .Values.Select(each => Now(each.Run))
                    .OrderByDescending(run => run.Written)
                    .ThenBy(run => run.Name, StringComparer.Ordinal),
            ],
            found.Unread,
            found.IsCut
        );
    }

    private (string Stamp, ListedRun Run) Read(RunPlace place)
    {
        // The folder itself may be a run that holds another of its own name.
        string id = IdOf(place.Folder == root ? "." : place.Name);
        return known.TryGetValue(id, out (string Stamp, ListedRun Run) former) && former.Stamp == place.Stamp
            ? former
            : (place.Stamp, RunReading.Read(place, id));
    }

    // Whether a process is at work no file tells.
    private ListedRun Now(ListedRun read)
    {
        ListedRun run = read with { HasReport = reports.Has(read) };
        return run.State == RunState.HalfWritten && RunLock.IsHeld(new RunPaths(run.Folder))
            ? run with
            {
                State = RunState.UnderWay,
                Found = null,
            }
            : run;
    }

    private static string IdOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..IdLength];
}
