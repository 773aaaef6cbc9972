using System.Globalization;

namespace Antiphon.Runs;

/// <summary>The names of processes that work on a sweep.</summary>
internal static class SweepProcess
{
    private const string MainPrefix = "main-";

    /// <summary>The process that holds the lock of the folder.</summary>
    public static string Main => MainPrefix + Ordinary;

    /// <summary>A pattern for the names of all such processes.</summary>
    public const string AnyMain = MainPrefix + "*";

    /// <summary>What a worker is called where nobody says otherwise: its machine and process.</summary>
    public static string Ordinary =>
        string.Create(CultureInfo.InvariantCulture, $"{Plain(Environment.MachineName)}-{Environment.ProcessId}");

    /// <summary>Whether a name is that of a process that held the lock: it is dead when another one holds it.</summary>
    public static bool IsMain(string name) => name.StartsWith(MainPrefix, StringComparison.Ordinal);

    /// <summary>A name of letters, digits and hyphens, as names of files need it.</summary>
    public static string Plain(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));

    /// <summary>Registers a worker: creates its journal, exclusively.</summary>
    /// <param name="paths">The sweep.</param>
    /// <param name="name">What it would be called.</param>
    /// <returns>Its name.</returns>
    /// <exception cref="InvalidInputException">The folder cannot be written.</exception>
    public static string Register(SweepPaths paths, string name)
    {
        try
        {
            Disk.Current.CreateFolder(paths.Workers);
            string free = name;
            for (int attempt = 2; !TryCreate(paths.JournalOf(free)); attempt++)
            {
                free = string.Create(CultureInfo.InvariantCulture, $"{name}-{attempt}");
            }

            return free;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                $"{paths.Folder} cannot be written: {failure.Message} Workers need a folder that they can write, with free space.",
                failure
            );
        }
    }

    private static bool TryCreate(string path)
    {
        try
        {
            Disk.Current.Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read).Dispose();
            return true;
        }
        catch (IOException) when (Disk.Current.IsFile(path))
        {
            return false;
        }
    }
}
