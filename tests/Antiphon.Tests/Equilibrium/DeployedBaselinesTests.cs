using Antiphon.Equilibrium;

namespace Antiphon.Tests.Equilibrium;

public class DeployedBaselinesTests
{
    // The third has the largest mean. The first is surely worse in every seed; the second is behind it by less than chance explains.
    [Fact]
    public void The_best_baseline_is_the_first_that_is_not_surely_worse_than_the_one_of_the_largest_mean()
    {
        double[] surelyWorse = [1, 2, 3, 4];
        double[] perhapsBest = [5, 4, 9, 6];
        double[] largest = [5.5, 6.5, 7.5, 8.5];
        Assert.Equal(1, DeployedBaselines.Best([surelyWorse, perhapsBest, largest]));
        Assert.Equal(1, DeployedBaselines.Best([surelyWorse, largest, perhapsBest]));
        Assert.Equal(0, DeployedBaselines.Best([largest, surelyWorse]));
    }
}
