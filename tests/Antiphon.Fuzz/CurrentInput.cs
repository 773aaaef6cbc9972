using System.IO.MemoryMappedFiles;

namespace Antiphon.Fuzz;

/// <summary>The input under way, in memory that outlives the process: what it died of can be read afterwards.</summary>
internal sealed class CurrentInput : IDisposable
{
    private const int Head = sizeof(int);

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    /// <summary>Creates or opens the file.</summary>
    /// <param name="path">Its path.</param>
    public CurrentInput(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Head + Trial.LongestInput);
        view = file.CreateViewAccessor();
    }

    /// <summary>Ticks of the system's clock since the input was set.</summary>
    public long Milliseconds => Environment.TickCount64 - Volatile.Read(ref since);

    private long since = Environment.TickCount64;

    /// <summary>Notes an input.</summary>
    /// <param name="input">The input.</param>
    public void Set(byte[] input)
    {
        Volatile.Write(ref since, Environment.TickCount64);
        view.Write(0, input.Length);
        view.WriteArray(Head, input, 0, input.Length);
    }

    /// <summary>Reads the input that a process set last.</summary>
    /// <param name="path">The file.</param>
    public static byte[] Last(string path)
    {
        byte[] all = File.ReadAllBytes(path);
        return all[Head..(Head + BitConverter.ToInt32(all))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
