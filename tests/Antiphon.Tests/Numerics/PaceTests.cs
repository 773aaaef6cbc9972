using Antiphon.Numerics;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Numerics;

public class PaceTests
{
    // A quarter of the work took 10 seconds, and a quarter is left; what an earlier process did took none of them.
    [Fact]
    public void What_was_done_before_does_not_count_as_done_in_no_time()
    {
        var clock = new SettableClock();
        var pace = new Pace(clock);
        pace.Report(0.5);
        clock.Advance(10);
        pace.Report(0.75);
        Assert.Equal(10, pace.Left!.Value, 1e-9);
        clock.Advance(4);
        Assert.Equal(6, pace.Left!.Value, 1e-9);
    }
}
