using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Evaluation;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Evaluation.Attacks;

/// <summary>Tamperings of the bytes of a witness whose hash is redrawn.</summary>
public sealed class WitnessBytesAttackTests : IDisposable
{
    private const string Header = "antiphon-witness/1\n";

    // 8 states of the population (s_g and 4 count vectors), 12 of a tagged agent.
    private static readonly Lazy<Judged> Small = new(() =>
        new Judged(new RandomGame(984) { Agents = 3, Discount = 0.8 }.Create(), 1, 7, accuracy: 1e-8)
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_same_functions_packed_anew_hold() => Assert.Equal("holds", Verdict(Packed(Content(Plain))));

    [Fact]
    public void A_witness_that_ends_anywhere_before_its_end_is_refused()
    {
        byte[] content = Content(Plain);
        for (int length = 0; length < content.Length; length += 7)
        {
            Assert.Contains("is damaged", Verdict(Packed(content[..length])), StringComparison.Ordinal);
        }

        byte[] file = Packed(content);
        for (int length = 0; length < file.Length - 1; length += 5)
        {
            Assert.Contains("is damaged", Verdict(file[..length]), StringComparison.Ordinal);
        }
    }

    /// <summary>Every bit of the count of functions, and of the first one's name and length.</summary>
    [Fact]
    public void No_flipped_bit_of_a_length_or_a_name_is_read_as_another_witness()
    {
        byte[] content = Content(Plain);
        int firstFunction = sizeof(int) + 1 + "value".Length + sizeof(double) + sizeof(int);
        for (int bit = 0; bit < 8 * firstFunction; bit++)
        {
            if (bit / 8 is >= sizeof(int) + 6 and < sizeof(int) + 6 + sizeof(double))
            {
                continue; // The error of the function, which the figures answer for.
            }

            byte[] flipped = [.. content];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual("holds", Verdict(Packed(flipped)), StringComparer.Ordinal);
        }
    }

    /// <summary>What each writer of functions does otherwise, and part of the answer.</summary>
    public static TheoryData<string, string> Writers =>
        new()
        {
            { "single precision", "is damaged: value: global actions: found " },
            { "big-endian", "does not fit the game" },
            { "values one by one", "does not fit the game" },
            { "a function more", "functions: found 17; expected at most 16" },
            { "another function", "is damaged: function 0 is \"extra\"" },
            { "a count more", "is damaged: " },
            { "a count less", "it has more data after the last of its" },
            { "a negative count", "functions: found -1; expected at most" },
            { "the largest count", "functions: found 2,147,483,647; expected at most" },
            { "a length that wraps", "value: values: found -2,147,483,640; expected 8" },
            { "twice as many values", "value: values: found 16; expected 8" },
            { "a name in capitals", "function 0 is \"Value\"" },
            { "a name with a zero byte", "function 0 is \"value\0\"" },
            { "a tail", "it has more data after the last of its" },
        };

    [Theory]
    [MemberData(nameof(Writers))]
    public void A_witness_of_another_form_is_refused(string writer, string answer)
    {
        string found = Verdict(Packed(Content(function => Otherwise(writer, function), writer)));
        Assert.True(found.Contains(answer, StringComparison.Ordinal), $"{writer}: {found}");
    }

    private string Verdict(byte[] file)
    {
        string path = folder.In("c.json");
        File.WriteAllBytes(WitnessFile.PathFor(path), file);
        File.WriteAllText(path, CertificateFile.Write(Small.Value.Certificate, Convert.ToHexStringLower(SHA256.HashData(file))));
        try
        {
            StoredCertificate stored = CertificateFile.Load(path);
            CertificateWitness read = WitnessFile.Load(WitnessFile.PathFor(path), Small.Value.Game, Small.Value.Pair, stored);
            return new CertificateVerifier(new VerificationOptions()).Verify(Small.Value.Game, Small.Value.Pair, stored, read).Failure
                ?? "holds";
        }
        catch (InvalidInputException refusal)
        {
            return refusal.Message;
        }
    }

    private static byte[] Packed(byte[] content)
    {
        using MemoryStream file = new();
        file.Write(Encoding.ASCII.GetBytes(Header));
        using (DeflateStream deflated = new(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflated.Write(content);
        }

        return file.ToArray();
    }

    private static byte[] Content(Func<WitnessFunction, byte[]> write, string writer = "")
    {
        IReadOnlyList<WitnessFunction> functions = Small.Value.Witness!.Functions;
        int count = writer switch
        {
            "a function more" or "a count more" => functions.Count + 1,
            "a count less" => functions.Count - 1,
            "a negative count" => -1,
            "the largest count" => int.MaxValue,
            _ => functions.Count,
        };
        IEnumerable<byte> parts = functions.SelectMany(write);
        return [.. BitConverter.GetBytes(count), .. parts, .. writer == "a tail" ? [0] : Array.Empty<byte>()];
    }

    private static byte[] Plain(WitnessFunction function) => Written(function, Planes);

    private static byte[] Otherwise(string writer, WitnessFunction function) =>
        writer switch
        {
            "single precision" => Written(function, values => [.. values.SelectMany(value => BitConverter.GetBytes((float)value))]),
            "big-endian" => Written(function, values => Planes([.. values.Select(Turned)])),
            "values one by one" => Written(function, values => [.. values.SelectMany(BitConverter.GetBytes)]),
            "twice as many values" => Plain(function with { Values = [.. function.Values, .. function.Values] }),
            "a length that wraps" => Written(function, Planes, int.MinValue),
            "another function" => Plain(function with { Name = "extra" }),
            "a name in capitals" => Plain(function with { Name = char.ToUpperInvariant(function.Name[0]) + function.Name[1..] }),
            "a name with a zero byte" => Plain(function with { Name = function.Name + "\0" }),
            _ => Plain(function),
        };

    private static byte[] Written(WitnessFunction function, Func<double[], byte[]> numbers, int wrap = 0)
    {
        using MemoryStream stream = new();
        using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(function.Name);
            writer.Write(function.Error);
            writer.Write(function.Values.Length ^ wrap);
            writer.Write(numbers(function.Values));
            writer.Write(function.Global?.Length ?? -1);
            Array.ForEach(function.Global ?? [], writer.Write);
            writer.Write(function.Local?.Length ?? -1);
            writer.Write(numbers(function.Local ?? []));
        }

        return stream.ToArray();
    }

    private static double Turned(double value) =>
        BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(BitConverter.DoubleToUInt64Bits(value)));

    private static byte[] Planes(double[] values) =>
        [
            .. Enumerable
                .Range(0, 8)
                .SelectMany(plane => values.Select(value => (byte)(BitConverter.DoubleToUInt64Bits(value) >> (8 * plane)))),
        ];
}
