namespace Antiphon.Fuzz;

/// <summary>A folder for the files that readers are given; removed with its content.</summary>
internal sealed class Scratch : IDisposable
{
    // In memory where the system has such a folder: a disk that others write to makes a million small files slow.
    private const string Memory = "/dev/shm";

    private static int counter;

    /// <summary>Creates one.</summary>
    public Scratch()
    {
        string name = $"antiphon-fuzz-{Environment.ProcessId}-{Interlocked.Increment(ref counter)}";
        Folder = Directory.CreateDirectory(Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), name)).FullName;
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <summary>The path of a file in it.</summary>
    /// <param name="name">The file's name.</param>
    public string In(string name) => Path.Combine(Folder, name);

    /// <summary>Writes a file.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">All of it.</param>
    /// <returns>Its path.</returns>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(In(name), content);
        return In(name);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
