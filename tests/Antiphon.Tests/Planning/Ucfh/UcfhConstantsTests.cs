using Antiphon.Paper;
using Antiphon.Planning;

namespace Antiphon.Tests.Planning.Chains;

public class UcfhConstantsTests
{
    /// <summary>
    /// S = A = C = 2, H = 4, epsilon = 1/2, delta = 0.1: w_min = 0.5 / (4 * 4 * 2); U_max = 4 log2(8 / w_min) = 4 * 9; delta_1 = 0.1 / (2
    /// * 36 * 2);
    /// m = 512 * 1 * (2 * 16 / 0.25) * ln^2 1024 * ln(6 * 4 * 2 * 9^2 / 0.1).
    /// </summary>
    [Fact]
    public void The_constants_of_a_small_process_are_these()
    {
        var constants = UcfhConstants.Create(2, 2, 4, 0.5, 0.1, 2);
        Assert.Equal(0.015625, constants.MinimumWeight);
        Assert.Equal(36, constants.MaximumUpdates, 1e-12);
        Assert.Equal(6.944444e-4, constants.IntervalFailure, 1e-10);
        Assert.Equal(33_276_169.30, constants.Observations, 0.01);
        Assert.Equal(519_940.15, constants.FirstUpdate, 0.01);
        Assert.Equal(2 * 33_276_169.30 * 4, constants.LastUpdate, 0.1);
        Assert.Equal(51.994015, (constants with { Scale = 1e-4 }).FirstUpdate, 1e-6);
    }

    /// <summary>The iterated logarithm is 0 at H = 2 and undefined at H = 1; 1 takes its place.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Short_horizons_have_constants_too(int horizon)
    {
        var constants = UcfhConstants.Create(2, 2, horizon, 0.5, 0.1, 2);
        Assert.InRange(constants.Observations, 1, 1e12);
        Assert.True(constants.FirstUpdate > 1);
    }

    [Theory]
    [InlineData(0, 0.5, 0.1, 1)]
    [InlineData(4, 0, 0.1, 1)]
    [InlineData(4, 1.5, 0.1, 1)]
    [InlineData(4, 0.5, 0, 1)]
    [InlineData(4, 0.5, double.NaN, 1)]
    [InlineData(4, 0.5, 0.1, 0)]
    public void Impossible_requests_are_refused(double horizon, double accuracy, double failure, double scale) =>
        Assert.Throws<InvalidInputException>(() => UcfhConstants.Create(2, 2, horizon, accuracy, failure, 2, scale));
}
