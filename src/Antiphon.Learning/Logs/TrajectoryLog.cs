using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>A log to learn from: a file, and what has to be known of it. Read as a stream, as often as needed.</summary>
/// <param name="Path">The file.</param>
/// <param name="Description">Its game, its local agents' policy, and whether its tracked agents stay the same.</param>
public sealed record TrajectoryLog(string Path, LogDescription Description)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>The size of the file.</summary>
    public long Bytes => new FileInfo(Path).Length;

    /// <summary>Begins to read.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or its first lines are not those of a log of the game.</exception>
    public LogReader Open()
    {
        if (Directory.Exists(Path) || !File.Exists(Path))
        {
            throw new InvalidInputException(
                $"'{Path}' {(Directory.Exists(Path) ? "is a folder" : "does not exist")}; expected a log that `antiphon log` wrote, or "
                    + "one with the same columns"
            );
        }

        try
        {
            return new LogReader(
                new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan),
                Description.Game,
                Path
            );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{Path}' cannot be read: {failure.Message}", failure);
        }
    }
}
