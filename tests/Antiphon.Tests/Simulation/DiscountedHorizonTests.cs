using Antiphon.Simulation;

namespace Antiphon.Tests.Simulation;

public class DiscountedHorizonTests
{
    // The first step at which a hundredth or less of the weight is left.
    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.2, 3)]
    [InlineData(0.5, 7)]
    [InlineData(0.9, 44)]
    [InlineData(0.97, 152)]
    [InlineData(0.9999, DiscountedHorizon.Longest)]
    public void A_return_fades_when_a_hundredth_is_left(double discount, int horizon)
    {
        Assert.Equal(horizon, DiscountedHorizon.Fading(discount));
        Assert.Equal(Math.Max(100, horizon), DiscountedHorizon.Default(discount));
    }
}
