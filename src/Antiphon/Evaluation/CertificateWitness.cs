using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Antiphon.Evaluation;

/// <summary>
/// The value functions and deviating policies that an exact certificate's figures rest on. With them <see cref="CertificateVerifier"/>
/// rechecks the certificate without solving anything. Stored in a file of its own beside the certificate, see <see cref="WitnessFile"/>.
/// </summary>
public sealed class CertificateWitness
{
    internal CertificateWitness(IReadOnlyList<WitnessFunction> functions) => Functions = functions;

    internal IReadOnlyList<WitnessFunction> Functions { get; }

    /// <summary>Doubles in all functions together.</summary>
    internal long Numbers => Functions.Sum(function => (long)function.Values.Length);

    /// <summary>A number that changes with every bit of every function.</summary>
    internal long Digest(CancellationToken cancellation)
    {
        const int ChunkBytes = 1 << 24;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (WitnessFunction function in Functions)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(function.Name));
            hash.AppendData(MemoryMarshal.AsBytes<double>([function.Error]));
            Append(MemoryMarshal.AsBytes<double>(function.Values));
            Append(MemoryMarshal.AsBytes<int>(function.Global));
            Append(MemoryMarshal.AsBytes<double>(function.Local));
        }

        return BinaryPrimitives.ReadInt64LittleEndian(hash.GetHashAndReset());

        void Append(ReadOnlySpan<byte> bytes)
        {
            for (; bytes.Length > 0; bytes = bytes[Math.Min(ChunkBytes, bytes.Length)..])
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(bytes[..Math.Min(ChunkBytes, bytes.Length)]);
            }
        }
    }

    internal WitnessFunction? Find(string name) => Functions.FirstOrDefault(function => function.Name == name);
}
