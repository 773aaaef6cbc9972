#pragma warning disable RS0030 // The one place that may: all other code uses this class.

using System.Diagnostics.CodeAnalysis;

namespace Antiphon.Files;

/// <summary>
/// The file system: every file that the library and the command read or write, they read or write through here, so that a test can make
/// any operation fail. Files and the names in folders are put on the disk by the operating system's own call, whose result is checked.
/// (FileStream.Flush with flushToDisk ignores a failed fsync.)
/// </summary>
internal abstract class Disk
{
    private const int Buffer = 1 << 12;

    private static readonly Disk System = OperatingSystem.IsWindows() ? new WindowsDisk() : new UnixDisk();
    private static readonly AsyncLocal<Disk?> Other = new();

    /// <summary>The disk of this machine, or what <see cref="Use"/> put in its place.</summary>
    public static Disk Current => Other.Value ?? System;

    /// <summary>Takes another disk in this flow of control until disposed: how tests make a disk fail.</summary>
    public static IDisposable Use(Disk disk)
    {
        Disk? before = Other.Value;
        Other.Value = disk;
        return new Restored(before);
    }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">What to do when it exists, and when it does not.</param>
    /// <param name="access">Whether it is read or written.</param>
    /// <param name="share">What other processes may do with it meanwhile; nothing makes it a lock.</param>
    /// <param name="bufferBytes">The size of the buffer; 0: none.</param>
    /// <param name="options">How it is going to be used.</param>
    public virtual Stream Open(
        string path,
        FileMode mode,
        FileAccess access,
        FileShare share,
        int bufferBytes = Buffer,
        FileOptions options = FileOptions.None
    ) => new FileStream(path, mode, access, share, bufferBytes, options);

    /// <summary>Returns once all that was written to the file is on the disk.</summary>
    /// <param name="file">A file that this disk opened.</param>
    /// <exception cref="IOException">It is not; the message is the system's.</exception>
    public abstract void Flush(Stream file);

    /// <summary>
    /// Returns once the names in a folder are on the disk as they are now. Does nothing where the system has no such call.
    /// </summary>
    /// <exception cref="IOException">They are not; the message is the system's.</exception>
    public abstract void FlushFolder(string folder);

    /// <summary>Gives a file another name in one step.</summary>
    public virtual void Move(string path, string target, bool overwrite = false) => File.Move(path, target, overwrite);

    /// <summary>Gives a folder another name in one step.</summary>
    /// <exception cref="IOException">There is no such folder, or the name is taken.</exception>
    public virtual void MoveFolder(string folder, string target) => Directory.Move(folder, target);

    /// <summary>Removes a file; does nothing if there is none.</summary>
    public virtual void Delete(string path) => File.Delete(path);

    /// <summary>Makes a folder with those above it that are missing; does nothing if it exists.</summary>
    public virtual void MakeFolder(string folder) => Directory.CreateDirectory(folder);

    /// <summary>Removes a folder with all that is in it.</summary>
    public virtual void DeleteFolder(string folder) => Directory.Delete(folder, recursive: true);

    /// <summary>Whether there is a file of that name.</summary>
    /// <exception cref="IOException">The system cannot tell.</exception>
    public virtual bool IsFile([NotNullWhen(true)] string? path) => File.Exists(path) || RequireMissing(path);

    /// <summary>Whether there is a folder of that name.</summary>
    /// <exception cref="IOException">The system cannot tell.</exception>
    public virtual bool IsFolder([NotNullWhen(true)] string? path) => Directory.Exists(path) || RequireMissing(path);

    /// <summary>The paths of the files in a folder, in no order.</summary>
    public virtual string[] Files(string folder, string pattern = "*") => Directory.GetFiles(folder, pattern);

    /// <summary>The paths of the folders in a folder, in no order.</summary>
    public virtual string[] Folders(string folder) => Directory.GetDirectories(folder);

    /// <summary>What is known of a file, a folder or a link; null when there is none.</summary>
    public virtual DiskEntry? Find(string path)
    {
        FileSystemInfo found = InfoOf(path);
        return (int)found.Attributes == -1
            ? null
            : new DiskEntry(
                found.FullName,
                found is DirectoryInfo,
                found.Attributes.HasFlag(FileAttributes.ReparsePoint),
                found is FileInfo file ? file.Length : 0,
                found.LastWriteTimeUtc
            );
    }

    /// <summary>The path that a link leads to, over all further links; null when the path is no link.</summary>
    public virtual string? Target(string path)
    {
        FileSystemInfo named = InfoOf(path);
        return named.LinkTarget is null ? null : named.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>Creates a folder with those above it that are missing, and puts their names on the disk.</summary>
    /// <exception cref="IOException">It cannot be created, or its name is not on the disk.</exception>
    public void CreateFolder(string folder)
    {
        var missing = new Stack<string>();
        for (string place = Path.GetFullPath(folder); !this.Exists(place) && Path.GetDirectoryName(place) is { } above; place = above)
        {
            missing.Push(above);
        }

        MakeFolder(folder);
        foreach (string above in missing)
        {
            FlushFolder(above);
        }
    }

    // File.Exists says no also where the system cannot look: a disk that fails, a folder that may not be searched. A result would then
    // be taken for missing.
    private static bool RequireMissing([NotNullWhen(true)] string? path)
    {
        if (!string.IsNullOrEmpty(path) && !path.Contains('\0', StringComparison.Ordinal))
        {
            try
            {
                _ = new FileInfo(path).Attributes;
            }
            catch (PathTooLongException)
            {
                // There can be no such file.
            }
        }

        return false;
    }

    private static FileSystemInfo InfoOf(string path) => Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);

    private sealed class Restored(Disk? before) : IDisposable
    {
        public void Dispose() => Other.Value = before;
    }
}
