using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Antiphon.Files;

/// <summary>Whole files, and what else is put together from the operations of a disk.</summary>
internal static class DiskReading
{
    private const int PieceBytes = 65_536;

    /// <summary>Whether there is a file or a folder of that name.</summary>
    public static bool Exists(this Disk disk, [NotNullWhen(true)] string? path) => disk.IsFile(path) || disk.IsFolder(path);

    /// <summary>Opens a file that others may read meanwhile.</summary>
    public static Stream Read(this Disk disk, string path) => disk.Open(path, FileMode.Open, FileAccess.Read, FileShare.Read);

    /// <summary>All bytes of a file.</summary>
    public static byte[] ReadBytes(this Disk disk, string path)
    {
        using Stream file = disk.Open(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferBytes: 0);
        long length = file.Length;
        if (length > Array.MaxLength)
        {
            throw new IOException($"The file has {length:N0} bytes; at most {Array.MaxLength:N0} can be read at once.");
        }

        // Files of the system's own say that they are empty, and are not.
        return length == 0 ? Rest(file) : First(file, (int)length);
    }

    /// <summary>All bytes of a file from a place on; none where it ends before.</summary>
    public static byte[] ReadBytes(this Disk disk, string path, long from)
    {
        if (from == 0)
        {
            return disk.ReadBytes(path);
        }

        using Stream file = disk.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferBytes: 0);
        if (file.Length <= from)
        {
            return [];
        }

        file.Position = from;
        return Rest(file);
    }

    // Fewer where it became shorter meanwhile.
    private static byte[] First(Stream file, int count)
    {
        byte[] first = GC.AllocateUninitializedArray<byte>(count);
        int read = file.ReadAtLeast(first, count, throwOnEndOfStream: false);
        return read == count ? first : first[..read];
    }

    private static byte[] Rest(Stream file)
    {
        using var rest = new MemoryStream();
        file.CopyTo(rest);
        return rest.ToArray();
    }

    /// <summary>The text of a file.</summary>
    public static string ReadText(this Disk disk, string path)
    {
        using var reader = new StreamReader(disk.Read(path), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Whether a text is all that is in a file; compared in pieces, without a copy of either.</summary>
    public static bool Holds(this Disk disk, string path, ReadOnlySpan<char> text)
    {
        using Stream file = disk.Open(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferBytes: 0);
        Encoder encoder = Encoding.UTF8.GetEncoder();
        byte[] expected = new byte[PieceBytes];
        byte[] found = new byte[PieceBytes];
        bool isEnd = false;
        while (!isEnd)
        {
            encoder.Convert(text, expected, flush: true, out int used, out int count, out isEnd);
            text = text[used..];
            int read = file.ReadAtLeast(found.AsSpan(0, count), count, throwOnEndOfStream: false);
            if (!found.AsSpan(0, read).SequenceEqual(expected.AsSpan(0, count)))
            {
                return false;
            }
        }

        return file.ReadByte() < 0;
    }

    /// <summary>The lines of a text file, as they are asked for.</summary>
    public static IEnumerable<string> ReadLines(this Disk disk, string path)
    {
        using var reader = new StreamReader(disk.Read(path), Encoding.UTF8);
        while (reader.ReadLine() is string line)
        {
            yield return line;
        }
    }

    /// <summary>The size of a file, in bytes.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static long LengthOf(this Disk disk, string path) =>
        disk.Find(path) is { IsFolder: false } file ? file.Length : throw new FileNotFoundException($"'{path}' does not exist.", path);

    /// <summary>All that is in a folder. What disappears meanwhile is left out.</summary>
    public static DiskEntry[] FindAll(this Disk disk, string folder) => [.. disk.Entries(folder).Select(disk.Find).OfType<DiskEntry>()];

    /// <summary>The paths of all files and folders in a folder.</summary>
    public static IEnumerable<string> Entries(this Disk disk, string folder) => disk.Folders(folder).Concat(disk.Files(folder));
}
