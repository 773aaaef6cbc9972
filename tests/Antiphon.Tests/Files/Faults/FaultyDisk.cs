using System.Diagnostics.CodeAnalysis;

namespace Antiphon.Tests.Files;

/// <summary>
/// A disk that numbers all operations from 0 in the order in which they are made, and lets one of them go wrong. Files are real ones
/// without a buffer, behind a buffer of the size that was asked for, so that what is on the disk after a kill is what was written.
/// </summary>
internal sealed class FaultyDisk(DiskFault fault = DiskFault.None, int at = -1) : Disk
{
    public const string BrokenCause = "Input/output error of the faulty disk";
    public const string FullCause = "No space left on the faulty disk";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);

    private readonly Disk real = Current;
    private readonly Lock turn = new();
    private readonly List<FaultyFile> open = [];
    private readonly List<string> log = [];
    private bool isFull;

    /// <summary>The operations so far, in order, each with its path.</summary>
    public IReadOnlyList<string> Log => log;

    /// <summary>Whether the process is dead.</summary>
    public bool IsDead { get; private set; }

    /// <summary>The operation that went wrong; null when none did.</summary>
    public string? Struck { get; private set; }

    public override Stream Open(
        string path,
        FileMode mode,
        FileAccess access,
        FileShare share,
        int bufferBytes = 1 << 12,
        FileOptions options = FileOptions.None
    )
    {
        bool needsSpace = mode != FileMode.Open && !File.Exists(path);
        Stream file = Do($"open {mode}", path, needsSpace, () =>
            new FaultyFile(this, path, real.Open(path, mode, access, share, 0, options))
        );
        return bufferBytes > 1 ? new BufferedStream(file, bufferBytes) : file;
    }

    public override void Flush(Stream file)
    {
        file.Flush();
        var faulty = (FaultyFile)(file is BufferedStream buffered ? buffered.UnderlyingStream : file);
        // The system's own flush takes milliseconds and changes nothing that a process can see.
        Do("flush", faulty.Path, needsSpace: true, () => 0);
    }

    public override void FlushFolder(string folder) => Do("flush folder", folder, needsSpace: false, () => 0);

    public override void Move(string path, string target, bool overwrite = false) =>
        Do("move", $"{path} to {target}", needsSpace: false, () => real.Move(path, target, overwrite));

    public override void MoveFolder(string folder, string target) =>
        Do("move folder", $"{folder} to {target}", needsSpace: false, () => real.MoveFolder(folder, target));

    public override void Delete(string path) => Do("delete", path, needsSpace: false, () => real.Delete(path));

    public override void MakeFolder(string folder) =>
        Do("make folder", folder, needsSpace: !Directory.Exists(folder), () => real.MakeFolder(folder));

    public override void DeleteFolder(string folder)
    {
        // What the system does is many operations; each is one here.
        foreach (string below in Directory.GetDirectories(folder))
        {
            DeleteFolder(below);
        }

        foreach (string file in Directory.GetFiles(folder))
        {
            Delete(file);
        }

        Do("delete folder", folder, needsSpace: false, () => real.DeleteFolder(folder));
    }

    public override bool IsFile([NotNullWhen(true)] string? path) => Do("is file", path ?? "", needsSpace: false, () => real.IsFile(path));

    public override bool IsFolder([NotNullWhen(true)] string? path) =>
        Do("is folder", path ?? "", needsSpace: false, () => real.IsFolder(path));

    public override string[] Files(string folder, string pattern = "*") =>
        Do("files", folder, needsSpace: false, () => real.Files(folder, pattern));

    public override string[] Folders(string folder) => Do("folders", folder, needsSpace: false, () => real.Folders(folder));

    public override DiskEntry? Find(string path) => Do("find", path, needsSpace: false, () => real.Find(path));

    public override string? Target(string path) => Do("target", path, needsSpace: false, () => real.Target(path));

    /// <summary>Does an operation, or lets it go wrong.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="path">On which file.</param>
    /// <param name="needsSpace">Whether it fails on a full disk.</param>
    /// <param name="operation">Does it.</param>
    /// <param name="part">Does a part of it.</param>
    public T Do<T>(string name, string path, bool needsSpace, Func<T> operation, Action? part = null)
    {
        lock (turn)
        {
            DiskFault now = Next($"{name} {path}", needsSpace);
            switch (now)
            {
                case DiskFault.Kill:
                    part?.Invoke();
                    Die();
                    throw new KilledException();
                case DiskFault.Full:
                    part?.Invoke();
                    throw new IOException($"{FullCause} : '{path}'");
                case DiskFault.Broken:
                    throw new IOException($"{BrokenCause} : '{path}'");
                case DiskFault.Slow:
                    Thread.Sleep(Pause);
                    break;
            }

            T result = operation();
            if (result is FaultyFile file)
            {
                open.Add(file);
            }

            return result;
        }
    }

    private void Do(string name, string path, bool needsSpace, Action operation) => Do(name, path, needsSpace, () =>
        {
            operation();
            return 0;
        });

    private DiskFault Next(string operation, bool needsSpace)
    {
        if (IsDead)
        {
            throw new KilledException();
        }

        bool isNow = log.Count == at;
        log.Add(operation);
        if (fault == DiskFault.Full)
        {
            isFull |= isNow;
            bool fails = isFull && needsSpace;
            Struck ??= fails ? operation : null;
            return fails ? DiskFault.Full : DiskFault.None;
        }

        Struck ??= isNow ? operation : null;
        return isNow ? fault : DiskFault.None;
    }

    // As the system does it: locks are gone, and what is in buffers is lost.
    private void Die()
    {
        IsDead = true;
        foreach (FaultyFile file in open)
        {
            file.Real.Dispose();
        }
    }
}
