using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Files;

/// <summary>
/// Writes an archive of arrays as numpy reads it: a zip file, stored, of one .npy file (version 1.0) per array, little-endian, the last
/// index fastest. The last array, "digest", is the SHA-256 of all others: for each, in the order of the file, its name and its data.
/// </summary>
internal sealed class NpzWriter : IDisposable
{
    /// <summary>The array that holds the digest.</summary>
    public const string Digest = "digest";

    private const int HeaderMultiple = 64;
    private const int Prefix = 10;
    private const int Buffered = 1 << 13;
    private const int CharacterBytes = 4;

    // Equal contents are equal files.
    private static readonly DateTimeOffset Written = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive archive;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Begins an archive.</summary>
    /// <param name="target">Where it is written; stays open.</param>
    public NpzWriter(Stream target) => archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>Writes an array of doubles.</summary>
    public void Add(string name, IReadOnlyList<long> shape, IEnumerable<double> values) =>
        Add(name, "<f8", sizeof(double), shape, values, BinaryPrimitives.WriteDoubleLittleEndian);

    /// <summary>Writes an array of 64-bit whole numbers.</summary>
    public void Add(string name, IReadOnlyList<long> shape, IEnumerable<long> values) =>
        Add(name, "<i8", sizeof(long), shape, values, BinaryPrimitives.WriteInt64LittleEndian);

    /// <summary>Writes an array of texts, all as wide as the longest.</summary>
    public void Add(string name, IReadOnlyList<long> shape, IReadOnlyList<string> texts)
    {
        int width = Math.Max(1, texts.Max(text => text.EnumerateRunes().Count()));
        Add(name, $"<U{width}", width * CharacterBytes, shape, texts, WriteText);
    }

    /// <summary>Writes the digest; nothing may follow.</summary>
    public void End() => Add(Digest, [], [Convert.ToHexStringLower(hash.GetHashAndReset())]);

    /// <inheritdoc/>
    public void Dispose()
    {
        hash.Dispose();
        archive.Dispose();
    }

    private delegate void Put<T>(Span<byte> place, T value);

    private static void WriteText(Span<byte> place, string text)
    {
        place.Clear();
        foreach (Rune rune in text.EnumerateRunes())
        {
            BinaryPrimitives.WriteInt32LittleEndian(place, rune.Value);
            place = place[CharacterBytes..];
        }
    }

    private void Add<T>(string name, string type, int size, IReadOnlyList<long> shape, IEnumerable<T> values, Put<T> put)
    {
        ZipArchiveEntry entry = archive.CreateEntry($"{name}.npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = Written;
        using Stream file = entry.Open();
        file.Write(Header(type, shape));
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        byte[] buffer = new byte[Math.Max(Buffered / size, 1) * size];
        int filled = 0;
        foreach (T value in values)
        {
            put(buffer.AsSpan(filled, size), value);
            filled += size;
            if (filled == buffer.Length)
            {
                Flush();
            }
        }

        Flush();

        void Flush()
        {
            file.Write(buffer, 0, filled);
            hash.AppendData(buffer, 0, filled);
            filled = 0;
        }
    }

    private static byte[] Header(string type, IReadOnlyList<long> shape)
    {
        string sizes = string.Concat(shape.Select(size => string.Create(CultureInfo.InvariantCulture, $"{size}, ")));
        string fields = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({sizes.TrimEnd()}), }}";
        int length = (Prefix + fields.Length + HeaderMultiple) / HeaderMultiple * HeaderMultiple;
        byte[] header = [0x93, .. "NUMPY"u8, 1, 0, 0, 0, .. Encoding.ASCII.GetBytes(fields.PadRight(length - Prefix - 1)), (byte)'\n'];
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(Prefix - sizeof(ushort)), (ushort)(length - Prefix));
        return header;
    }
}
