namespace Antiphon.Numerics;

/// <summary>
/// How long a task will still take, by the pace from the first report to the last: a resumed task begins with a fraction that cost this
/// process no time, and a step that reports nothing until it ends does not slow the pace. Used by one thread at a time.
/// </summary>
/// <param name="time">The clock; the task begins now.</param>
internal sealed class Pace(TimeProvider time)
{
    private readonly long start = time.GetTimestamp();
    private double? first;
    private double last;
    private double reported;

    /// <summary>Seconds since the task began.</summary>
    public double Elapsed => time.GetElapsedTime(start).TotalSeconds;

    /// <summary>Seconds left; null where no pace is known, and for a step that outlasts what was foreseen.</summary>
    public double? Left
    {
        get
        {
            double done = last - (first ?? 0);
            double left = done > 0 && last < 1 ? (reported * (1 - last) / done) - (Elapsed - reported) : 0;
            return left > 0 ? left : null;
        }
    }

    /// <summary>Receives the completed fraction.</summary>
    /// <param name="fraction">From 0 to 1; what is outside counts as the nearest end.</param>
    public void Report(double fraction)
    {
        last = Math.Clamp(fraction, 0, 1);
        first ??= last;
        reported = Elapsed;
    }
}
