using Antiphon.Numerics;
using MathNet.Numerics;

namespace Antiphon.Tests.Numerics;

/// <summary>Student's t law against closed forms, a series of its own and MathNet.</summary>
public class StudentTTests
{
    private static readonly double[] Tails = [0.4999, 0.3, 0.2501, 0.25, 0.2, 0.1, 0.05, 0.025, 0.005, 1e-4, 1e-7, 1e-12];

    private static readonly double[] Degrees = [1, 1.5, 2, 3, 4, 5, 9, 14, 29, 59.5, 60, 99, 1e3, 1e4, 1e5, 1e6];

    // v = 1: P(T > t) = 1/2 - atan(t)/pi, so that t = 1/tan(pi q). v = 2: P(T > t) = (1 - t/sqrt(2 + t^2))/2, so that t = (1 - 2q)
    // sqrt(2/(4 q (1 - q))). v = 4: with a = 4 q (1 - q), t = 2 sqrt(cos(acos(sqrt a)/3)/sqrt a - 1), a root of a cubic (Shaw, J. Comput.
    // Finance 9, 2006); the difference cancels near the centre.
    [Fact]
    public void Quantiles_agree_with_closed_forms()
    {
        foreach (double tail in Tails)
        {
            double root = Math.Sqrt(4 * tail * (1 - tail));
            double one = tail > 0.25 ? Math.Tan(Math.PI * (0.5 - tail)) : 1 / Math.Tan(Math.PI * tail);
            Near(one, -StudentT.Quantile(tail, 1), 1e-14);
            Near((1 - (2 * tail)) * Math.Sqrt(2) / root, -StudentT.Quantile(tail, 2), 1e-14);
            double above = (Math.Cos(Math.Acos(root) / 3) / root) - 1;
            Near(2 * Math.Sqrt(above), -StudentT.Quantile(tail, 4), 1e-14 + (1e-16 / above));
        }
    }

    // 1/tan(pi q) = 1/(pi q) for q far below 1e-16.
    [Fact]
    public void The_furthest_tails_are_found() => Near(1e300 / Math.PI, -StudentT.Quantile(1e-300, 1), 1e-13);

    // From tables with more digits: t(0.975; 14) by the incomplete beta function, the normal points by the inverse error function.
    [Theory]
    [InlineData(0.025, 14, 2.144786687917804)]
    [InlineData(0.025, double.PositiveInfinity, 1.9599639845400542)]
    [InlineData(0.005, double.PositiveInfinity, 2.5758293035489004)]
    [InlineData(1e-12, double.PositiveInfinity, 7.034483825301131)]
    public void Quantiles_agree_with_known_values(double tail, double degrees, double expected) =>
        Near(expected, -StudentT.Quantile(tail, degrees), 1e-14);

    // Fisher: t = z + (z^3 + z)/(4 v) + O(1/v^2).
    [Fact]
    public void Quantiles_approach_the_normal_one() =>
        Assert.Equal(1.959963984540054 + (9.489085 / 4e6), StudentT.Quantile(0.975, 1e6), 1e-11);

    [Fact]
    public void The_law_is_symmetric()
    {
        foreach (double degrees in Degrees)
        {
            Assert.Equal(0, StudentT.Quantile(0.5, degrees));
            Assert.Equal(StudentT.Quantile(0.75, degrees), -StudentT.Quantile(0.25, degrees));
            Assert.Equal(StudentT.Quantile(0.96875, degrees), -StudentT.Quantile(0.03125, degrees));
        }
    }

    // The error of t is that of the tail times P(T > t)/(t f(t)); in the centre, where that is large, the tail is nearly one half.
    [Fact]
    public void Quantiles_invert_the_tail()
    {
        foreach (double degrees in Degrees.Append(double.PositiveInfinity))
        {
            foreach (double tail in Tails)
            {
                Near(tail, StudentT.UpperTail(-StudentT.Quantile(tail, degrees), degrees), 1e-13);
            }
        }
    }

    // With cos^2 = v/(v + t^2), for even v: P(|T| < t) = sin (1 + 1/2 cos^2 + (1 3)/(2 4) cos^4 + .. + cos^(v-2) term) (Abramowitz and
    // Stegun, 26.7.4). The whole series is 1/sin, so that P(T > t) is half of what is left, times sin: positive terms.
    // Rounding cos^2 changes its powers by v/2 times as much.
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(14)]
    [InlineData(60)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void Tails_agree_with_the_rest_of_a_series(int degrees)
    {
        foreach (double t in new[] { 0.7, 1.3, 1.8, 2.5, 5 })
        {
            double cosine = degrees / (degrees + (t * t));
            double term = 1;
            for (int j = 1; j <= degrees / 2; j++)
            {
                term *= (2.0 * j - 1) / (2.0 * j) * cosine;
            }

            double rest = 0;
            for (int j = (degrees / 2) + 1; term > 1e-18 * rest; j++)
            {
                rest += term;
                term *= (2.0 * j - 1) / (2.0 * j) * cosine;
            }

            Near(t / Math.Sqrt(degrees + (t * t)) / 2 * rest, StudentT.UpperTail(t, degrees), 1e-14 + (2e-16 * degrees));
        }
    }

    // MathNet's own error grows with the degrees: its continued fraction cancels.
    [Fact]
    public void Tails_agree_with_MathNet()
    {
        foreach (double degrees in Degrees)
        {
            foreach (double tail in Tails)
            {
                double t = -StudentT.Quantile(tail, degrees);
                Near(
                    0.5 * SpecialFunctions.BetaRegularized(degrees / 2, 0.5, degrees / (degrees + (t * t))),
                    tail,
                    1e-12 + (2e-13 * degrees)
                );
            }
        }
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile(0, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile(double.NaN, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Quantile(0.5, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.UpperTail(-1, 3));
    }

    private static void Near(double expected, double found, double relative) =>
        Assert.True(Math.Abs(found - expected) <= relative * Math.Abs(expected), $"{found:R}, expected {expected:R}");
}
