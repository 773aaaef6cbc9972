using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Evaluation;

/// <summary>
/// Witness files, format antiphon-witness/1: the line "antiphon-witness/1", then, deflated, a count of functions and for each its name, error, values, global actions and
/// local probabilities; lengths as 32-bit numbers (-1: none), numbers as little-endian doubles and 32-bit integers. Values are kept to the bit; they are stored as eight planes, the
/// lowest bytes of all values first, for the planes of signs and exponents compress well.
/// </summary>
public static class WitnessFile
{
    private const string Header = "antiphon-witness/1\n";
    private const int MostFunctions = 100;

    /// <summary>The name of the witness file that belongs to a certificate file.</summary>
    /// <param name="certificatePath">For example certificate.json.</param>
    /// <returns>For example certificate.witness.</returns>
    public static string PathFor(string certificatePath) => Path.ChangeExtension(certificatePath, ".witness");

    /// <summary>Writes a witness. The file appears whole or not at all.</summary>
    /// <param name="witness">The witness.</param>
    /// <param name="path">The file; it is replaced if it exists.</param>
    /// <returns>The SHA-256 of the file in lower-case hexadecimal.</returns>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static string Save(CertificateWitness witness, string path)
    {
        ArgumentNullException.ThrowIfNull(witness);
        using var buffer = new MemoryStream();
        buffer.Write(Encoding.ASCII.GetBytes(Header));
        using (var deflated = new DeflateStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        using (var writer = new BinaryWriter(deflated, Encoding.UTF8))
        {
            writer.Write(witness.Functions.Count);
            foreach (var function in witness.Functions)
            {
                writer.Write(function.Name);
                writer.Write(function.Error);
                Write(writer, function.Values);
                writer.Write(function.Global?.Length ?? -1);
                Array.ForEach(function.Global ?? [], writer.Write);
                Write(writer, function.Local);
            }
        }

        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        AtomicFile.WriteBytes(path, bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>Reads a witness.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The witness and the SHA-256 of the file.</returns>
    /// <exception cref="InvalidInputException">The file cannot be read, is no witness, or is damaged.</exception>
    public static (CertificateWitness Witness, string Hash) Load(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' cannot be read: {problem.Message} Certify again to make it anew.", problem);
        }

        if (!bytes.AsSpan().StartsWith(Encoding.ASCII.GetBytes(Header)))
        {
            throw new InvalidInputException($"'{path}' is no witness of a certificate: it does not begin with {Header.TrimEnd()}; certify again to make it anew.");
        }

        try
        {
            using var inflated = new DeflateStream(new MemoryStream(bytes, Header.Length, bytes.Length - Header.Length), CompressionMode.Decompress);
            using var reader = new BinaryReader(inflated, Encoding.UTF8);
            var count = reader.ReadInt32();
            if (count is < 0 or > MostFunctions)
            {
                throw new InvalidDataException($"it claims {count} functions.");
            }

            var functions = Enumerable.Range(0, count).Select(_ => new WitnessFunction(
                reader.ReadString(), reader.ReadDouble(), Read(reader) ?? [], ReadActions(reader), Read(reader))).ToArray();
            return (new CertificateWitness(functions), Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException or FormatException or DecoderFallbackException)
        {
            throw new InvalidInputException($"'{path}' is damaged: {problem.Message} Certify again to make it anew.", problem);
        }
    }

    private static void Write(BinaryWriter writer, double[]? values)
    {
        writer.Write(values?.Length ?? -1);
        var plane = new byte[values?.Length ?? 0];
        for (var shift = 0; shift < 64 && plane.Length > 0; shift += 8)
        {
            for (var place = 0; place < plane.Length; place++)
            {
                plane[place] = (byte)(BitConverter.DoubleToUInt64Bits(values![place]) >> shift);
            }

            writer.Write(plane);
        }
    }

    private static double[]? Read(BinaryReader reader)
    {
        var length = Length(reader, sizeof(double));
        if (length < 0)
        {
            return null;
        }

        var bits = new ulong[length];
        for (var shift = 0; shift < 64; shift += 8)
        {
            for (var place = 0; place < length; place++)
            {
                bits[place] |= (ulong)reader.ReadByte() << shift;
            }
        }

        return [.. bits.Select(BitConverter.UInt64BitsToDouble)];
    }

    private static int[]? ReadActions(BinaryReader reader)
    {
        var length = Length(reader, sizeof(int));
        return length < 0 ? null : [.. Enumerable.Range(0, length).Select(_ => reader.ReadInt32())];
    }

    private static int Length(BinaryReader reader, int size)
    {
        var length = reader.ReadInt32();
        return length <= CountLattice.MaximumSize && (double)length * size * 2 <= MemoryBudget.UsableBytes
            ? length
            : throw new InvalidDataException($"it claims a table of {length:N0} numbers.");
    }
}
