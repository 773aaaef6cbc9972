using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Evaluation;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Evaluation;

/// <summary>
/// Reading a witness takes no more memory than a witness of the game has, whatever the file says, and believes nothing before it is
/// checked.
/// </summary>
public sealed class WitnessFileTests : IDisposable
{
    private const int Million = 1_000_000;

    private readonly TemporaryFolder folder = new();
    private readonly Judged judged = new(
        new RandomGame(986)
        {
            LocalStates = 3,
            Agents = 4,
            Discount = 0.8,
        }.Create(),
        2,
        7
    );

    private string Path => folder.In("c.witness");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_honest_witness_is_read_to_the_bit_with_little_more_memory_than_its_numbers()
    {
        var larger = new Judged(
            new RandomGame(985)
            {
                LocalStates = 3,
                Agents = 12,
                Discount = 0.8,
            }.Create(),
            2,
            7,
            accuracy: 1e-3
        );
        StoredCertificate stored = Stored(larger, WitnessFile.Save(larger.Witness!, Path));
        long before = GC.GetAllocatedBytesForCurrentThread();
        CertificateWitness read = WitnessFile.Load(Path, larger.Game, larger.Pair, stored);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(
            larger.Witness!.Functions.Select(function => function.Name),
            read.Functions.Select(function => function.Name),
            StringComparer.Ordinal
        );
        Assert.All(larger.Witness.Functions.Zip(read.Functions), pair =>
        {
            Assert.Equal(pair.First.Values, pair.Second.Values);
            Assert.Equal(pair.First.Global, pair.Second.Global);
            Assert.Equal(pair.First.Local, pair.Second.Local);
            Assert.Equal(pair.First.Error, pair.Second.Error);
        });
        Assert.InRange(taken, 0, (1.1 * sizeof(double) * read.Numbers) + Million);
    }

    /// <summary>
    /// It claims half a gigabyte of numbers; zeros deflate to a thousandth. The bomb has the hash that the certificate names, as a forger
    /// would see to.
    /// </summary>
    [Fact]
    public void A_bomb_is_refused_by_place_before_it_is_inflated()
    {
        using MemoryStream content = new();
        using (BinaryWriter writer = new(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(1);
            writer.Write("value");
            writer.Write(0.0);
            writer.Write(64 * Million);
        }

        string message = Refused(Packed(content.ToArray(), zeros: 4 * Million));
        Assert.Contains("value: values: found 64,000,000; expected 30 in this game", message, StringComparison.Ordinal);
        Assert.Contains("Certify again", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("value", 30, 7, -1, "value: global actions: found 7; expected none")]
    [InlineData("value", 30, -1, int.MaxValue, "value: local probabilities: found 2,147,483,647; expected none")]
    [InlineData(
        "dispatcher.initial",
        30,
        int.MaxValue,
        -1,
        "dispatcher.initial: global actions: found 2,147,483,647; expected 12 or none"
    )]
    [InlineData("team.initial", 30, -1, -2, "team.initial: local probabilities: found -2; expected 12 or none")]
    [InlineData("value", -1, -1, -1, "value: values: found -1; expected 30")]
    [InlineData("other", 30, -1, -1, "function 0 is \"other\"")]
    public void Every_length_is_held_against_the_game(string name, int values, int global, int local, string expected)
    {
        using MemoryStream content = new();
        using (BinaryWriter writer = new(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(1);
            writer.Write(name);
            writer.Write(0.0);
            writer.Write(values);
            writer.Write(new byte[sizeof(double) * Math.Max(0, values)]);
            writer.Write(global);
            if (global < 0)
            {
                writer.Write(local);
            }
        }

        Assert.Contains(expected, Refused(Packed(content.ToArray(), zeros: 4 * Million)), StringComparison.Ordinal);
    }

    [Fact]
    public void More_functions_than_there_are_a_long_name_a_repetition_and_a_tail_are_refused()
    {
        Assert.Contains(
            "functions: found 2,000,000,000",
            Refused(Packed(BitConverter.GetBytes(2_000_000_000), zeros: 4 * Million)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "name of function 0, bytes: found 255",
            Refused(Packed([1, 0, 0, 0, 255], zeros: 4 * Million)),
            StringComparison.Ordinal
        );
        WitnessFile.Save(new CertificateWitness([judged.Witness!.Functions[0], judged.Witness.Functions[0]]), Path);
        Assert.Contains("the function value twice", Refused(File.ReadAllBytes(Path)), StringComparison.Ordinal);
        WitnessFile.Save(judged.Witness, Path);
        byte[] tail = Packed([.. Inflated(File.ReadAllBytes(Path))], zeros: 4 * Million);
        Assert.Contains("has more data after the last of its", Refused(tail), StringComparison.Ordinal);
    }

    /// <summary>
    /// Half a gigabyte of zeros deflates to half a megabyte, and even that is more than an honest witness of this game has.
    /// </summary>
    [Fact]
    public void A_large_bomb_is_refused_by_its_length() =>
        Assert.Contains(
            "bytes; expected at most 8,",
            Refused(Packed(BitConverter.GetBytes(1), zeros: 512 * Million)),
            StringComparison.Ordinal
        );

    /// <summary>A file that is longer than any witness of the game is not read, not even to compute its hash.</summary>
    [Fact]
    public void A_file_that_is_too_long_is_not_read()
    {
        using (FileStream file = File.Create(Path))
        {
            file.SetLength(1L << 40);
        }

        string message = Assert
            .Throws<InvalidInputException>(() => WitnessFile.Load(Path, judged.Game, judged.Pair, Stored(judged, new string('0', 64))))
            .Message;
        Assert.Contains("1,099,511,627,776 bytes; expected at most", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_is_compared_before_anything_is_inflated()
    {
        string hash = WitnessFile.Save(judged.Witness!, Path);
        File.WriteAllBytes(Path, Packed([1, 2, 3]));
        string message = Assert
            .Throws<InvalidInputException>(() => WitnessFile.Load(Path, judged.Game, judged.Pair, Stored(judged, hash)))
            .Message;
        Assert.Contains($"expected {hash}, as in the certificate", message, StringComparison.Ordinal);
        Assert.Contains(
            "expected none",
            Assert.Throws<InvalidInputException>(() => WitnessFile.Load(Path, judged.Game, judged.Pair, Stored(judged, null))).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_damaged_witness_is_refused()
    {
        WitnessFile.Save(judged.Witness!, Path);
        byte[] bytes = File.ReadAllBytes(Path);
        foreach (int length in new[] { 0, 10, 25, bytes.Length / 2, bytes.Length - 9 })
        {
            Refused(bytes[..length]);
        }

        Assert.Throws<InvalidInputException>(() => WitnessFile.Load(folder.In("missing"), judged.Game, judged.Pair, Stored(judged, null)));
    }

    [Fact]
    public void A_group_that_no_certificate_has_is_refused()
    {
        StoredCertificate stored = Stored(judged, WitnessFile.Save(judged.Witness!, Path));
        foreach (int size in new[] { 0, 5, int.MaxValue })
        {
            StoredCertificate lie = stored with { Certificate = stored.Certificate with { WelfareGroup = size } };
            string message = Assert.Throws<InvalidInputException>(() => WitnessFile.Load(Path, judged.Game, judged.Pair, lie)).Message;
            Assert.Contains(
                string.Create(CultureInfo.InvariantCulture, $"welfareGroup is {size}; expected 1 to 4"),
                message,
                StringComparison.Ordinal
            );
        }
    }

    // The refusal of a file that has the hash that the certificate names; it takes little memory.
    private string Refused(byte[] file)
    {
        File.WriteAllBytes(Path, file);
        StoredCertificate stored = Stored(judged, Convert.ToHexStringLower(SHA256.HashData(file)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<InvalidInputException>(() => WitnessFile.Load(Path, judged.Game, judged.Pair, stored)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * Million);
        Assert.StartsWith($"'{Path}' is damaged: ", message, StringComparison.Ordinal);
        return message;
    }

    private static byte[] Packed(byte[] content, int zeros = 0)
    {
        using MemoryStream file = new();
        file.Write("antiphon-witness/1\n"u8);
        using (DeflateStream deflated = new(file, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflated.Write(content);
            byte[] chunk = new byte[Million];
            for (int written = 0; written < zeros; written += chunk.Length)
            {
                deflated.Write(chunk);
            }
        }

        return file.ToArray();
    }

    private static byte[] Inflated(byte[] file)
    {
        using DeflateStream inflated = new(new MemoryStream(file["antiphon-witness/1\n"u8.Length..]), CompressionMode.Decompress);
        using MemoryStream content = new();
        inflated.CopyTo(content);
        return content.ToArray();
    }

    private static StoredCertificate Stored(Judged judged, string? hash) =>
        new(judged.Certificate, judged.Certificate.EpsilonInitial, judged.Certificate.EpsilonWorst, hash);
}
