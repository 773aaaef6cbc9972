using Antiphon.Games;

namespace Antiphon.Tests.Games;

public class CoupledRewardTests
{
    [Fact]
    public void Its_range_is_that_of_all_breakpoints()
    {
        var reward = new CoupledReward(0, [2, -1, 5, 3]);
        Assert.Equal((-1.0, 5.0), (reward.Least, reward.Most));
    }
}
