using Antiphon.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Antiphon.Tests.Numerics;

public class UniformSumTests
{
    /// <summary>
    /// Both ways to draw, against the distribution function of Irwin and Hall: F(x) = (1/c!) sum_j (-1)^j C(c, j) (x-j)^c for j up to x.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    public void Few_numbers_have_the_law_of_Irwin_and_Hall(int count)
    {
        RandomStream stream = new RandomStream(31).Split("sum", count);
        GoodnessOfFit.CheckDistribution(100_000, 50, sum => IrwinHall(count, sum), () => UniformSumSampler.OneByOne(stream, count));
        GoodnessOfFit.CheckDistribution(100_000, 50, sum => IrwinHall(count, sum), () => UniformSumSampler.ByDigits(stream, count));
    }

    /// <summary>
    /// The sum of very many is normal to an error of the order 1/c (the third cumulant is 0; the fourth shifts the distribution function
    /// by at most 0.02/c times a constant below 3), far below what 100,000 draws can tell.
    /// </summary>
    [Theory]
    [InlineData(200_000)]
    [InlineData(1_000_000_000_000)]
    public void Many_numbers_have_a_normal_sum_of_mean_a_half_and_variance_a_twelfth_each(long count)
    {
        RandomStream stream = new RandomStream(32).Split("sum");
        var normal = new Normal(count / 2.0, Math.Sqrt(count / 12.0));
        GoodnessOfFit.CheckDistribution(100_000, 50, normal.CumulativeDistribution, () => UniformSumSampler.Sample(stream, count));
    }

    /// <summary>
    /// On either side of the switch the two ways have one law: compared in 40 bins of the normal law, corrected by the fourth cumulant
    /// -c/120 (Edgeworth).
    /// </summary>
    [Theory]
    [InlineData(128)]
    [InlineData(129)]
    public void Around_the_switch_the_law_is_the_same(int count)
    {
        RandomStream stream = new RandomStream(33).Split("sum", count);
        double scale = Math.Sqrt(count / 12.0);
        GoodnessOfFit.CheckDistribution(
            200_000,
            40,
            sum => Edgeworth(count, (sum - count / 2.0) / scale),
            () => UniformSumSampler.OneByOne(stream, count)
        );
        GoodnessOfFit.CheckDistribution(
            200_000,
            40,
            sum => Edgeworth(count, (sum - count / 2.0) / scale),
            () => UniformSumSampler.ByDigits(stream, count)
        );
    }

    [Fact]
    public void No_numbers_have_no_sum() => Assert.Equal(0, UniformSumSampler.Sample(new RandomStream(1), 0));

    private static double IrwinHall(int count, double sum) =>
        Enumerable
            .Range(0, (int)Math.Clamp(sum, 0, count) + 1)
            .Sum(j => (j % 2 == 0 ? 1 : -1) * Combinatorics.Combinations(count, j) * Math.Pow(Math.Max(0, sum - j), count))
        / SpecialFunctions.Factorial(count);

    // Excess kurtosis -6/(5c); next term of the order 1/c^2.
    private static double Edgeworth(int count, double z) =>
        Normal.CDF(0, 1, z) - (Normal.PDF(0, 1, z) * (-6.0 / (5 * count)) / 24 * ((z * z * z) - (3 * z)));
}
