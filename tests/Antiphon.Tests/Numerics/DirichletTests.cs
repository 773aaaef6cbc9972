using Antiphon.Numerics;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Antiphon.Tests.Numerics;

public class DirichletTests
{
    [Theory]
    [InlineData(0.05)]
    [InlineData(0.3)]
    [InlineData(0.999)]
    [InlineData(1)]
    [InlineData(7.5)]
    [InlineData(300)]
    public void Log_gamma_draws_follow_the_gamma_law(double shape)
    {
        RandomStream stream = new RandomStream(1).Split("gamma", (long)(1000 * shape));
        GoodnessOfFit.CheckDistribution(60_000, 200, logX => Distribution(shape, logX), () => GammaSampler.LogSample(stream, shape));
    }

    // Below x = 1e-9 the first term x^a / Gamma(a + 1) of the series is exact to 1e-9, and reaches where x itself underflows.
    private static double Distribution(double shape, double logX) =>
        logX < -20 ? Math.Exp((shape * logX) - SpecialFunctions.GammaLn(shape + 1)) : Gamma.CDF(shape, 1, Math.Exp(logX));

    // One component of a symmetric Dirichlet(a) of length S is Beta(a, (S-1) a).
    [Theory]
    [InlineData(0.3, 5)]
    [InlineData(1, 2)]
    [InlineData(2.5, 3)]
    public void Components_follow_the_beta_law(double concentration, int categories)
    {
        RandomStream stream = new RandomStream(2).Split("beta", categories);
        double[] p = new double[categories];
        for (int component = 0; component < 2; component++)
        {
            int watched = component;
            GoodnessOfFit.CheckDistribution(
                60_000,
                100,
                x => Beta.CDF(concentration, (categories - 1) * concentration, Math.Clamp(x, 0, 1)),
                () =>
                {
                    DirichletSampler.Sample(stream, concentration, p);
                    Assert.Equal(1, p.Sum(), 1e-14);
                    return p[watched];
                }
            );
        }
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(DirichletSampler.MinimumConcentration)]
    public void Tiny_concentrations_give_a_random_corner(double concentration)
    {
        var stream = new RandomStream(3);
        double[] p = new double[4];
        long[] corners = new long[4];
        for (int i = 0; i < 20_000; i++)
        {
            DirichletSampler.Sample(stream, concentration, p);
            Assert.Equal(1, p.Sum(), 1e-14);
            corners[Array.IndexOf(p, p.Max())]++;
        }

        GoodnessOfFit.Check(corners, [0.25, 0.25, 0.25, 0.25]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1e-310)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Bad_concentrations_are_refused(double concentration) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => DirichletSampler.Sample(new RandomStream(1), concentration, new double[3]));

    [Fact]
    public void An_empty_vector_is_refused() =>
        Assert.Throws<ArgumentException>(() => DirichletSampler.Sample(new RandomStream(1), 1, []));
}
