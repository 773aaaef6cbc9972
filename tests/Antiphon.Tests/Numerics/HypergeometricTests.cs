using System.Numerics;
using Antiphon.Numerics;
using MathNet.Numerics.Distributions;

namespace Antiphon.Tests.Numerics;

public class HypergeometricTests
{
    private const long Trillion = 1_000_000_000_000;

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 3, 4)]
    [InlineData(30, 50, 40)]
    [InlineData(3, 300, 150)]
    [InlineData(200, 100, 290)]
    public void Log_probability_agrees_with_exact_integers(int successes, int failures, int draws)
    {
        for (int x = 0; x <= draws; x++)
        {
            BigInteger ways = ExactLaws.Choose(successes, x) * ExactLaws.Choose(failures, draws - x);
            double found = HypergeometricSampler.LogProbability(x, successes, failures, draws);
            double expected = ways.IsZero
                ? double.NegativeInfinity
                : BigInteger.Log(ways) - BigInteger.Log(ExactLaws.Choose(successes + failures, draws));
            Assert.True(
                found == expected || Math.Abs(found - expected) < 1e-11 * Math.Max(1, Math.Abs(expected)),
                $"x = {x}: {found}, expected {expected}"
            );
        }
    }

    [Theory]
    [InlineData(4 * Trillion / 10, 6 * Trillion / 10, 3 * Trillion / 10)]
    [InlineData(Trillion / 1000, Trillion, Trillion / 2)]
    [InlineData(1_000_000, Trillion, Trillion / 100)]
    public void Log_probability_keeps_its_digits_at_a_trillion(long successes, long failures, long draws)
    {
        double population = successes + failures;
        double mean = draws * (successes / population);
        double deviation = Math.Sqrt(mean * (failures / population) * ((population - draws) / (population - 1)));
        long stride = Math.Max(1, (long)(deviation / 4));
        double sum = 0.0;
        for (long i = -60L; i <= 60; i++)
        {
            long x = (long)mean + (i * stride);
            sum += stride * Math.Exp(HypergeometricSampler.LogProbability(x, successes, failures, draws));
            double expected = Math.Log((successes - x) / (x + 1.0) * ((draws - x) / (failures - draws + x + 1.0)));
            double step =
                HypergeometricSampler.LogProbability(x + 1, successes, failures, draws)
                - HypergeometricSampler.LogProbability(x, successes, failures, draws);
            Assert.Equal(expected, step, 2e-12 + (1e-8 * Math.Abs(expected)));
        }

        // Sum over every h-th point, h = deviation/4: exact up to exp(-2 pi^2 16).
        Assert.Equal(1, sum, 1e-10);
    }

    // The rectangle encloses the region exactly when |z - a| sqrt(P(floor z)/P(mode))
    // <= w/2 for all z; on each cell [x, x+1) the extreme is at one end.
    [Theory]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(101)]
    [InlineData(1000)]
    [InlineData(50_000)]
    [InlineData(Trillion)]
    public void Rectangle_of_the_ratio_of_uniforms_encloses_the_law(long population)
    {
        double[] shares = [1e-10, 1e-6, 0.01, 0.05, 0.1, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5];
        int laws = 0;
        foreach (double share in shares)
        {
            foreach (double part in shares.Where(part => part <= share))
            {
                long marked = (long)(population * share);
                long draws = (long)(population * part);
                if ((double)marked * draws / population >= HypergeometricSampler.RejectionMean)
                {
                    CheckRectangle(population, marked, draws);
                    laws++;
                }
            }
        }

        Assert.True(laws > 0);
    }

    // By regime after reduction: item by item (16 or fewer), inversion (mean below 10), rejection; with reflections of kinds, of draws,
    // and of both.
    [Theory]
    [InlineData(20, 20, 16)]
    [InlineData(20, 20, 17)]
    [InlineData(60, 140, 33)]
    [InlineData(60, 140, 34)]
    [InlineData(140, 60, 34)]
    [InlineData(60, 140, 166)]
    [InlineData(140, 60, 166)]
    [InlineData(17, 983, 450)]
    [InlineData(983, 17, 450)]
    [InlineData(17, 983, 550)]
    [InlineData(500, 500, 500)]
    [InlineData(500, 700, 30)]
    [InlineData(700, 500, 1170)]
    [InlineData(3, 1000, 400)]
    public void Draws_follow_the_enumerated_law(int successes, int failures, int draws)
    {
        RandomStream stream = new RandomStream(1).Split("hypergeometric", (successes * 10_000L) + draws);
        GoodnessOfFit.CheckCounts(200_000, 0, ExactLaws.Hypergeometric(successes, failures, draws), () =>
            HypergeometricSampler.Sample(stream, successes, failures, draws)
        );
    }

    [Theory]
    [InlineData(4 * Trillion / 10, 6 * Trillion / 10, 3 * Trillion / 10)]
    [InlineData(6 * Trillion / 10, 4 * Trillion / 10, 7 * Trillion / 10)]
    [InlineData(300_000_000, 700_000_000, 500_000_000)]
    [InlineData(900_000_000, 100_000_000, 10_000_000)]
    public void Huge_counts_are_normal(long successes, long failures, long draws)
    {
        RandomStream stream = new RandomStream(2).Split("normal", draws);
        double population = successes + failures;
        double mean = draws * (successes / population);
        double deviation = Math.Sqrt(mean * (failures / population) * ((population - draws) / (population - 1)));

        // Spread uniformly over its unit cell, the count is normal up to skewness / 6
        // < 2e-4 relative in the bulk, below what 200,000 draws can show.
        GoodnessOfFit.CheckDistribution(
            200_000,
            200,
            x => Normal.CDF(mean, deviation, x),
            () => HypergeometricSampler.Sample(stream, successes, failures, draws) + stream.NextDouble() - 0.5
        );
    }

    // 10^6 marked among 10^12: with 10^6 f draws the count is Poisson(f) up to relative errors of 1e-5; the means straddle the switch.
    [Theory]
    [InlineData(0.5)]
    [InlineData(9.99)]
    [InlineData(10.01)]
    [InlineData(25)]
    public void Rare_marks_in_huge_populations_are_poisson(double mean)
    {
        RandomStream stream = new RandomStream(3).Split("poisson", (long)(100 * mean));
        double[] law = [.. Enumerable.Range(0, 151).Select(x => Poisson.PMF(mean, x))];
        long draws = (long)(1_000_000 * mean);
        GoodnessOfFit.CheckCounts(200_000, 0, law, () => HypergeometricSampler.Sample(stream, 1_000_000, Trillion - 1_000_000, draws));
        GoodnessOfFit.CheckCounts(200_000, 0, law, () =>
            1_000_000 - HypergeometricSampler.Sample(stream, 1_000_000, Trillion - 1_000_000, Trillion - draws)
        );
    }

    [Fact]
    public void Certain_outcomes_are_certain()
    {
        var stream = new RandomStream(1);
        Assert.Equal(0, HypergeometricSampler.Sample(stream, 0, Trillion, Trillion / 2));
        Assert.Equal(Trillion / 2, HypergeometricSampler.Sample(stream, Trillion, 0, Trillion / 2));
        Assert.Equal(7, HypergeometricSampler.Sample(stream, 7, 5, 12));
        Assert.Equal(0, HypergeometricSampler.Sample(stream, 7, 5, 0));
        Assert.Equal(0, HypergeometricSampler.Sample(stream, 0, 0, 0));
        Assert.Equal(0, HypergeometricSampler.LogProbability(7, 7, 5, 12));
    }

    [Theory]
    [InlineData(-1, 5, 1)]
    [InlineData(5, -1, 1)]
    [InlineData(5, 5, -1)]
    [InlineData(5, 5, 11)]
    [InlineData(HypergeometricSampler.MaximumPopulation, 1, 1)]
    public void Impossible_questions_are_refused(long successes, long failures, long draws)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => HypergeometricSampler.Sample(new RandomStream(1), successes, failures, draws));
        Assert.Throws<ArgumentOutOfRangeException>(() => HypergeometricSampler.LogProbability(1, successes, failures, draws));
    }

    private static void CheckRectangle(long population, long marked, long draws)
    {
        var hat = new RatioOfUniforms(population, marked, draws);
        double top = HypergeometricSampler.LogMass(hat.Mode, marked, population - marked, draws);
        long reach = (long)(hat.Width * 8);
        long stride = Math.Max(1, reach / 2000);
        for (long offset = -reach; offset <= reach; offset += stride)
        {
            long x = hat.Origin + offset;
            double height = Math.Exp(0.5 * (HypergeometricSampler.LogProbability(x, marked, population - marked, draws) - top));
            double distance = Math.Max(Math.Abs(offset - hat.Shift), Math.Abs(offset + 1 - hat.Shift));
            Assert.True(
                distance * height <= hat.Width / 2,
                $"N = {population}, M = {marked}, m = {draws}, x = {x}: {distance * height} > {hat.Width / 2}"
            );
        }
    }
}
