using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace Antiphon.Evaluation;

/// <summary>
/// Reads the functions of a witness from its deflated part. Every length is compared with the one that follows from the game before
/// anything of that length is allocated or read. So reading takes no more memory than a witness of the game has, whatever the file says.
/// </summary>
internal sealed class WitnessReader(Stream inflated, WitnessShapes shapes, CancellationToken cancellation)
{
    private const int ChunkBytes = 1 << 16;
    private const int LongestName = 64;

    private readonly byte[] chunk = new byte[ChunkBytes];

    /// <summary>Reads all functions.</summary>
    /// <exception cref="InvalidDataException">
    /// A length or a name is not that of a witness of the game, or the stream ends too early or too late.
    /// </exception>
    internal CertificateWitness Read()
    {
        int count = Int32();
        Expect("functions", count, count >= 0 && count <= shapes.MostFunctions, $"at most {shapes.MostFunctions}");
        var functions = new List<WitnessFunction>(count);
        for (int index = 0; index < count; index++)
        {
            string name = Name(index);
            WitnessShape shape = shapes.Find(name)
                ?? throw new InvalidDataException($"function {index} is \"{name}\"; expected the name of a function of a certificate.");
            if (functions.Exists(other => other.Name == name))
            {
                throw new InvalidDataException($"it contains the function {name} twice; expected once.");
            }

            double error = BitConverter.Int64BitsToDouble(Int64());
            double[] values = Planes(Length($"{name}: values", shape.Values, optional: false));
            int global = Length($"{name}: global actions", shape.Global, optional: true);
            int[]? actions = global < 0 ? null : Actions(global);
            int local = Length($"{name}: local probabilities", shape.Local, optional: true);
            functions.Add(new WitnessFunction(name, error, values, actions, local < 0 ? null : Planes(local)));
        }

        return inflated.ReadByte() < 0
            ? new CertificateWitness(functions)
            : throw new InvalidDataException($"it has more data after the last of its {count} functions; expected its end there.");
    }

    // A length of another size than the game's is refused before anything is allocated for it.
    private int Length(string what, long expected, bool optional)
    {
        int found = Int32();
        bool allowed = (found == expected && (expected > 0 || !optional)) || (optional && found == -1);
        Expect(
            what,
            found,
            allowed,
            optional && expected > 0 ? $"{expected:N0} or none"
                : optional ? "none"
                : $"{expected:N0}"
        );
        return found;
    }

    private static void Expect(string what, int found, bool allowed, string expected)
    {
        if (!allowed)
        {
            throw new InvalidDataException($"{what}: found {found:N0}; expected {expected} in this game.");
        }
    }

    // BinaryWriter's text: the length in one byte (no name is longer), then UTF-8.
    private string Name(int index)
    {
        Fill(chunk.AsSpan(0, 1));
        int length = chunk[0];
        Expect($"name of function {index}, bytes", length, length <= LongestName, $"at most {LongestName}");
        Fill(chunk.AsSpan(0, length));
        return Encoding.UTF8.GetString(chunk, 0, length);
    }

    // Eight planes of bytes, the lowest of all values first.
    private double[] Planes(int length)
    {
        double[] values = new double[length];
        Span<ulong> bits = MemoryMarshal.Cast<double, ulong>(values.AsSpan());
        for (int shift = 0; shift < 64; shift += 8)
        {
            for (int begin = 0; begin < length; begin += ChunkBytes)
            {
                Span<byte> part = chunk.AsSpan(0, Math.Min(ChunkBytes, length - begin));
                Fill(part);
                for (int place = 0; place < part.Length; place++)
                {
                    bits[begin + place] |= (ulong)part[place] << shift;
                }
            }
        }

        return values;
    }

    private int[] Actions(int length)
    {
        int[] actions = new int[length];
        for (int place = 0; place < length; place++)
        {
            actions[place] = Int32();
        }

        return actions;
    }

    private int Int32()
    {
        Fill(chunk.AsSpan(0, sizeof(int)));
        return BinaryPrimitives.ReadInt32LittleEndian(chunk);
    }

    private long Int64()
    {
        Fill(chunk.AsSpan(0, sizeof(long)));
        return BinaryPrimitives.ReadInt64LittleEndian(chunk);
    }

    private void Fill(Span<byte> target)
    {
        cancellation.ThrowIfCancellationRequested();
        inflated.ReadExactly(target);
    }
}
