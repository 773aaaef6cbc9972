using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Evaluation;

/// <summary>
/// Witness files, format antiphon-witness/1: the line "antiphon-witness/1", then, deflated, a count of functions and for each its name,
/// error, values, global actions and local probabilities; lengths as 32-bit numbers (-1: none), numbers as little-endian doubles and
/// 32-bit integers. Values are kept to the bit; they are stored as eight planes, the lowest bytes of all values first, because the planes
/// of signs and exponents compress well.
/// </summary>
public static class WitnessFile
{
    private const string Header = "antiphon-witness/1\n";
    private const int ChunkBytes = 1 << 16;

    // Deflate's stored blocks cost 5 bytes in 64 kB; a generous allowance for other encoders.
    private const double Overhead = 1.001;
    private const int Slack = 1024;

    /// <summary>The name of the witness file that belongs to a certificate file.</summary>
    /// <param name="certificatePath">For example certificate.json.</param>
    /// <returns>For example certificate.witness.</returns>
    public static string PathFor(string certificatePath) => Path.ChangeExtension(certificatePath, ".witness");

    /// <summary>Writes a witness. The file appears whole or not at all.</summary>
    /// <param name="witness">The witness.</param>
    /// <param name="path">The file; it is replaced if it exists.</param>
    /// <param name="cancellation">Cancels; the file then stays as it was.</param>
    /// <returns>The SHA-256 of the file in lower-case hexadecimal.</returns>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static string Save(CertificateWitness witness, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(witness);
        using var sha = SHA256.Create();
        AtomicFile.WriteStream(path, file =>
        {
            using var hashed = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true);
            hashed.Write(Encoding.ASCII.GetBytes(Header));
            using var deflated = new DeflateStream(hashed, CompressionLevel.Fastest, leaveOpen: true);
            using var writer = new BinaryWriter(deflated, Encoding.UTF8);
            writer.Write(witness.Functions.Count);
            foreach (WitnessFunction function in witness.Functions)
            {
                writer.Write(function.Name);
                writer.Write(function.Error);
                Write(writer, function.Values, cancellation);
                writer.Write(function.Global?.Length ?? -1);
                Array.ForEach(function.Global ?? [], writer.Write);
                Write(writer, function.Local, cancellation);
            }
        });
        return Convert.ToHexStringLower(sha.Hash!);
    }

    /// <summary>
    /// Reads the witness of a certificate. Before anything is inflated, the file's length is compared with the longest that a witness of
    /// this game can have, and its hash with the certificate's; while it is inflated, every length is compared with the game's. Memory:
    /// the functions themselves, 8 bytes a number, whatever the file says.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="game">The game that the policy belongs to.</param>
    /// <param name="policy">The pair.</param>
    /// <param name="stored">The certificate.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="InvalidInputException">
    /// The certificate is of another game or policy, is an estimate, or has no witness; the file cannot be read, is not the one that the
    /// certificate names, is too long, or is damaged.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static CertificateWitness Load(
        string path,
        CooperativeGame game,
        JointPolicy policy,
        StoredCertificate stored,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(stored);
        var shapes = new WitnessShapes(game, policy, stored.Certificate);
        try
        {
            using Stream file = Disk.Current.Read(path);
            RequireLength(file.Length, shapes);
            RequireHash(Hash(file, cancellation), stored.WitnessHash);
            file.Position = 0;
            RequireHeader(file);
            using var inflated = new DeflateStream(file, CompressionMode.Decompress);
            return new WitnessReader(inflated, shapes, cancellation).Read();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            string what = problem is InvalidDataException or EndOfStreamException ? "is damaged" : "cannot be read";
            throw new InvalidInputException($"'{path}' {what}: {problem.Message} Certify again to recreate it.", problem);
        }
    }

    /// <summary>The SHA-256 of a file in lower-case hexadecimal.</summary>
    internal static string HashOf(string path, CancellationToken cancellation)
    {
        using Stream file = Disk.Current.Read(path);
        return Hash(file, cancellation);
    }

    private static void RequireLength(long length, WitnessShapes shapes)
    {
        double most = Header.Length + (shapes.MostBytes * Overhead) + Slack;
        if (length > most)
        {
            throw new InvalidDataException($"it has {length:N0} bytes; expected at most {most:N0} for a certificate of this game.");
        }
    }

    private static void RequireHash(string found, string? expected)
    {
        if (found != expected)
        {
            throw new InvalidDataException($"its hash is {found}; expected {expected ?? "none"}, as in the certificate.");
        }
    }

    private static void RequireHeader(Stream file)
    {
        byte[] header = new byte[Header.Length];
        int length = file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (!header.AsSpan(0, length).SequenceEqual(Encoding.ASCII.GetBytes(Header)))
        {
            throw new InvalidDataException($"it does not begin with {Header.TrimEnd()}, so it is not a witness of a certificate.");
        }
    }

    private static string Hash(Stream file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[ChunkBytes];
        for (int length = file.Read(chunk); length > 0; length = file.Read(chunk))
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(chunk, 0, length);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Write(BinaryWriter writer, double[]? values, CancellationToken cancellation)
    {
        writer.Write(values?.Length ?? -1);
        int length = values?.Length ?? 0;
        byte[] chunk = new byte[Math.Min(ChunkBytes, length)];
        for (int shift = 0; shift < 64; shift += 8)
        {
            for (int begin = 0; begin < length; begin += ChunkBytes)
            {
                cancellation.ThrowIfCancellationRequested();
                Span<byte> part = chunk.AsSpan(0, Math.Min(ChunkBytes, length - begin));
                for (int place = 0; place < part.Length; place++)
                {
                    part[place] = (byte)(BitConverter.DoubleToUInt64Bits(values![begin + place]) >> shift);
                }

                writer.Write(part);
            }
        }
    }
}
