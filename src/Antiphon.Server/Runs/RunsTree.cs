using Antiphon.Runs;

namespace Antiphon.Server;

/// <summary>A folder that holds a run or a sweep, or what is left of one.</summary>
/// <param name="Folder">The folder, absolute.</param>
/// <param name="Name">Its path below the folder of all runs, with slashes.</param>
/// <param name="IsSweep">Whether it holds a sweep.</param>
/// <param name="Link">An entry that is a symbolic link; null where there is none.</param>
/// <param name="Stamp">Changes whenever a file of the folder does.</param>
/// <param name="Written">When a file of the folder was written last.</param>
internal sealed record RunPlace(string Folder, string Name, bool IsSweep, string? Link, string Stamp, DateTimeOffset Written);

/// <summary>What was found below a folder.</summary>
/// <param name="Places">Folders with runs and sweeps.</param>
/// <param name="Unread">Names of folders that cannot be read.</param>
/// <param name="IsCut">Whether there were more folders than are searched.</param>
internal sealed record FoundPlaces(IReadOnlyList<RunPlace> Places, IReadOnlyList<string> Unread, bool IsCut);

/// <summary>
/// Searches a folder for runs and sweeps: a bounded number of folders to a bounded depth. Symbolic links are not followed, so that nothing
/// outside the folder is read.
/// </summary>
/// <param name="root">The folder, absolute.</param>
internal sealed class RunsTree(string root)
{
    private const int Deepest = 8;
    private const int MostFolders = 50_000;
    private const string Record = "run.json";
    private const string Sweep = "sweep.json";
    private const string Lock = ".lock";
    private const string Workers = "workers";

    private readonly List<RunPlace> places = [];
    private readonly List<string> unread = [];
    private readonly Queue<(string Folder, string Name, int Depth)> open = new([(root, "", 0)]);

    /// <summary>Searches.</summary>
    public static FoundPlaces Search(string root) => new RunsTree(root).Search();

    /// <summary>Whether a folder holds a symbolic link, or cannot be read.</summary>
    public static bool HasLink(string folder)
    {
        try
        {
            return Link(Disk.Current.FindAll(folder)) is not null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    private FoundPlaces Search()
    {
        int searched = 0;
        while (searched < MostFolders && open.TryDequeue(out (string Folder, string Name, int Depth) next))
        {
            searched++;
            Visit(next.Folder, next.Name, next.Depth);
        }

        return new FoundPlaces(places, unread, open.Count > 0);
    }

    private void Visit(string folder, string name, int depth)
    {
        DiskEntry[] entries;
        string? stamp;
        try
        {
            entries = Disk.Current.FindAll(folder);
            stamp = IsPlace(folder, entries) ? Stamp([.. entries, .. Journals(entries)]) : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            unread.Add(name.Length == 0 ? "." : name);
            return;
        }

        if (stamp is not null)
        {
            string shown = name.Length == 0 ? Path.GetFileName(Path.TrimEndingDirectorySeparator(root)) : name;
            places.Add(new RunPlace(folder, shown, Has(entries, Sweep), Link(entries), stamp, Written(entries)));
        }

        if (depth < Deepest)
        {
            foreach (DiskEntry below in entries.Where(IsSearched).OrderBy(each => each.Name, StringComparer.Ordinal))
            {
                open.Enqueue((below.Path, name.Length == 0 ? below.Name : $"{name}/{below.Name}", depth + 1));
            }
        }
    }

    // A start that was killed before the run began leaves a lock and no record.
    private static bool IsPlace(string folder, DiskEntry[] entries) =>
        Has(entries, Record) || Has(entries, Sweep) || (Has(entries, Lock) && NewRunFolder.IsUnbegun(new RunPaths(folder)));

    // Of workers on a sweep.
    private static IEnumerable<DiskEntry> Journals(DiskEntry[] entries) =>
        Has(entries, Sweep)
            ? entries
                .Where(entry => entry is { IsFolder: true, IsLink: false, Name: Workers })
                .SelectMany(entry => Disk.Current.FindAll(entry.Path))
                .Where(entry => entry.Name.EndsWith(SweepPaths.JournalExtension, StringComparison.Ordinal))
            : [];

    private static bool Has(DiskEntry[] entries, string name) => Array.Exists(entries, entry => !entry.IsFolder && entry.Name == name);

    private static bool IsSearched(DiskEntry entry) => entry is { IsFolder: true, IsLink: false } && !entry.Name.StartsWith('.');

    private static string? Link(DiskEntry[] entries) => Array.Find(entries, entry => entry.IsLink)?.Name;

    private static DateTimeOffset Written(DiskEntry[] entries) =>
        new(entries.Where(file => !file.IsFolder).Select(file => file.Written).DefaultIfEmpty(DateTime.UnixEpoch).Max());

    private static string Stamp(DiskEntry[] entries) =>
        string.Join(
            '|',
            entries
                .Where(file => !file.IsFolder)
                .OrderBy(file => file.Name, StringComparer.Ordinal)
                .Select(file => $"{file.Name}:{file.Written.Ticks}:{file.Length}")
        );
}
