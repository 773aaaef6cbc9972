using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Planning;

namespace Antiphon.Cli.Output;

/// <summary>The result of train in a game with continuous states, for people.</summary>
internal static class ContinuousTrainReport
{
    /// <summary>Prints a finished run.</summary>
    public static void Write(Report report, ContinuousRunRecord record, string folder)
    {
        AlternationOutcome outcome = record.Outcome!;
        ContinuousOptions options = record.Options;
        string restarts = options.Restarts is > 1 and int starts ? $"{Figures.Count(starts, "restart")}, " : "";
        report.Paragraph(
            $"{Figures.Printable(record.Game)}: {Figures.Count(record.Agents, "local agent")}, of which the global agent sees "
                + $"{Figures.Count(options.Subsample)}; {options.Algorithm.ToString().ToUpperInvariant()}, "
                + $"{restarts}seed {options.Seed}"
        );
        report.Line();
        report.Fact(
            "Deployed",
            Figures.Value(outcome.Deployed.Mean),
            $"95% interval {Words.Interval(outcome.Deployed)}; {Figures.Count(options.Seeds, "seed")} of "
                + $"{Figures.Count(options.Rollouts, "episode")}, {Figures.Count(options.DeployedHorizon, "step")}"
        );
        if (double.IsFinite(outcome.TruncationBound))
        {
            report.Fact("Truncation error", Figures.Value(outcome.TruncationBound), OutcomeWords.Truncation(options.DeployedHorizon));
        }

        if (outcome.SingleStepAccuracy is double single && outcome.ModeAccuracy is double all)
        {
            report.Fact(
                "Right at first observation",
                $"{100 * single:0.0}%",
                "of the episodes: the first global action is the right one for the whole population"
            );
            report.Fact("Right all along", $"{100 * all:0.0}%", "of the steps, for the population as it is then");
        }

        GainLeft(report, "Global gain left", outcome.GlobalGainDeployed);
        GainLeft(report, "Local gain left", outcome.LocalGainDeployed);
        report.Line();
        report.Paragraph(Stopped(record));
        if (outcome.Baselines.Count > 0)
        {
            report.Line();
            report.Table(
                ["Baseline: global agent", "local agents", ">deployed", ">95% interval"],
                outcome.Baselines.Select(baseline =>
                    (IReadOnlyList<string>)
                        [baseline.Global, baseline.Local, Figures.Value(baseline.Deployed.Mean), Words.Interval(baseline.Deployed)]
                )
            );
        }

        if (outcome.Restarts.Count > 1)
        {
            TrainReport.Restarts(report, outcome);
        }

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

    // What the judge found of a side's last proposal, where it was not accepted.
    private static void GainLeft(Report report, string name, DeployedGain? gain)
    {
        if (gain is not null)
        {
            report.Fact(name, Figures.Value(gain.Mean), GainLeft(gain));
        }
    }

    /// <summary>What the judge found of a side's last proposal, which was not accepted.</summary>
    /// <param name="gain">Its gain.</param>
    public static string GainLeft(DeployedGain gain) =>
        $"interval {Figures.Value(gain.Low)} to {Figures.Value(gain.High)}: its last proposal, over "
        + $"{Figures.Count(gain.Rollouts, "pair")} of episodes";

    /// <summary>Why a training ended.</summary>
    /// <param name="record">Its record.</param>
    public static string Stopped(ContinuousRunRecord record)
    {
        AlternationOutcome outcome = record.Outcome!;
        return $"Stopped: {Stopped(outcome.StopReason, record.Options)}. {outcome.Accepted} of "
            + $"{Figures.Count(outcome.Proposals, "proposal")} accepted, {Figures.Duration(record.Seconds)}.";
    }

    private static string Stopped(StopReason reason, ContinuousOptions options) =>
        reason switch
        {
            StopReason.NoImprovement =>
                $"in {Figures.Count(options.Patience, "alternation")} no proposal of either side was found to gain "
                    + $"{Figures.Value(options.Threshold)}",
            StopReason.MaximumSweeps =>
                $"the limit of {Figures.Count(options.Alternations, "alternation")} was met before {Figures.Count(options.Patience)} in a "
                    + "row passed without an accepted proposal; raise --alternations",
            StopReason.ScheduleExhausted =>
                $"the {Figures.Count(options.Alternations, "alternation")} asked for were made; no proposal was judged, so that this "
                    + "proves no equilibrium",
            _ => Words.Brief(reason),
        };
}
