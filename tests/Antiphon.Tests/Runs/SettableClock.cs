namespace Antiphon.Tests.Runs;

/// <summary>A clock that moves only when told.</summary>
internal sealed class SettableClock : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public void Advance(double seconds) => ticks += (long)(seconds * TimeSpan.TicksPerSecond);
}
