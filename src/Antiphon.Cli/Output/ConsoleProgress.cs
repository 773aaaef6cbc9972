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
    private readonly Pace pace;
    private readonly ITimer heartbeat;
    private Progress last = new(0);
    private double lastShown = double.NegativeInfinity;
    private int drawn;
    private bool ended;

    public ConsoleProgress(Surroundings surroundings, bool silent)
    {
        this.surroundings = surroundings;
        this.silent = silent;
        pace = new Pace(surroundings.Time);
        var period = TimeSpan.FromSeconds(LineSeconds);
        heartbeat = surroundings.Time.CreateTimer(_ => ShowIfDue(), null, period, period);
    }

    public void Report(Progress value)
    {
        lock (gate)
        {
            last = value;
            pace.Report(value.Fraction);
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
            double elapsed = pace.Elapsed;
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
        string[] parts = [$"{100 * fraction:0}%".PadLeft(4), Figures.Printable(last.Text), TimeLeft(elapsed)];
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

    private string TimeLeft(double elapsed) =>
        pace.Left is double left ? $"about {Figures.Duration(left)} left" : $"{Figures.Duration(elapsed)} so far";
}
