using Antiphon.Games;

namespace Antiphon.Learning;

/// <summary>A log to learn from: a file, and what has to be known of it. Read as a stream, as often as needed.</summary>
/// <param name="Path">The file.</param>
/// <param name="Description">Its game, its local agents' policy, and whether its tracked agents stay the same.</param>
public sealed record TrajectoryLog(string Path, LogDescription Description)
{
    private const int BufferBytes = 1 << 16;

    /// <summary>The size of the file.</summary>
    public long Bytes => Disk.Current.LengthOf(Path);

    /// <summary>Begins to read.</summary>
    /// <exception cref="InvalidInputException">The file cannot be read, or its first lines are not those of a log of the game.</exception>
    public LogReader Open()
    {
        if (Disk.Current.IsFolder(Path) || !Disk.Current.IsFile(Path))
        {
            throw new InvalidInputException(
                $"'{Path}' {(Disk.Current.IsFolder(Path) ? "is a folder" : "does not exist")}; expected a recorded log, or "
                    + "one with the same columns"
            );
        }

        try
        {
            return new LogReader(
                Disk.Current.Open(Path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.SequentialScan),
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
