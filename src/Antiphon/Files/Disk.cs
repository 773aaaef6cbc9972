namespace Antiphon.Files;

/// <summary>
/// Puts files and the entries of folders on the disk, and says so when that fails: the operating system's own call, whose result is
/// checked. (FileStream.Flush with flushToDisk ignores a failed fsync.) All that the library stores goes through here.
/// </summary>
internal abstract class Disk
{
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

    /// <summary>Returns once all that was written to the file is on the disk.</summary>
    /// <exception cref="IOException">It is not; the message is the system's.</exception>
    public abstract void Flush(FileStream file);

    /// <summary>
    /// Returns once the names in a folder are on the disk as they are now. Does nothing where the system has no such call.
    /// </summary>
    /// <exception cref="IOException">They are not; the message is the system's.</exception>
    public abstract void FlushFolder(string folder);

    /// <summary>Creates a folder with those above it that are missing, and puts their names on the disk.</summary>
    /// <exception cref="IOException">It cannot be created, or its name is not on the disk.</exception>
    public void CreateFolder(string folder)
    {
        var missing = new Stack<string>();
        for (string place = Path.GetFullPath(folder); !Path.Exists(place) && Path.GetDirectoryName(place) is { } above; place = above)
        {
            missing.Push(above);
        }

        Directory.CreateDirectory(folder);
        foreach (string above in missing)
        {
            FlushFolder(above);
        }
    }

    private sealed class Restored(Disk? before) : IDisposable
    {
        public void Dispose() => Other.Value = before;
    }
}
