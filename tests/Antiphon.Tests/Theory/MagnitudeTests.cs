using Antiphon.Paper;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Theory;

public class MagnitudeTests
{
    [Fact]
    public void Within_the_range_of_doubles_it_computes_as_doubles_do()
    {
        var random = new SmallRandom(1);
        for (int trial = 0; trial < 200; trial++)
        {
            (double a, double b) = (Math.Exp(random.Values(1, -50, 50)[0]), Math.Exp(random.Values(1, -50, 50)[0]));
            Assert.Equal(a * b, ((Magnitude)a * b).Value);
            Assert.Equal(a / b, ((Magnitude)a / b).Value);
            Assert.Equal(a + b, ((Magnitude)a + b).Value);
            Assert.Equal(a.CompareTo(b), ((Magnitude)a).CompareTo(b));
        }
    }

    [Fact]
    public void Beyond_doubles_the_logarithms_add_up()
    {
        var huge = Magnitude.Power(5, 1000);

        Assert.False(huge.IsOrdinary);
        Assert.Equal(double.PositiveInfinity, huge.Value);
        Constants.AssertClose(1000 * Math.Log10(5), huge.Log10, 1e-14);
        Constants.AssertClose(2000 * Math.Log(5), (huge * huge).Ln, 1e-14);
        Constants.AssertClose(Math.Log(2) + (1000 * Math.Log(5)), (huge + huge).Ln, 1e-14);
        Constants.AssertClose(25, (Magnitude.Power(5, 1002) / huge).Value, 1e-10);
        Assert.True(huge > 1e300 && huge < Magnitude.Power(5, 1001));
    }

    [Fact]
    public void A_large_product_comes_back_into_range_when_divided()
    {
        Magnitude product = (Magnitude)1e200 * 1e200;

        Assert.False(product.IsOrdinary);
        Constants.AssertClose(1e200, (product / 1e200).Value, 1e-10);
        Constants.AssertClose(1e-250, ((Magnitude)1e-200 * 1e-250 * 1e200).Value, 1e-10);
    }

    [Fact]
    public void Zero_and_one_are_neutral()
    {
        Assert.Equal(Magnitude.Zero, Magnitude.Power(5, 1000) * 0);
        Assert.Equal(Magnitude.Power(5, 1000), Magnitude.Power(5, 1000) + 0);
        Assert.Equal(Magnitude.Power(5, 1000), Magnitude.Power(5, 1000) * 1);
        Assert.Equal(Magnitude.One, Magnitude.Power(0, 0));
        Assert.Equal(Magnitude.Zero, Magnitude.Power(0, 3));
        Assert.Equal(double.NegativeInfinity, Magnitude.Zero.Ln);
        Assert.Throws<DivideByZeroException>(() => Magnitude.One / Magnitude.Zero);
    }

    /// <summary>Against the lattice, which counts in whole numbers of 128 bits.</summary>
    [Fact]
    public void Choices_are_exact_while_small_and_near_beyond()
    {
        for (int states = 1; states <= 8; states++)
        {
            foreach (long agents in new long[] { 0, 1, 2, 3, 10, 50, 1000, 1_000_000 })
            {
                long exact = LatticeSize.CountVectors(states, agents);
                Magnitude found = TableSizes.CountVectors(states, agents);
                if (exact < 1e14)
                {
                    Assert.Equal(exact, found.Value);
                }
                else if (exact < long.MaxValue)
                {
                    Constants.AssertClose(exact, found.Value, 1e-13);
                }
            }
        }
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(5, "5")]
    [InlineData(22066.9, "22,067")]
    [InlineData(0.0423, "0.0423")]
    [InlineData(316_251, "316,251")]
    [InlineData(1_500_000, "1.5e6")]
    [InlineData(9.96e9, "1.0e10")]
    [InlineData(1e300, "1.0e300")]
    public void Numbers_are_written_briefly(double value, string expected) => Assert.Equal(expected, ((Magnitude)value).ToString());

    [Fact]
    public void Numbers_beyond_doubles_are_written_alike() => Assert.Equal("9.3e698", Magnitude.Power(5, 1000).ToString());

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void What_is_no_size_is_refused(double value) => Assert.ThrowsAny<ArgumentException>(() => Magnitude.From(value));
}
