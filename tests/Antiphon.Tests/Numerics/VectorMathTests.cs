using System.Runtime.Intrinsics;
using Antiphon.Numerics;

namespace Antiphon.Tests.Numerics;

public class VectorMathTests
{
    [Fact]
    public void Tanh_is_within_four_units_in_the_last_place_of_the_platforms()
    {
        double worst = 0.0;
        foreach (double x in Points(limit: 25))
        {
            worst = Math.Max(worst, UnitsApart(VectorMath.Tanh(Vector512.Create(x)).GetElement(3), Math.Tanh(x)));
        }

        Assert.InRange(worst, 0, 4);
    }

    [Fact]
    public void Exp_is_within_two_units_in_the_last_place_of_the_platforms()
    {
        double worst = 0.0;
        foreach (double x in Points(limit: 700))
        {
            worst = Math.Max(worst, UnitsApart(VectorMath.Exp(Vector512.Create(x)).GetElement(5), Math.Exp(x)));
        }

        Assert.InRange(worst, 0, 2);
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.NegativeInfinity, -1)]
    [InlineData(1e300, 1)]
    [InlineData(double.NaN, double.NaN)]
    public void Tanh_has_the_right_limits(double x, double expected) =>
        Assert.Equal(expected, VectorMath.Tanh(Vector512.Create(x)).GetElement(0));

    [Fact]
    public void Tanh_keeps_the_sign_of_zero_and_is_odd()
    {
        Assert.True(double.IsNegative(VectorMath.Tanh(Vector512.Create(-0.0)).GetElement(0)));
        foreach (double x in Points(limit: 3))
        {
            Assert.Equal(-VectorMath.Tanh(Vector512.Create(x)).GetElement(0), VectorMath.Tanh(Vector512.Create(-x)).GetElement(0));
        }
    }

    [Fact]
    public void Exp_of_what_is_not_a_number_is_not_a_number() =>
        Assert.True(double.IsNaN(VectorMath.Exp(Vector512.Create(double.NaN)).GetElement(0)));

    private static IEnumerable<double> Points(double limit)
    {
        var random = new RandomStream(3);
        for (int i = 0; i < 100_000; i++)
        {
            // All magnitudes, from far below rounding to the limit.
            double magnitude = limit * Math.Pow(10, -12 * random.NextDouble() * random.NextDouble());
            yield return random.NextDouble() < 0.5 ? magnitude : -magnitude;
        }
    }

    private static double UnitsApart(double found, double expected) =>
        Math.Abs(found - expected) / (Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected));
}
