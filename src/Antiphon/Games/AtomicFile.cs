using System.Text;

namespace Antiphon.Games;

/// <summary>
/// Writes whole files so that a reader, or a restart after a crash, finds either the old content or the new, never a part: the content goes to a
/// temporary name in the same folder, is flushed to the disk, and takes the file's name in one step.
/// </summary>
public static class AtomicFile
{
    private static long counter;

    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file; it is replaced if it exists. Its folder must exist.</param>
    /// <param name="text">All of its content.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; the message says why, and nothing is left behind.</exception>
    public static void WriteText(string path, string text) => WriteBytes(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text));

    /// <summary>Writes bytes.</summary>
    /// <param name="path">The file; it is replaced if it exists. Its folder must exist.</param>
    /// <param name="bytes">All of its content.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; the message says why, and nothing is left behind.</exception>
    public static void WriteBytes(string path, ReadOnlySpan<byte> bytes) => Write(path, bytes, static (file, content) => file.Write(content));

    /// <summary>Writes what is too large to hold in memory.</summary>
    /// <param name="path">The file; it is replaced if it exists. Its folder must exist.</param>
    /// <param name="content">Writes all of the content. If it throws, the file stays as it was.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; the message says why, and nothing is left behind.</exception>
    public static void WriteStream(string path, Action<Stream> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Write(path, content, static (file, write) => write(file));
    }

    private static void Write<TContent>(string path, TContent content, Action<Stream, TContent> write)
        where TContent : allows ref struct
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string? temporary = null;
        try
        {
            var full = Path.GetFullPath(path);
            var folder = Path.GetDirectoryName(full) ?? throw new IOException("it is the root folder");
            RequireFolder(folder, full);
            using (var file = CreateTemporary(folder, Path.GetFileName(full), out temporary))
            {
                write(file, content);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
            temporary = null;
            FolderFlush.Try(folder);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InvalidInputException($"'{path}' cannot be written: {problem.Message} Choose a file in a folder that exists and may be written to.", problem);
        }
        finally
        {
            RemoveQuietly(temporary);
        }
    }

    private static void RequireFolder(string folder, string full)
    {
        if (!Directory.Exists(folder))
        {
            throw new IOException($"the folder '{folder}' does not exist.");
        }

        if (Directory.Exists(full))
        {
            throw new IOException("it is a folder.");
        }
    }

    // The process id and a counter make names unique among living processes; a name left over by a dead one is skipped.
    private static FileStream CreateTemporary(string folder, string name, out string temporary)
    {
        while (true)
        {
            temporary = Path.Combine(folder, $".{name}.{Environment.ProcessId}-{Interlocked.Increment(ref counter)}.tmp");
            if (!File.Exists(temporary))
            {
                return new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            }
        }
    }

    private static void RemoveQuietly(string? temporary)
    {
        try
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }
}
