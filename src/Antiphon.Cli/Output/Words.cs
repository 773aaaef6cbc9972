using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>What numbers mean, in sentences.</summary>
internal static class Words
{
    private const string BlindPair = "best blind pair found (its dispatcher observes only the global state)";

    /// <summary>Why training stopped.</summary>
    public static string Of(StopReason reason, RunRecord record) =>
        reason switch
        {
            StopReason.NoImprovement when record.Options.UpdateRule == UpdateRule.PaperBox =>
                "converged: the paper's UPDATE accepted no proposal in a whole sweep; the gains left are those that other oracles find",
            StopReason.NoImprovement when LargestGain(record.Outcome!) > record.Outcome!.Threshold =>
                "converged: no proposal of the chosen oracles was accepted; the gains left, which all oracles find, exceed the "
                    + $"threshold of {Figures.Value(record.Outcome.Threshold)}",
            StopReason.NoImprovement when LargestOpenGain(record.Outcome!) >= record.Outcome!.Threshold =>
                $"converged: the judge excluded an improvement of {Figures.Value(record.Outcome.Threshold)} by every proposal of the "
                    + $"last sweep; the final measurement does not exclude a gain of {Figures.Value(LargestOpenGain(record.Outcome))}",
            StopReason.NoImprovement =>
                $"converged: no proposal by the oracle of either side gains {Figures.Value(record.Outcome!.Threshold)} or more",
            StopReason.Undecided => "undecided: no proposal of the last sweep was accepted, but the judge cannot exclude a gain of "
                + $"{Figures.Value(record.Outcome!.Threshold)} or more by one of them ({record.Outcome.Judge}); raise --threshold to "
                + "decide sooner",
            StopReason.AccuracyReached => "the requested accuracy is reached",
            StopReason.MaximumSweeps when record.Options is { UpdateRule: UpdateRule.PaperBox, MaximumSweeps: null } =>
                "sweep limit of the paper's UPDATE (Lemma D.15) reached before a whole sweep had no accepted proposal; use a smaller "
                    + "--eta",
            StopReason.MaximumSweeps =>
                $"limit of {Figures.Count(record.Options.MaximumSweeps ?? AlternationOptions.DefaultSweeps, "sweep")} reached before a "
                    + "whole sweep had no accepted proposal; raise --sweeps",
            StopReason.IterationLimit =>
                "a solver reached its iteration limit before the requested accuracy; request a coarser accuracy with --accuracy",
            StopReason.IntervalsOverlap =>
                "the paper's UPDATE could not distinguish a proposal from the current policy and declares an equilibrium; check the "
                    + "gains left",
            StopReason.Cancelled => "cancelled",
            StopReason.LogExhausted => "the global agent's policy was learned from the whole log; there were no proposals",
            _ => reason.ToString(),
        };

    /// <summary>What a finite game was cut from.</summary>
    public static string Of(CutGame cut) =>
        $"{Figures.Printable(cut.Game)} with continuous states: {Figures.Count(cut.Bins)} bins each of s_g and s_l";

    /// <summary>Why a restart stopped, for a table.</summary>
    public static string Brief(StopReason reason) =>
        reason switch
        {
            StopReason.NoImprovement => "converged",
            StopReason.Undecided => "undecided",
            StopReason.AccuracyReached => "accurate",
            StopReason.MaximumSweeps => "sweep limit",
            StopReason.IterationLimit => "iteration limit",
            StopReason.IntervalsOverlap => "overlap",
            StopReason.Cancelled => "cancelled",
            StopReason.LogExhausted => "end of log",
            _ => reason.ToString(),
        };

    /// <summary>Whether training ended short of what was asked.</summary>
    public static bool FellShort(StopReason reason) => reason is StopReason.MaximumSweeps or StopReason.IterationLimit;

    /// <summary>"114.12 to 114.50", or what is missing.</summary>
    public static string Interval(ConfidenceInterval interval) =>
        double.IsFinite(interval.Low) && double.IsFinite(interval.High)
            ? $"{Figures.Measured(interval.Low)} to {Figures.Measured(interval.High)}"
            : "no interval from a single seed";

    /// <summary>How the deployed pair of a run with baselines compares with the best of them.</summary>
    public static string AgainstBaseline(RunRecord record)
    {
        AlternationOutcome outcome = record.Outcome!;
        BaselineResult best = outcome.Baselines[0];
        ConfidenceInterval baseline = best.Deployed;
        double lead = outcome.Deployed.Mean - baseline.Mean;
        return outcome.StopReason == StopReason.LogExhausted
            ? $"The pair earns {Figures.Value(Math.Abs(lead))}{Percent(lead, baseline.Mean)} {(lead >= 0 ? "more" : "less")} than the "
                + "best baseline. Its local agents act as in the log; those of a baseline may act differently."
            : (best.Lead is { } paired ? Paired(paired, baseline.Mean) : AgainstBaseline(outcome.Deployed, baseline)) + Within(record);
    }

    /// <summary>What observing adds to the best blind pair, after the number: 0 where nothing is made of it.</summary>
    /// <param name="gain">What the pair earns more than the best blind pair.</param>
    /// <param name="ignored">Whether its dispatcher ignores what it observes.</param>
    public static string Worth(ConfidenceInterval gain, bool ignored)
    {
        const string Definition = "by definition, because the dispatcher ignores its observation; the pair earns ";
        if (ignored && gain is { Low: 0, High: 0 })
        {
            return $"{Definition}the same as the {BlindPair}";
        }

        string amount = ignored ? $"{Definition}{Figures.Value(Math.Abs(gain.Mean))} " : "";
        return $"{amount}{(gain.Mean >= 0 ? "more" : "less")} than the {BlindPair}; 95% interval of the difference {Interval(gain)}";
    }

    /// <summary>What a dispatcher does that ignores its observations; null for any other.</summary>
    public static string? Ignoring(RunRecord record) =>
        record.Outcome!.Observing is { Ignored: true }
            ? $"The dispatcher ignores what it {(record.Options.Memory is null ? "observes" : "observes and remembers")}: its action "
                + "depends only on the global state."
            : null;

    private static string Paired(ConfidenceInterval lead, double baseline)
    {
        if (lead is { Low: 0, High: 0 })
        {
            return "The trained pair earns the same as the best baseline in every seed.";
        }

        string amount = $"{Figures.Value(Math.Abs(lead.Mean))}{Percent(lead.Mean, baseline)} {(lead.Mean >= 0 ? "more" : "less")}";
        string difference = $"95% interval of the difference on the same random numbers: {Interval(lead)}";
        if (lead.Low > 0)
        {
            return $"The trained pair earns {amount} than the best baseline; {difference}.";
        }

        return lead.High < 0
            ? $"The trained pair earns {amount} than the best baseline: training found a worse pair; {difference}. Try more --restarts, "
                + "a larger --k, or another --seed; the baseline itself needs no training."
            : $"The trained pair earns {amount} than the best baseline, but the difference may be 0: {difference}. Either observing this "
                + "many agents adds little, or the measurement is too short: try more --rollouts, or a larger --k.";
    }

    private static string Within(RunRecord record) =>
        record.Outcome!.MeasuredShare < OutcomeWords.NearlyAll ? $" The comparison covers {OutcomeWords.Steps(record)}." : "";

    /// <summary>How a trained pair compares with the best baseline.</summary>
    public static string AgainstBaseline(ConfidenceInterval trained, ConfidenceInterval baseline)
    {
        double lead = trained.Mean - baseline.Mean;
        string amount = $"{Figures.Value(Math.Abs(lead))}{Percent(lead, baseline.Mean)}";
        if (trained.Low > baseline.High)
        {
            return $"The trained pair earns {amount} more than the best baseline; the intervals do not overlap.";
        }

        if (trained.High < baseline.Low)
        {
            return $"The trained pair earns {amount} less than the best baseline: training found a worse pair. Try more --restarts, a "
                + "larger --k, or another --seed; the baseline itself needs no training.";
        }

        return $"The trained pair earns {amount} {(lead >= 0 ? "more" : "less")} than the best baseline, but the intervals overlap: "
            + "either observing this many agents adds little, or the measurement is too short. Try more --rollouts, or a larger --k.";
    }

    // What is left to gain where it counts: at the true n where the judge measured it, else in the model.
    private static double LargestGain(AlternationOutcome outcome) =>
        Math.Max(
            outcome.GlobalGainDeployed is { } global ? Math.Max(0, global.Low) : outcome.GlobalGain,
            outcome.LocalGainDeployed is { } local ? Math.Max(0, local.Low) : outcome.LocalGain
        );

    // The largest gain that the judge did not exclude for a proposal measured at the end.
    private static double LargestOpenGain(AlternationOutcome outcome) =>
        Math.Max(outcome.GlobalGainDeployed?.High ?? 0, outcome.LocalGainDeployed?.High ?? 0);

    private static string Percent(double lead, double baseline) =>
        baseline > 0 && double.IsFinite(lead) ? $" ({Math.Abs(100 * lead / baseline):0.0}%)" : "";
}
