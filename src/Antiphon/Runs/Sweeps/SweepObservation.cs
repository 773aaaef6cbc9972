using System.Text;
using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>Looks at a sweep from outside: changes nothing, and watches heartbeats for a few seconds to see who lives.</summary>
/// <param name="sweep">The sweep.</param>
/// <param name="time">The clock.</param>
/// <param name="pause">Waits.</param>
internal sealed class SweepObservation<TGame, TPair, TOptions>(
    StoredSweep<TGame, TPair, TOptions> sweep,
    TimeProvider time,
    Action<TimeSpan, CancellationToken> pause
)
    where TGame : class
    where TPair : class
    where TOptions : TrainingOptions
{
    private const int LogLines = 3;
    private static readonly TimeSpan Longest = 3 * Heartbeat.Period;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(0.5);

    private readonly SweepPaths paths = sweep.Paths;

    /// <summary>Looks.</summary>
    /// <param name="cancellation">Asks to stop.</param>
    /// <exception cref="InvalidInputException">A journal was edited.</exception>
    public SweepStanding Read(CancellationToken cancellation)
    {
        HashSet<string> living = Living([.. Names(".", SweepPaths.LockExtension)], cancellation);
        SweepCells cells = sweep.ReadCells();
        Dictionary<string, string> held = Held(cells);
        int running = held.Keys.Count(living.Contains);
        int failed = cells.InOrder.Count(cell => cell.Failure is not null);
        return new SweepStanding
        {
            Cells = sweep.Record.Options.Cells,
            Done = cells.Count - failed,
            Failed = failed,
            Running = running,
            SecondsLeft = Left(cells.InOrder, living.Count),
            Workers = [.. Workers(cells, living, held)],
            Failures = [.. cells.InOrder.Where(cell => cell.Failure is not null).Select(cell => Failure(cells.Find(cell.Key())!.Value))],
        };
    }

    // By the names of files of the kind.
    private IEnumerable<string> Names(string begin, string end) =>
        Disk.Current.IsFolder(paths.Workers)
            ? Disk
                .Current.Files(paths.Workers, $"{begin}*{end}")
                .Select(file => Path.GetFileName(file)[begin.Length..^end.Length])
                .Where(name => name.Length > 0)
            : [];

    private HashSet<string> Living(IReadOnlyList<string> beating, CancellationToken cancellation)
    {
        var watch = new HeartbeatWatch(paths, time, Longest);
        HashSet<string> living = new(StringComparer.Ordinal);
        foreach (string name in beating)
        {
            watch.Silence(name);
        }

        for (TimeSpan waited = TimeSpan.Zero; living.Count < beating.Count && waited < Longest; waited += Step)
        {
            pause(Step, cancellation);
            cancellation.ThrowIfCancellationRequested();
            living.UnionWith(beating.Where(name => watch.Silence(name) == TimeSpan.Zero));
        }

        return living;
    }

    // Names of cells that are not done, by the owners of their claims; tables are claimed, too.
    private Dictionary<string, string> Held(SweepCells cells)
    {
        HashSet<string> open = [.. sweep.Record.Options.Grid().Where(key => cells.Find(key) is null).Select(key => key.ToString())];
        return new SweepClaims(paths.Claims, "")
            .Read()
            .Values.Where(claim => !claim.IsFree && open.Contains(claim.Name))
            .GroupBy(claim => claim.Owner, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Name, StringComparer.Ordinal);
    }

    private IEnumerable<WorkerStanding> Workers(SweepCells cells, HashSet<string> living, Dictionary<string, string> held)
    {
        ILookup<string, SweepCell> made = cells
            .InOrder.Select(cell => cells.Find(cell.Key())!.Value)
            .ToLookup(entry => Owner(entry.Path) ?? "", entry => entry.Cell, StringComparer.Ordinal);
        HashSet<string> beating = [.. Names(".", SweepPaths.LockExtension)];
        foreach (
            string name in beating
                .Concat(Names("", SweepPaths.JournalExtension))
                .Concat(Names("", ".log"))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
        )
        {
            WorkerState state =
                living.Contains(name) ? WorkerState.Working
                : beating.Contains(name) ? WorkerState.Silent
                : WorkerState.Ended;
            yield return new WorkerStanding(
                name,
                state,
                Place(name),
                state == WorkerState.Ended ? null : held.GetValueOrDefault(name),
                made[name].Count(cell => cell.Failure is null),
                made[name].Count(cell => cell.Failure is not null),
                state == WorkerState.Silent ? Lines(name, null) : []
            );
        }
    }

    private FailureStanding Failure(JournalEntry entry)
    {
        string cell = entry.Cell.Key().ToString();
        string? worker = Owner(entry.Path);
        return new FailureStanding(cell, entry.Cell.Failure!, worker, worker is null ? [] : Lines(worker, $" {cell}"));
    }

    // A batch system may keep what a worker printed under the same name.
    private string[] Lines(string name, string? word) =>
        [.. WorkerLog.Last(paths.LogOf(name), LogLines, word), .. WorkerLog.Last(paths.OutputOf(name), LogLines, word)];

    private string? Owner(string journal) =>
        journal == paths.Journal ? null : Path.GetFileName(journal)[..^SweepPaths.JournalExtension.Length];

    private string? Place(string name)
    {
        try
        {
            string beat = paths.Heartbeat(name);
            return Disk.Current.IsFile(beat) ? Encoding.UTF8.GetString(Disk.Current.ReadBytes(beat)).Trim().Split(", beat ")[0] : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Each open cell takes what cells of its k took, or what all took.
    private double? Left(IReadOnlyList<SweepCell> done, int workers)
    {
        if (workers == 0 || done.Count == 0)
        {
            return null;
        }

        HashSet<SweepKey> known = [.. done.Select(cell => cell.Key())];
        var means = done.GroupBy(cell => cell.Subsample).ToDictionary(group => group.Key, group => group.Average(Seconds));
        double mean = done.Average(Seconds);
        return sweep.Record.Options.Grid().Where(key => !known.Contains(key)).Sum(key => means.GetValueOrDefault(key.Subsample, mean))
            / workers;
    }

    private static double Seconds(SweepCell cell) => cell.Cost.TrainingSeconds + cell.Cost.EvaluationSeconds;
}
