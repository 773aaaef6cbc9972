using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

public class MultinomialLanesTests
{
    private static readonly RandomStream Rollout = new(1);

    [Theory]
    [InlineData(1, 5, 40L)]
    [InlineData(5, 5, 1000L)]
    [InlineData(8, 3, 1_000_000_000_000L)]
    [InlineData(7, 30, 12L)]
    [InlineData(3, 1, 1000L)] // one category, that takes all
    public void Laws_side_by_side_draw_what_each_draws(int width, int categories, long largest)
    {
        var choice = new RandomStream((ulong)(width + categories));
        MultinomialLaw[] laws = [.. Enumerable.Range(0, width).Select(_ => new MultinomialLaw(Weights(choice, categories)))];
        var lanes = new MultinomialLanes(laws);
        StreamFamily family = Rollout.Family(RandomStream.PurposeKey("move"));
        var stream = new RandomStream(0);
        for (long draw = 0; draw < 2000; draw++)
        {
            long[] trials = [.. laws.Select(_ => choice.NextBelow(4) == 0 ? 0 : choice.NextBelow(largest))];
            long[] expected = new long[categories];
            for (int lane = 0; lane < width; lane++)
            {
                laws[lane].AddSample(Rollout.Split("move", (draw * width) + lane), trials[lane], expected);
            }

            long[] counts = new long[categories];
            lanes.AddSample(family, draw * width, stream, trials, counts);
            Assert.Equal(expected, counts);
        }
    }

    [Fact]
    public void Draws_are_added_and_allocate_nothing()
    {
        var lanes = new MultinomialLanes([new MultinomialLaw([0.25, 0.5, 0.25]), new MultinomialLaw([0.9, 0, 0.1])]);
        StreamFamily family = Rollout.Family(3);
        var spare = new RandomStream(0);
        long[] counts = [10, 20, 30];
        lanes.AddSample(family, 0, spare, [40, 1000], counts);
        Assert.Equal(1100, counts.Sum());
        Assert.True(counts[0] >= 10 && counts[1] >= 20 && counts[2] >= 30);
        // The first draws build tables.
        for (int draw = 0; draw < 100; draw++)
        {
            lanes.AddSample(family, draw, spare, [40, 1000], counts);
            lanes.AddSample(family, draw, spare, [40, 1_000_000_000], counts);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        lanes.AddSample(family, 7, spare, [40, 1000], counts);
        lanes.AddSample(family, 7, spare, [40, 1_000_000_000], counts);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(-1L)]
    [InlineData(BinomialSampler.MaximumTrials + 1)]
    public void Numbers_of_trials_out_of_range_are_refused(long trials)
    {
        var lanes = new MultinomialLanes([new MultinomialLaw([1, 1])]);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            lanes.AddSample(Rollout.Family(3), 0, new RandomStream(0), [trials], new long[2])
        );
    }

    // Some categories are impossible, and some weights tiny: then one category takes all, with certainty after rounding.
    private static double[] Weights(RandomStream choice, int categories)
    {
        double[] weights = new double[categories];
        for (int category = 0; category < categories; category++)
        {
            weights[category] = choice.NextBelow(5) switch
            {
                0 => 0,
                1 => 1e-20,
                _ => choice.NextOpenDouble(),
            };
        }

        weights[choice.NextBelow(categories)] += 1;
        return weights;
    }
}
