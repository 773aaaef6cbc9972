using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Planning;

/// <summary>What is written for numpy, read by the definition of the format; the gate reads it with numpy itself.</summary>
public sealed class PairArraysTests : IDisposable
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse-flat").WithAgents(4);
    private static readonly CountLattice Observations = new(Game.LocalStates, 2);

    private static readonly JointPolicy Pair = new(
        TabularGlobalPolicy.FromFunction(Game.GlobalStates, Game.GlobalActions, Observations, (state, rank) => (state + rank) % 5),
        LocalPolicy.Uniform(Game)
    );

    private readonly TemporaryFolder temporary = new();

    private string Target => temporary.In("pair.npz");

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void Arrays_are_those_of_the_library()
    {
        PairInsight insight = new PolicyEvaluator(Game).Explain(Pair);

        IReadOnlyList<StoredArray> said = PairArrays.Save(Target, Game, Pair, insight);

        Dictionary<string, Array> arrays = Read();
        Assert.Equal(said.Select(array => array.Name), arrays.Keys, StringComparer.Ordinal);
        Assert.All(said, array => Assert.Equal(array.Shape, arrays[array.Name].Shape));
        Assert.Equal(Pair.Local.Probabilities.ToArray(), arrays["localPolicy"].Doubles);
        Assert.Equal(Game.GlobalRewards.ToArray(), arrays["globalReward"].Doubles);
        Assert.Equal(insight.Value.Value, Assert.Single(arrays["value"].Doubles));
        Assert.Equal(Game.LocalStateNames, arrays["localStates"].Texts);
        int[] counts = new int[Game.LocalStates];
        for (int state = 0; state < Game.GlobalStates; state++)
        {
            for (int rank = 0; rank < Observations.Size; rank++)
            {
                Observations.Unrank(rank, counts);
                int row = (state * Observations.Size) + rank;
                Range actions = (row * Game.GlobalActions)..((row + 1) * Game.GlobalActions);
                Assert.Equal(counts.Select(count => (long)count), arrays["observations"].Longs[(rank * 5)..((rank + 1) * 5)]);
                Assert.Equal(1, arrays["globalPolicy"].Doubles[actions][(state + rank) % 5]);
                Assert.Equal(insight.Share(state, counts), arrays["occupancy"].Doubles[row]);
                IReadOnlyList<double> worths = insight.ActionValues(state, counts);
                Assert.Equal(worths.Count > 0 ? worths : Enumerable.Repeat(double.NaN, 5), arrays["actionValues"].Doubles[actions]);
            }
        }

        for (int local = 0; local < Game.LocalStates; local++)
        {
            int row = ((local * Game.GlobalStates) + 3) * Game.LocalActions;
            Assert.Equal(
                Game.LocalTransitions[row + 1].ToArray(Game.LocalStates),
                arrays["localTransition"].Doubles[((row + 1) * Game.LocalStates)..((row + 2) * Game.LocalStates)]
            );
        }
    }

    [Fact]
    public void The_same_pair_gives_the_same_file()
    {
        PairArrays.Save(Target, Game, Pair);
        byte[] first = File.ReadAllBytes(Target);
        PairArrays.Save(Target, Game, Pair);

        Assert.Equal(first, File.ReadAllBytes(Target));
    }

    [Fact]
    public void Without_values_there_are_no_arrays_of_them()
    {
        IReadOnlyList<StoredArray> said = PairArrays.Save(Target, Game, Pair);

        Assert.DoesNotContain(said, array => array.Name is "value" or "actionValues" or "occupancy" or "populations");
    }

    [Fact]
    public void A_dispatcher_without_a_table_is_refused_and_nothing_is_written()
    {
        var memory = new RememberingPolicy(2, new EstimatePlan((TabularGlobalPolicy)Pair.Global), new MemoryOptions());

        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() =>
            PairArrays.Save(Target, Game, Pair with { Global = memory })
        );

        Assert.Contains("has no table", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    private Dictionary<string, Array> Read()
    {
        using ZipArchive archive = ZipFile.OpenRead(Target);
        return archive.Entries.ToDictionary(entry => entry.Name[..^".npy".Length], Read, StringComparer.Ordinal);
    }

    private static Array Read(ZipArchiveEntry entry)
    {
        using var memory = new MemoryStream();
        using Stream stream = entry.Open();
        stream.CopyTo(memory);
        byte[] bytes = memory.ToArray();
        Assert.Equal(entry.Length, entry.CompressedLength);
        Assert.Equal((byte[])[0x93, .. "NUMPY"u8, 1, 0], bytes[..8]);
        int start = 10 + BitConverter.ToUInt16(bytes, 8);
        Assert.Equal(0, start % 64);
        Match header = Regex.Match(
            Encoding.ASCII.GetString(bytes, 10, start - 10),
            @"^\{'descr': '(?<type><[fiU]\d+)', 'fortran_order': False, 'shape': \((?<shape>(?:\d+,? ?)*)\), \} *\n$",
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(5)
        );
        Assert.True(header.Success);
        string[] sizes = header.Groups["shape"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        long[] shape = [.. sizes.Select(long.Parse)];
        return new Array(header.Groups["type"].Value, shape, bytes[start..]);
    }

    private sealed record Array(string Type, long[] Shape, byte[] Data)
    {
        public double[] Doubles =>
            Type == "<f8" ? MemoryMarshal.Cast<byte, double>(Data).ToArray() : throw new InvalidOperationException(Type);

        public long[] Longs => Type == "<i8" ? MemoryMarshal.Cast<byte, long>(Data).ToArray() : throw new InvalidOperationException(Type);

        public string[] Texts => [.. Data.Chunk(4 * int.Parse(Type[2..])).Select(text => Encoding.UTF32.GetString(text).TrimEnd('\0'))];
    }
}
