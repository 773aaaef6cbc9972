using Antiphon.Numerics;
using MathNet.Numerics.Distributions;

namespace Antiphon.Tests.Numerics;

public class RandomStreamTests
{
    // Outputs of the authors' xoshiro256++ from state (1, 2, 3, 4). The first is by hand: rotl(1 + 4, 23) + 1 = 5 * 2^23 + 1.
    private static readonly ulong[] FromOneTwoThreeFour =
    [
        41943041,
        58720359,
        3588806011781223,
        3591011842654386,
        9228616714210784205,
        9973669472204895162,
        14011001112246962877,
        12406186145184390807,
        15849039046786891736,
        10450023813501588000,
    ];

    // SplitMix64 from seed 1234567, as its published test vector has it.
    private static readonly ulong[] FromSplitMix =
    [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ];

    [Fact]
    public void Generator_gives_the_published_outputs()
    {
        var stream = RandomStream.FromState(1, 2, 3, 4);
        Assert.Equal(FromOneTwoThreeFour, FromOneTwoThreeFour.Select(_ => stream.NextUInt64()));
        Assert.Equal(FromSplitMix, Enumerable.Range(1, 5).Select(i => RandomStream.SplitMix64(1234567, (ulong)i)));
    }

    // FNV-1a over the characters, then SplitMix64's finaliser; computed by a separate program. A change would change every recorded run.
    [Fact]
    public void Purpose_hash_never_changes() => Assert.Equal(3096623525779065027UL, RandomStream.PurposeKey("rollout"));

    [Fact]
    public void Split_does_not_depend_on_what_was_consumed()
    {
        var fresh = new RandomStream(7);
        var used = new RandomStream(7);
        for (int i = 0; i < 100; i++)
        {
            used.NextUInt64();
        }

        Assert.Equal(fresh.Split("look", 3).NextUInt64(), used.Split("look", 3).NextUInt64());
    }

    [Fact]
    public void Split_into_equals_split_and_allocates_nothing()
    {
        var parent = new RandomStream(11);
        var target = new RandomStream(0);
        ulong key = RandomStream.PurposeKey("step");
        parent.SplitInto(target, key, 41);
        long before = GC.GetAllocatedBytesForCurrentThread();
        parent.SplitInto(target, key, 42);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        RandomStream expected = parent.Split("step", 42);
        Assert.Equal(expected.NextUInt64(), target.NextUInt64());
        Assert.Equal(expected.Split("x").NextUInt64(), target.Split("x").NextUInt64());
    }

    [Fact]
    public void Family_splits_into_the_same_children()
    {
        (RandomStream root, RandomStream target) = (new RandomStream(42), new RandomStream(0));
        StreamFamily family = root.Family(RandomStream.PurposeKey("move"));
        root.NextUInt64();
        foreach (long index in new[] { 0L, 1, 499, long.MaxValue, -1 })
        {
            family.SplitInto(target, index);
            Assert.Equal(root.Split("move", index).NextUInt64(), target.NextUInt64());
            Assert.Equal(root.Split("move", index).Split("x").NextUInt64(), target.Split("x").NextUInt64());
        }
    }

    [Fact]
    public void All_64_bits_of_an_index_count()
    {
        var root = new RandomStream(1);
        ulong[] firsts = [.. Enumerable.Range(0, 64).Select(bit => root.Split("a", 1L << bit).NextUInt64())];
        Assert.Equal(64, firsts.Append(root.Split("a").NextUInt64()).Distinct().Count() - 1);
    }

    [Fact]
    public void Streams_of_different_purpose_index_or_seed_differ()
    {
        var firsts = new HashSet<ulong>();
        for (int i = 0; i < 1000; i++)
        {
            firsts.Add(new RandomStream((ulong)i).NextUInt64());
            firsts.Add(new RandomStream(1).Split("a", i).NextUInt64());
            firsts.Add(new RandomStream(1).Split("b", i).NextUInt64());
            firsts.Add(new RandomStream(1).Split("purpose " + i).NextUInt64());
        }

        Assert.Equal(4000, firsts.Count);
    }

    [Fact]
    public void First_numbers_of_neighbouring_children_are_uniform_and_uncorrelated()
    {
        var parent = new RandomStream(5);
        var child = new RandomStream(0);
        ulong key = RandomStream.PurposeKey("row");
        long[] pairs = new long[64];
        for (int i = 0; i < 100_000; i++)
        {
            parent.SplitInto(child, key, 2 * i);
            int first = (int)(child.NextDouble() * 8);
            parent.SplitInto(child, key, (2 * i) + 1);
            pairs[(first * 8) + (int)(child.NextDouble() * 8)]++;
        }

        GoodnessOfFit.Check(pairs, [.. Enumerable.Repeat(1.0 / 64, 64)]);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(10L)]
    [InlineData(1000L)]
    public void Next_below_is_uniform(long bound)
    {
        var stream = new RandomStream(3);
        if (bound == 1)
        {
            Assert.Equal(0, stream.NextBelow(1));
            return;
        }

        GoodnessOfFit.CheckCounts(200_000, 0, [.. Enumerable.Repeat(1.0 / bound, (int)bound)], () => stream.NextBelow(bound));
    }

    // Without rejection, a bound of 3 * 2^61 would put weight 3/8 on one third: 2^64 = 8/3 bounds.
    [Fact]
    public void Next_below_has_no_bias_at_bounds_near_the_word_size()
    {
        var stream = new RandomStream(4);
        GoodnessOfFit.CheckCounts(200_000, 0, [1.0 / 3, 1.0 / 3, 1.0 / 3], () => stream.NextBelow(3L << 61) >> 61);
    }

    [Fact]
    public void Doubles_are_uniform_and_stay_in_their_interval()
    {
        var stream = new RandomStream(6);
        GoodnessOfFit.CheckDistribution(200_000, 1000, x => x, stream.NextDouble);
        GoodnessOfFit.CheckDistribution(200_000, 1000, x => x, stream.NextOpenDouble);
        var zeros = RandomStream.FromState(0, 5, 0, 0);
        Assert.Equal(0, RandomStream.FromState(0, 5, 0, 0).NextDouble());
        Assert.InRange(zeros.NextOpenDouble(), double.Epsilon, 1e-15);
        Assert.True(RandomStream.FromState(ulong.MaxValue, 0, 0, 0).NextDouble() < 1);
    }

    [Fact]
    public void Normals_are_standard_normal()
    {
        var stream = new RandomStream(8);
        GoodnessOfFit.CheckDistribution(200_000, 500, x => Normal.CDF(0, 1, x), stream.NextNormal);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    public void Next_below_refuses_an_empty_range(long bound) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RandomStream(1).NextBelow(bound));
}
