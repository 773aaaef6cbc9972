using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

public class MultivariateHypergeometricTests
{
    private static readonly long[] Small = [4, 1, 5, 2];

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(12)]
    public void Joint_law_is_the_enumerated_one_item_by_item_and_kind_by_kind(int draws)
    {
        long[][] vectors = [.. ExactLaws.CountVectors(4, draws).Where(c => c.Zip(Small).All(pair => pair.First <= pair.Second))];
        double[] law = [.. vectors.Select(c => ExactLaws.MultivariateHypergeometric(c, Small))];
        var stream = new RandomStream(1);
        long[] counts = new long[4];
        if (vectors.Length == 1)
        {
            MultivariateHypergeometricSampler.Sample(stream, Small, draws, counts);
            Assert.Equal(Small, counts);
            return;
        }

        MultinomialTests.CheckJoint(vectors, law, counts, () => MultivariateHypergeometricSampler.Sample(stream, Small, draws, counts));
        MultinomialTests.CheckJoint(vectors, law, counts, () =>
        {
            Array.Clear(counts);
            MultivariateHypergeometricSampler.DrawKinds(stream, Small, 12, draws, counts);
        });
    }

    // Around the switch at 64 draws, and at 64 items left behind of 300.
    [Theory]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(150)]
    [InlineData(235)]
    [InlineData(236)]
    public void Margins_are_hypergeometric_around_the_switches(int draws)
    {
        long[] population = [120, 30, 150];
        RandomStream stream = new RandomStream(2).Split("draws", draws);
        long[] counts = new long[3];
        for (int kind = 0; kind < 3; kind++)
        {
            double[] law = ExactLaws.Hypergeometric((int)population[kind], 300 - (int)population[kind], draws);
            GoodnessOfFit.CheckCounts(60_000, 0, law, () =>
            {
                MultivariateHypergeometricSampler.Sample(stream, population, draws, counts);
                Assert.Equal(draws, counts.Sum());
                return counts[kind];
            });
        }
    }

    // From 1 kind to more than the registers hold; some kinds are empty, and the sampler draws one by one, as the hand does.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17)]
    [InlineData(60)]
    public void Drawing_items_counts_as_one_would_by_hand(int draws)
    {
        for (int kinds = 1; kinds <= 12; kinds++)
        {
            long[] population =
            [
                .. Enumerable
                    .Range(0, kinds)
                    .Select(kind =>
                        kind == kinds - 1 ? 66
                        : kind % 3 == 1 ? 0L
                        : 66 / kinds
                    ),
            ];
            population[^1] -= population[..^1].Sum();
            (RandomStream stream, RandomStream twin) = (new RandomStream(5), new RandomStream(5));
            for (int repetition = 0; repetition < 200; repetition++)
            {
                long[] counts = new long[kinds];
                MultivariateHypergeometricSampler.Sample(stream, population, draws, counts);
                Assert.Equal(ByHand(twin, population, draws), counts);
            }
        }
    }

    // Item by item, kind by kind with kinds left over once all is drawn, and what is left behind: whatever stood in the counts before is
    // gone.
    [Theory]
    [InlineData(0)]
    [InlineData(30)]
    [InlineData(200)]
    [InlineData(1490)]
    public void Counts_of_an_earlier_draw_are_overwritten(int draws)
    {
        long[] population = [500, 500, 500, 0];
        for (ulong trial = 0UL; trial < 20; trial++)
        {
            (long[] fresh, long[] used) = (new long[4], new long[] { 9, 9, 9, 9 });
            MultivariateHypergeometricSampler.Sample(new RandomStream(trial), population, draws, fresh);
            MultivariateHypergeometricSampler.Sample(new RandomStream(trial), population, draws, used);
            Assert.Equal(fresh, used);
            Assert.Equal(draws, used.Sum());
        }
    }

    [Fact]
    public void Nothing_is_drawn_from_no_kinds()
    {
        var stream = new RandomStream(1);
        MultivariateHypergeometricSampler.Sample(stream, [], 0, []);
        Assert.Equal(new RandomStream(1).NextUInt64(), stream.NextUInt64());
    }

    [Fact]
    public void Observations_into_a_huge_population_are_nearly_multinomial_and_allocate_nothing()
    {
        // With 10^12 agents, drawing 6 with or without replacement differs by less than 1e-10.
        long[] population = [200_000_000_000, 500_000_000_000, 300_000_000_000];
        long[][] vectors = [.. ExactLaws.CountVectors(3, 6)];
        double[] law = [.. vectors.Select(c => ExactLaws.Multinomial(c, [0.2, 0.5, 0.3]))];
        var stream = new RandomStream(3);
        long[] counts = new long[3];
        MultinomialTests.CheckJoint(vectors, law, counts, () => MultivariateHypergeometricSampler.Sample(stream, population, 6, counts));
        // The first draw kind by kind may build tables.
        MultivariateHypergeometricSampler.Sample(stream, population, 1_000_000, counts);
        long before = GC.GetAllocatedBytesForCurrentThread();
        MultivariateHypergeometricSampler.Sample(stream, population, 6, counts);
        MultivariateHypergeometricSampler.Sample(stream, population, 1_000_000, counts);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Impossible_questions_are_refused()
    {
        var stream = new RandomStream(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => MultivariateHypergeometricSampler.Sample(stream, Small, 13, new long[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultivariateHypergeometricSampler.Sample(stream, Small, -1, new long[4]));
        Assert.Throws<ArgumentOutOfRangeException>(() => MultivariateHypergeometricSampler.Sample(stream, [3, -1], 1, new long[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            MultivariateHypergeometricSampler.Sample(stream, [long.MaxValue, 5], 1, new long[2])
        );
        Assert.Throws<ArgumentException>(() => MultivariateHypergeometricSampler.Sample(stream, Small, 1, new long[3]));
    }

    private static long[] ByHand(RandomStream stream, long[] population, int draws)
    {
        List<int> items = [.. population.SelectMany((count, kind) => Enumerable.Repeat(kind, (int)count))];
        long[] counts = new long[population.Length];
        for (int draw = 0; draw < draws; draw++)
        {
            int place = (int)stream.NextBelow(items.Count);
            counts[items[place]]++;
            items.RemoveAt(place);
        }

        return counts;
    }
}
