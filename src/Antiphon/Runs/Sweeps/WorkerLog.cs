using System.Globalization;
using System.Text;

namespace Antiphon.Runs;

/// <summary>What a worker did, a line for each event, for people: nothing depends on it.</summary>
internal static class WorkerLog
{
    private const int MostBytes = 1 << 16;

    /// <summary>Adds a line. That it cannot be written is no fault.</summary>
    /// <param name="path">The log.</param>
    /// <param name="time">The clock.</param>
    /// <param name="text">What happened.</param>
    public static void Append(string path, TimeProvider time, string text)
    {
        try
        {
            string moment = time.GetUtcNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            using Stream file = Disk.Current.Open(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferBytes: 0);
            file.Write(Encoding.UTF8.GetBytes($"{moment} {text.ReplaceLineEndings(" ")}\n"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException) { }
    }

    /// <summary>The last lines of a log; none where it cannot be read.</summary>
    /// <param name="path">The log.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="word">What they must contain; null: anything.</param>
    public static IReadOnlyList<string> Last(string path, int count, string? word = null)
    {
        try
        {
            if (!Disk.Current.IsFile(path))
            {
                return [];
            }

            byte[] bytes = Disk.Current.ReadBytes(path, Math.Max(0, Disk.Current.LengthOf(path) - MostBytes));
            return
            [
                .. Encoding
                    .UTF8.GetString(bytes)
                    .Split('\n')
                    .Where(line => line.Length > 0 && (word is null || line.Contains(word, StringComparison.Ordinal)))
                    .TakeLast(count),
            ];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
