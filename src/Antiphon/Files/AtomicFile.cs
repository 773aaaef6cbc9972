using System.Text;

namespace Antiphon.Files;

/// <summary>
/// Writes whole files so that a reader, or a restart after a crash, finds either the old content or the new, never a part: the content
/// goes to a temporary name in the same folder, is flushed to the disk, and takes the file's name in one step, which is flushed too. A
/// flush that fails is an error.
/// </summary>
internal static class AtomicFile
{
    private static long counter;

    /// <summary>Writes a text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The file; it is replaced if it exists. Its folder must exist.</param>
    /// <param name="text">All of its content.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; the message says why, and nothing is left behind.</exception>
    public static void WriteText(string path, string text) =>
        WriteBytes(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text));

    /// <summary>Writes bytes.</summary>
    /// <param name="path">The file; it is replaced if it exists. Its folder must exist.</param>
    /// <param name="bytes">All of its content.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; the message says why, and nothing is left behind.</exception>
    public static void WriteBytes(string path, ReadOnlySpan<byte> bytes) =>
        Write(path, bytes, static (file, content) => file.Write(content));

    /// <summary>Writes what is too large to hold in memory.</summary>
    /// <param name="path">The file; it is replaced if it exists. Its folder must exist.</param>
    /// <param name="content">Writes all of the content. If it throws, the file stays as it was.</param>
    /// <exception cref="InvalidInputException">The file cannot be written; the message says why, and nothing is left behind.</exception>
    public static void WriteStream(string path, Action<Stream> content)
    {
        ArgumentNullException.ThrowIfNull(content);
        Write(path, content, static (file, write) => write(file));
    }

    /// <summary>Requires that a file can be written there now: a temporary one is made in the folder, and removed.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">It cannot; the message says why.</exception>
    public static void RequireWritable(string path)
    {
        string? temporary = null;
        try
        {
            string full = Path.GetFullPath(path);
            CreateTemporary(Path.GetDirectoryName(full)!, Path.GetFileName(full), out temporary).Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unwritten(path, problem);
        }
        finally
        {
            RemoveQuietly(temporary);
        }
    }

    /// <summary>Gives a file that was written here another name in its folder, in one step.</summary>
    /// <param name="path">The file.</param>
    /// <param name="target">Its new name; what has it is replaced.</param>
    /// <exception cref="InvalidInputException">It cannot; the message says why.</exception>
    public static void Rename(string path, string target)
    {
        try
        {
            string full = Path.GetFullPath(target);
            RequireFolder(Path.GetDirectoryName(full)!, full);
            Disk.Current.Move(path, full, overwrite: true);
            Disk.Current.FlushFolder(Path.GetDirectoryName(full)!);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw Unwritten(target, problem);
        }
    }

    /// <summary>
    /// Creates a folder with those above it that are missing; their names are on the disk when this returns. Does nothing if it exists.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <exception cref="InvalidInputException">It cannot be created or put on the disk; the message says why.</exception>
    public static void CreateFolder(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            Disk.Current.CreateFolder(path);
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InvalidInputException(
                $"the folder '{path}' cannot be created: {problem.Message} Choose another, on a working disk with free space.",
                problem
            );
        }
    }

    private static void Write<TContent>(string path, TContent content, Action<Stream, TContent> write)
        where TContent : allows ref struct
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string? temporary = null;
        bool isReplaced = false;
        try
        {
            string full = Path.GetFullPath(path);
            string folder = Path.GetDirectoryName(full) ?? throw new IOException("it is the root folder");
            RequireFolder(folder, full);
            AbandonedFiles.RemoveOf(full);
            using (Stream file = CreateTemporary(folder, Path.GetFileName(full), out temporary))
            {
                write(file, content);
                Disk.Current.Flush(file);
            }

            Disk.Current.Move(temporary, full, overwrite: true);
            temporary = null;
            isReplaced = true;
            Disk.Current.FlushFolder(folder);
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw isReplaced ? Unflushed(path, problem) : Unwritten(path, problem);
        }
        finally
        {
            RemoveQuietly(temporary);
        }
    }

    private static InvalidInputException Unwritten(string path, Exception problem) =>
        new(
            $"'{path}' cannot be written: {problem.Message} Choose a file in an existing, writable folder, on a working disk with free "
                + "space.",
            problem
        );

    private static InvalidInputException Unflushed(string path, Exception problem) =>
        new(
            $"'{path}' was written, but its folder cannot be flushed to the disk: {problem.Message} After a loss of power the file may "
                + "have its previous content; check the disk and write it again.",
            problem
        );

    private static void RequireFolder(string folder, string full)
    {
        if (!Disk.Current.IsFolder(folder))
        {
            throw new IOException($"the folder '{folder}' does not exist.");
        }

        if (Disk.Current.IsFolder(full))
        {
            throw new IOException("it is a folder.");
        }
    }

    // The process id and a counter make names unique among living processes; a name left over by a dead one is skipped.
    private static Stream CreateTemporary(string folder, string name, out string temporary)
    {
        while (true)
        {
            temporary = Path.Combine(
                folder,
                $".{name}.{Environment.ProcessId}-{Interlocked.Increment(ref counter)}{AbandonedFiles.Extension}"
            );
            if (!Disk.Current.IsFile(temporary))
            {
                return Disk.Current.Open(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None);
            }
        }
    }

    private static void RemoveQuietly(string? temporary)
    {
        try
        {
            if (temporary is not null)
            {
                Disk.Current.Delete(temporary);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to report.
        }
    }
}
