using Antiphon.Planning;

namespace Antiphon.Tests.Planning;

public class CellSwitchesTests
{
    // Promises of 5, 3 and 2; what promises nothing is left out.
    [Theory]
    [InlineData(1, 3)]
    [InlineData(0.81, 3)]
    [InlineData(0.8, 2)]
    [InlineData(0.51, 2)]
    [InlineData(0.5, 1)]
    [InlineData(0.01, 1)]
    public void The_most_promising_cells_are_taken_until_the_share_is_reached(double share, int needed)
    {
        var switches = new CellSwitches();
        switches.Consider(0, 0, 1, 2);
        switches.Consider(0, 1, 1, 5);
        switches.Consider(1, 0, 1, 0);
        switches.Consider(1, 1, 1, 3);
        Assert.Equal(10, switches.Gap);
        Assert.Equal(needed, switches.Needed(share));
    }
}
