namespace Antiphon.Tests.Runs;

/// <summary>A clock that moves only when told.</summary>
internal sealed class SettableClock : TimeProvider
{
    private readonly List<Timer> timers = [];
    private long ticks;

    /// <summary>The date, which stands still whatever <see cref="Advance"/> does.</summary>
    public DateTimeOffset Now { get; set; } = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public void Advance(double seconds) => ticks += (long)(seconds * TimeSpan.TicksPerSecond);

    /// <summary>Makes the timers that have been created tick once.</summary>
    public void Tick() => timers.ForEach(timer => timer.Tick());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(callback, state);
        timers.Add(timer);
        return timer;
    }

    private sealed class Timer(TimerCallback callback, object? state) : ITimer
    {
        private bool disposed;

        public void Tick()
        {
            if (!disposed)
            {
                callback(state);
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => disposed = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
