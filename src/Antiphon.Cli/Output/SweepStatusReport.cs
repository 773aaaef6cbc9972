using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>How far a sweep has come, for people.</summary>
internal static class SweepStatusReport
{
    private const int FailuresShown = 10;

    /// <summary>Prints it.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="standing">How far it has come.</param>
    /// <param name="question">What was asked.</param>
    public static void Write(Report report, SweepStanding standing, string question)
    {
        report.Paragraph(question);
        report.Paragraph(
            $"{Figures.Count(standing.Done)} of {Figures.Count(standing.Cells, "cell")} done, {Figures.Count(standing.Failed)} failed, "
                + $"{Figures.Count(standing.Running)} running, {Figures.Count(standing.Waiting)} waiting{Left(standing)}."
        );
        if (standing.Workers.Count > 0)
        {
            report.Line();
            report.Table(
                ["process", "state", "cell", ">done", ">failed", "where"],
                standing.Workers.Select(worker =>
                    (IReadOnlyList<string>)
                        [
                            worker.Name,
                            Word(worker.State),
                            worker.Cell ?? "",
                            Figures.Count(worker.Done),
                            worker.Failed == 0 ? "" : Figures.Count(worker.Failed),
                            worker.Place ?? "",
                        ]
                )
            );
        }

        foreach (WorkerStanding silent in standing.Workers.Where(worker => worker.State == WorkerState.Silent))
        {
            report.Line();
            report.Paragraph(
                $"{Figures.Printable(silent.Name)} gives no sign of life and did not end regularly."
                    + (silent.Cell is null ? " It holds no cell." : $" Any other worker takes {Figures.Printable(silent.Cell)} over.")
            );
            Lines(report, silent.Lines);
        }

        foreach (FailureStanding failure in standing.Failures.Take(FailuresShown))
        {
            report.Line();
            report.Paragraph(
                $"Failed: {failure.Cell}{(failure.Worker is null ? "" : $" ({Figures.Printable(failure.Worker)})")}: "
                    + Figures.Printable(failure.Reason)
            );
            Lines(report, failure.Lines);
        }

        if (standing.Failures.Count > FailuresShown)
        {
            report.Line();
            report.Paragraph($"{Figures.Count(standing.Failures.Count - FailuresShown)} more failures; --json lists them.");
        }
    }

    private static string Left(SweepStanding standing) =>
        standing.Running + standing.Waiting == 0 ? ""
        : standing.SecondsLeft is double seconds ? $"; about {Figures.Duration(seconds)} left"
        : "";

    private static string Word(WorkerState state) =>
        state switch
        {
            WorkerState.Working => "working",
            WorkerState.Silent => "silent",
            _ => "ended",
        };

    private static void Lines(Report report, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            report.Line($"  {Figures.Printable(line)}");
        }
    }
}
