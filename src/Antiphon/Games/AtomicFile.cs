using System.Text;

namespace Antiphon.Games;

/// <summary>
/// Writes whole files so that a reader, or a kill at any instant, sees either the old content or the new, never a part:
/// to a temporary name in the same folder, flushed to disk, then renamed.
/// </summary>
public static class AtomicFile
{
    // A crash can leave temporary files behind; their names are skipped, not overwritten.
    private const int MaximumLeftovers = 10_000;

    /// <summary>Writes text as UTF-8 without a byte order mark, replacing the file if it exists.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="text">The whole content.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; the old content, if any, is untouched.</exception>
    public static void WriteText(string path, string text) => WriteBytes(path, new UTF8Encoding(false).GetBytes(text));

    /// <summary>Writes bytes, replacing the file if it exists.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="bytes">The whole content.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; the old content, if any, is untouched.</exception>
    public static void WriteBytes(string path, ReadOnlySpan<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string? temporary = null;
        try
        {
            using (var stream = OpenTemporary(Path.GetFullPath(path)))
            {
                temporary = stream.Name;
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            Remove(temporary);
            throw new InvalidInputException($"cannot write {path}: {exception.Message} Choose a folder that exists and can be written to.", exception);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static FileStream OpenTemporary(string path)
    {
        for (var attempt = 0; ; attempt++)
        {
            var candidate = $"{path}.{Environment.ProcessId}-{attempt}.tmp";
            try
            {
                return new FileStream(candidate, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            }
            catch (IOException) when (attempt < MaximumLeftovers && File.Exists(candidate))
            {
                // Another thread, or a run that was killed, holds this name.
            }
        }
    }

    private static void Remove(string? temporary)
    {
        if (temporary is null)
        {
            return;
        }

        try
        {
            File.Delete(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The write's own failure is the one to report.
        }
    }
}
