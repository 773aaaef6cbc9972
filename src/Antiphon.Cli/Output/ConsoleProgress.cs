using Antiphon.Numerics;

namespace Antiphon.Cli.Output;

/// <summary>
/// Shows on standard error how far a task is and how long it will still take: a bar that redraws itself on a terminal, otherwise a plain
/// line at most every two seconds. Shows the last state again when nothing new is reported for that long. Says nothing about tasks that
/// take less than two seconds. May be called from any thread.
/// </summary>
internal sealed class ConsoleProgress : IProgress<Progress>, IDisposable
{
    private const double QuietSeconds = 2;
    private const double LineSeconds = 2;
    private const double RedrawSeconds = 0.1;
    private const int BarWidth = 24;

    private readonly Lock gate = new();
    private readonly Surroundings surroundings;
    private readonly bool silent;
    private readonly long start;
    private readonly ITimer heartbeat;
    private Progress last = new(0);
    private double? firstFraction;
    private double reported;
    private double lastShown = double.NegativeInfinity;
    private int drawn;
    private bool ended;

    public ConsoleProgress(Surroundings surroundings, bool silent)
    {
        this.surroundings = surroundings;
        this.silent = silent;
        start = surroundings.Time.GetTimestamp();
        var period = TimeSpan.FromSeconds(LineSeconds);
        heartbeat = surroundings.Time.CreateTimer(_ => ShowIfDue(), null, period, period);
    }

    public void Report(Progress value)
    {
        lock (gate)
        {
            firstFraction ??= value.Fraction;
            last = value;
            reported = surroundings.Time.GetElapsedTime(start).TotalSeconds;
            ShowIfDue();
        }
    }

    /// <summary>Wipes the bar.</summary>
    public void Dispose()
    {
        heartbeat.Dispose();
        lock (gate)
        {
            ended = true;
            if (drawn > 0)
            {
                surroundings.Error.Write($"\r{new string(' ', drawn)}\r");
            }
        }
    }

    private void ShowIfDue()
    {
        lock (gate)
        {
            double elapsed = surroundings.Time.GetElapsedTime(start).TotalSeconds;
            if (silent || ended || elapsed < QuietSeconds || elapsed - lastShown < (surroundings.LiveError ? RedrawSeconds : LineSeconds))
            {
                return;
            }

            lastShown = elapsed;
            Show(Math.Clamp(last.Fraction, 0, 1), elapsed);
        }
    }

    private void Show(double fraction, double elapsed)
    {
        string[] parts = [$"{100 * fraction:0}%".PadLeft(4), Figures.Printable(last.Text), TimeLeft(fraction, elapsed)];
        string state = string.Join(", ", parts.Where(part => part.Length > 0));
        if (!surroundings.LiveError)
        {
            surroundings.Error.WriteLine(state.TrimStart());
            return;
        }

        int full = (int)(fraction * BarWidth);
        string line = $"[{new string('#', full)}{new string('.', BarWidth - full)}] {state}";
        line = line[..Math.Min(line.Length, Math.Max(1, surroundings.Width - 1))];
        surroundings.Error.Write($"\r{line.PadRight(drawn)}");
        drawn = line.Length;
    }

    /// <summary>
    /// By the pace from the first report to the last: a resumed task begins with a fraction that cost this process no time, and a step
    /// that reports nothing until it ends does not slow the pace. A step that outlasts what was foreseen has no forecast.
    /// </summary>
    private string TimeLeft(double fraction, double elapsed)
    {
        double done = fraction - (firstFraction ?? 0);
        double left = done > 0 && fraction < 1 ? (reported * (1 - fraction) / done) - (elapsed - reported) : 0;
        return left > 0 ? $"about {Figures.Duration(left)} left" : $"{Figures.Duration(elapsed)} so far";
    }
}
