using Antiphon.Numerics;
using MathNet.Numerics.Distributions;

namespace Antiphon.Tests.Numerics;

public class NormalSamplerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Draws_follow_the_normal_law_at_every_place_of_a_fill(int length)
    {
        var stream = new RandomStream(11);
        double[] buffer = new double[length];
        for (int place = 0; place < length; place += Math.Max(1, length - 1))
        {
            int at = place;
            GoodnessOfFit.CheckDistribution(
                40_000,
                64,
                x => Normal.CDF(0, 1, x),
                () =>
                {
                    NormalSampler.Fill(stream, buffer);
                    return buffer[at];
                }
            );
        }
    }

    [Fact]
    public void The_two_numbers_of_a_pair_are_independent()
    {
        var stream = new RandomStream(5);
        double[] pair = new double[2];
        long[] observed = new long[64];
        for (int i = 0; i < 60_000; i++)
        {
            NormalSampler.Fill(stream, pair);
            observed[(8 * (int)(8 * Normal.CDF(0, 1, pair[0]))) + (int)(8 * Normal.CDF(0, 1, pair[1]))]++;
        }

        GoodnessOfFit.Check(observed, [.. Enumerable.Repeat(1.0 / 64, 64)]);
    }

    [Fact]
    public void A_longer_fill_begins_like_a_shorter_one()
    {
        double[] few = new double[4],
            many = new double[9];
        NormalSampler.Fill(new RandomStream(2), few);
        NormalSampler.Fill(new RandomStream(2), many);
        Assert.Equal(few, many[..4]);
    }

    [Fact]
    public void Subsets_without_replacement_are_uniform()
    {
        var sampler = new SubsetSampler(5);
        var stream = new RandomStream(8);
        long[] observed = new long[125];
        for (int i = 0; i < 60_000; i++)
        {
            ReadOnlySpan<int> drawn = sampler.Draw(3, stream);
            observed[(25 * drawn[0]) + (5 * drawn[1]) + drawn[2]]++;
        }

        double[] probabilities = new double[125];
        for (int code = 0; code < 125; code++)
        {
            (int a, int b, int c) = (code / 25, code / 5 % 5, code % 5);
            probabilities[code] = a != b && b != c && a != c ? 1.0 / 60 : 0;
            Assert.True(probabilities[code] > 0 || observed[code] == 0, "an agent was drawn twice");
        }

        GoodnessOfFit.Check(
            [.. observed.Where((_, code) => probabilities[code] > 0)],
            [.. probabilities.Where(probability => probability > 0)]
        );
    }
}
