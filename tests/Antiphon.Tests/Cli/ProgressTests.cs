using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Numerics;

namespace Antiphon.Tests.Cli;

public class ProgressTests : CommandLineTest
{
    [Fact]
    public void A_task_under_two_seconds_says_nothing() => Assert.Equal("", Shown((0.5, 0.3), (1, 1.9)));

    [Fact]
    public void Plain_lines_come_at_most_every_two_seconds_and_tell_the_time_left() =>
        Assert.Equal(
            "25%, step, about 7.5 s left\n50%, step, about 4.6 s left\n",
            Shown((0, 0), (0.1, 1), (0.25, 2.5), (0.3, 3), (0.5, 4.6), (0.6, 5))
        );

    [Fact]
    public void A_resumed_task_measures_its_pace_from_where_it_began() =>
        Assert.Equal("75%, step, about 4.0 s left\n", Shown((0.5, 0), (0.75, 4)));

    [Fact]
    public void A_task_that_reports_nothing_is_shown_to_be_alive()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var progress = new ConsoleProgress(Surroundings(TextWriter.Null, error), silent: false);
        foreach (double wait in new[] { 1.9, 0.1, 1.9, 0.1 })
        {
            Clock.Advance(wait);
            Clock.Tick();
        }

        Assert.Equal("0%, 2.0 s so far\n0%, 4.0 s so far\n", error.ToString());
    }

    // A step that reports nothing for long was shown with more time left each time.
    [Fact]
    public void Between_reports_the_time_left_counts_down()
    {
        using var error = new StringWriter { NewLine = "\n" };
        using var progress = new ConsoleProgress(Surroundings(TextWriter.Null, error), silent: false);
        progress.Report(new Progress(0));
        Clock.Advance(3);
        progress.Report(new Progress(0.5));
        foreach (double wait in new[] { 2.0, 2.0 })
        {
            Clock.Advance(wait);
            Clock.Tick();
        }

        Assert.Equal("50%, about 3.0 s left\n50%, about 1.0 s left\n50%, 7.0 s so far\n", error.ToString());
    }

    [Fact]
    public void A_terminal_gets_a_bar_that_is_wiped_at_the_end()
    {
        LiveError = true;

        string shown = Shown((0, 0), (0.5, 4));
        Assert.StartsWith("\r[############............]  50%, step, about 4.0 s left", shown, StringComparison.Ordinal);
        Assert.EndsWith(" \r", shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown);
        Assert.DoesNotContain('\n', shown);
    }

    [Fact]
    public void A_bar_never_exceeds_the_width()
    {
        LiveError = true;
        Width = 20;

        Assert.All(Shown((0, 0), (0.5, 4)).Split('\r'), line => Assert.InRange(line.Length, 0, 19));
    }

    [Fact]
    public void Quiet_is_quiet() => Assert.Equal("", Shown(silent: true, (0, 0), (0.5, 4), (1, 9)));

    [Fact]
    public void Nothing_is_shown_after_the_end()
    {
        using var error = new StringWriter();
        var progress = new ConsoleProgress(Surroundings(TextWriter.Null, error), silent: false);
        progress.Dispose();
        Clock.Advance(10);
        progress.Report(new Progress(0.5, "late"));
        Assert.Equal("", error.ToString());
    }

    private string Shown(params (double Fraction, double Second)[] reports) => Shown(silent: false, reports);

    private string Shown(bool silent, params (double Fraction, double Second)[] reports)
    {
        using var error = new StringWriter { NewLine = "\n" };
        using (var progress = new ConsoleProgress(Surroundings(TextWriter.Null, error), silent))
        {
            double now = 0;
            foreach ((double fraction, double second) in reports)
            {
                Clock.Advance(second - now);
                now = second;
                progress.Report(new Progress(fraction, "step"));
            }
        }

        return error.ToString();
    }
}
