using System.Text.RegularExpressions;

namespace Antiphon.Files;

/// <summary>
/// Finds and removes the temporary files of writers that were killed. A living writer holds its file locked until it renames it, an
/// instant later.
/// </summary>
internal static partial class AbandonedFiles
{
    /// <summary>How the names of temporary files end.</summary>
    public const string Extension = ".tmp";

    // Between the release of a file and its new name lie microseconds; the clocks of two machines may differ by more.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(5);

    /// <summary>The temporary files that killed writers of a file left behind.</summary>
    public static IEnumerable<string> Of(string path) =>
        Named(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Path.GetFileName(path)}.*{Extension}");

    /// <summary>The temporary files that killed writers of any files of a folder left behind.</summary>
    public static IEnumerable<string> In(string folder) => Named(folder, $".*{Extension}");

    /// <summary>Removes those of earlier writers of a file; what cannot be removed stays.</summary>
    /// <param name="path">The file.</param>
    public static void RemoveOf(string path)
    {
        try
        {
            foreach (string temporary in Of(path).Where(IsAbandoned))
            {
                Disk.Current.Delete(temporary);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // They are only untidy; a disk that fails is reported by the writing that follows.
        }
    }

    private static bool IsAbandoned(string temporary) =>
        Disk.Current.Find(temporary) is { } found
        && TimeProvider.System.GetUtcNow().UtcDateTime - found.Written > Settled
        && !IsHeld(temporary);

    private static bool IsHeld(string temporary)
    {
        try
        {
            using Stream probe = Disk.Current.Open(temporary, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string[] Named(string folder, string pattern) =>
        Disk.Current.IsFolder(folder)
            ? [.. Disk.Current.Files(folder, pattern).Where(file => Temporary().IsMatch(Path.GetFileName(file)))]
            : [];

    [GeneratedRegex(@"^\..+\.\d+-\d+\.tmp$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Temporary();
}
