using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The result of train for people.</summary>
internal static class TrainReport
{
    private const int BaselinesShown = 12;

    /// <summary>Prints a finished run.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="record">The run, with its outcome.</param>
    /// <param name="folder">The run folder as the user would type it.</param>
    public static void Write(Report report, RunRecord record, string folder)
    {
        AlternationOutcome outcome = record.Outcome!;
        report.Paragraph(Asked(record));
        report.Line();
        report.Fact("Value in the model", Figures.Measured(outcome.Value), OutcomeWords.Value(outcome));
        report.Fact("Deployed", Figures.Measured(outcome.Deployed.Mean), OutcomeWords.Deployed(record));
        if (record.Options.Memory is not null)
        {
            Informed(report, outcome);
        }

        report.Fact("Truncation error", Figures.Value(outcome.TruncationBound), OutcomeWords.Truncation(record.Options.DeployedHorizon));
        if (outcome.Baselines.Count > 0)
        {
            BaselineResult best = outcome.Baselines[0];
            report.Fact(
                "Best baseline",
                Figures.Value(best.Deployed.Mean),
                $"95% interval {Words.Interval(best.Deployed)}; {Figures.Printable(best.Global)} + {Figures.Printable(best.Local)}"
            );
        }

        if (outcome.Observing?.Gain is { } gain)
        {
            report.Fact("Worth of observing", Figures.Value(Math.Abs(gain.Mean)), Words.Worth(gain));
        }

        report.Fact(
            "Gain left, global",
            Figures.Value(outcome.GlobalGain),
            OutcomeWords.Gain(outcome, "the global agent", outcome.GlobalGainDeployed)
        );
        report.Fact(
            "Gain left, local",
            Figures.Value(outcome.LocalGain),
            OutcomeWords.Gain(outcome, "the local agents", outcome.LocalGainDeployed)
        );
        report.Line();
        report.Paragraph(
            $"Stopped: {Words.Of(outcome.StopReason, record)}. {outcome.Accepted} of {Figures.Count(outcome.Proposals, "proposal")} "
                + $"accepted, {Figures.Duration(record.Seconds)}."
        );
        if (Words.Ignoring(record) is { } ignoring)
        {
            report.Paragraph(ignoring);
        }

        Comparison(report, record, outcome);
        Restarts(report, outcome);
        foreach (string notice in outcome.Notices)
        {
            report.Line();
            report.Paragraph($"Note: {Figures.Printable(notice)}");
        }

        report.Line();
        report.Line($"Run folder: {folder}");
        report.Line($"Next:       antiphon simulate {Figures.ShellWord(folder)}");
        report.Line($"            antiphon certify {Figures.ShellWord(folder)}");
    }

    // The model's global agent knows the population: what it earns bounds nothing proved, since the model is not the game; it says
    // where to look.
    private static void Informed(Report report, AlternationOutcome outcome) =>
        report.Fact(
            "Not knowing costs",
            Figures.Value(outcome.Value - outcome.Deployed.Mean),
            "the value in the model, whose global agent knows the population and never stops, less what was deployed; the certificate has "
                + "an interval"
        );

    private static string Asked(RunRecord record)
    {
        AlternationOptions options = record.Options;
        return $"{Figures.Printable(record.Game)}: {Figures.Count(record.Agents, "local agent")}, of which the global agent sees "
            + $"{Figures.Count(options.Subsample)}{(options.Memory is { } memory ? $" and remembers ({MemoryWords.Of(memory)})" : "")}; "
            + $"{Figures.Count(options.Restarts, "restart")}, seed {options.Seed}";
    }

    private static void Comparison(Report report, RunRecord record, AlternationOutcome outcome)
    {
        if (outcome.Baselines.Count == 0)
        {
            return;
        }

        report.Line();
        report.Paragraph(Words.AgainstBaseline(record));
        report.Line();
        report.Table(
            ["Baseline: global agent", "local agents", ">deployed", ">95% interval"],
            outcome.Baselines.Take(BaselinesShown).Select(Row)
        );
    }

    private static IReadOnlyList<string> Row(BaselineResult baseline)
    {
        ConfidenceInterval deployed = baseline.Deployed;
        return [baseline.Global, baseline.Local, Figures.Value(deployed.Mean), Words.Interval(deployed)];
    }

    /// <summary>Prints how each restart ended, and how the best was chosen.</summary>
    internal static void Restarts(Report report, AlternationOutcome outcome)
    {
        bool hasModel = double.IsFinite(outcome.Value);
        bool measured = outcome.Restarts.Any(restart => restart.Deployed is not null);
        report.Line();
        report.Table(
            [
                "Restart",
                "start",
                .. hasModel ? [">model value"] : Array.Empty<string>(),
                .. measured ? [">deployed", ">95% interval"] : Array.Empty<string>(),
                ">accepted",
                "stopped",
            ],
            outcome.Restarts.Select(restart =>
                (IReadOnlyList<string>)
                    [
                        $"{restart.Restart + 1}{(restart.Restart == outcome.BestRestart ? " best" : "")}",
                        restart.Start,
                        .. hasModel ? [Figures.Measured(restart.Value)] : Array.Empty<string>(),
                        .. restart.Deployed is { } deployed
                            ? [Figures.Value(deployed.Mean), Words.Interval(deployed)]
                            : Array.Empty<string>(),
                        $"{restart.Accepted} of {restart.Proposals}",
                        restart.StopReason is Planning.StopReason reason ? Words.Brief(reason) : "not yet",
                    ]
            )
        );
        if (OutcomeWords.Best(outcome) is { Length: > 0 } best)
        {
            report.Paragraph(best);
        }
    }
}
