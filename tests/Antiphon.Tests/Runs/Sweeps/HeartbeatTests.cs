using Antiphon.Runs;
using Antiphon.Tests.Files;

namespace Antiphon.Tests.Runs.Sweeps;

public sealed class HeartbeatTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder temporary = new();
    private readonly SettableClock clock = new();
    private readonly SettableClock other = new();

    private SweepPaths Paths => new(temporary.Root);

    public void Dispose() => temporary.Dispose();

    [Fact]
    public void A_process_lives_while_its_heartbeat_changes_whatever_its_clock_says()
    {
        using var beat = new Heartbeat(Paths.Heartbeat("a"), other, "machine");
        var watch = new HeartbeatWatch(Paths, clock, Patience);
        other.Now = clock.Now.AddHours(-1);
        for (int look = 0; look < 100; look++)
        {
            Assert.False(watch.IsLost(Of("a")));
            other.Tick();
            clock.Advance(5);
        }

        // The last change is seen first.
        for (int look = 0; look <= 12; look++)
        {
            Assert.Equal(look >= 12, watch.IsLost(Of("a")));
            clock.Advance(5);
        }
    }

    [Fact]
    public void Time_in_which_the_observer_stood_still_does_not_count()
    {
        using var beat = new Heartbeat(Paths.Heartbeat("a"), other, "machine");
        var watch = new HeartbeatWatch(Paths, clock, Patience);
        Assert.False(watch.IsLost(Of("a")));
        clock.Advance(100_000);

        Assert.False(watch.IsLost(Of("a")));
    }

    [Fact]
    public void A_heartbeat_has_one_size_and_goes_away_with_its_process()
    {
        using (var beat = new Heartbeat(Paths.Heartbeat("a"), other, "machine"))
        {
            for (int tick = 0; tick < 20; tick++)
            {
                Assert.Equal(256, new FileInfo(Paths.Heartbeat("a")).Length);
                other.Tick();
            }

            Assert.StartsWith("machine, process ", File.ReadAllText(Paths.Heartbeat("a")), StringComparison.Ordinal);
        }

        other.Tick();
        Assert.False(File.Exists(Paths.Heartbeat("a")));
    }

    [Fact]
    public void A_heartbeat_that_cannot_go_away_is_told_at_the_end_and_does_not_hide_an_earlier_fault()
    {
        using IDisposable failing = Disk.Use(new ScriptedDisk { OnDelete = _ => throw ScriptedDisk.Failure() });
        var beat = new Heartbeat(Paths.Heartbeat("a"), other, "machine");

        Assert.Throws<IOException>(beat.End);
        beat.Dispose();
    }

    [Fact]
    public void A_process_without_a_heartbeat_is_lost_after_the_same_time()
    {
        var watch = new HeartbeatWatch(Paths, clock, Patience);
        for (int look = 0; look <= 12; look++)
        {
            Assert.Equal(look >= 12, watch.IsLost(Of("gone")));
            clock.Advance(5);
        }
    }

    [Fact]
    public void A_claim_that_was_given_up_is_free_at_once() =>
        Assert.True(new HeartbeatWatch(Paths, clock, Patience).IsLost(Of(SweepClaims.Nobody)));

    private static SweepClaim Of(string owner) => new("k1-seed1", 1, owner);
}
