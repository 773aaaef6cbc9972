using Antiphon.Cli.Reporting;
using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Planning;

namespace Antiphon.Cli.Output;

/// <summary>The words for runs in games with continuous states.</summary>
internal sealed class ContinuousRunWords : RunWords<ContinuousOptions>
{
    /// <inheritdoc/>
    public override string Manner(ContinuousOptions options) => "; neural policies";

    /// <inheritdoc/>
    public override string Effort(ContinuousOptions options) =>
        options.Algorithm.ToString().ToUpperInvariant()
        + (options.Restarts is { } restarts and > 1 ? $", {Figures.Count(restarts, "restart")}" : "");

    /// <inheritdoc/>
    public override string Stopped(ContinuousRunRecord record) =>
        record.Outcome!.StopReason switch
        {
            StopReason.NoImprovement =>
                $"converged: no proposal of either side was found to gain {Figures.Value(record.Options.Threshold)} in "
                    + $"{Figures.Count(record.Options.Patience, "alternation")}",
            StopReason.MaximumSweeps => $"limit of {Figures.Count(record.Options.Alternations, "alternation")} reached before "
                + $"{Figures.Count(record.Options.Patience)} in a row had no accepted proposal; raise --alternations",
            StopReason.ScheduleExhausted =>
                $"all {Figures.Count(record.Options.Alternations, "alternation")} are done; proposals were not judged, so this is no "
                    + "evidence of an equilibrium",
            var reason => Words.Brief(reason),
        };

    /// <inheritdoc/>
    public override IEnumerable<Fact> Summary(ContinuousRunRecord record) =>
        Facts(
            record,
            $"95% interval {Words.Interval(record.Outcome!.Deployed)}; {Figures.Count(record.Options.Seeds, "seed")} of "
                + $"{Figures.Count(record.Options.Rollouts, "episode")}, {Figures.Count(record.Options.DeployedHorizon, "step")}",
            "Gain left, global",
            "Gain left, local"
        );

    /// <inheritdoc/>
    public override IEnumerable<Fact> Report(ContinuousRunRecord record) =>
        Facts(
            record,
            $"discounted return; 95% interval {Words.Interval(record.Outcome!.Deployed)}",
            "Gain left, dispatcher",
            "Gain left, agents"
        );

    private static IEnumerable<Fact> Facts(ContinuousRunRecord record, string deployed, string globalGain, string localGain)
    {
        AlternationOutcome outcome = record.Outcome!;
        yield return new Fact("Deployed", Figures.Value(outcome.Deployed.Mean), deployed);
        if (double.IsFinite(outcome.TruncationBound))
        {
            yield return Truncation(record);
        }

        if (outcome.SingleStepAccuracy is double single && outcome.ModeAccuracy is double all)
        {
            yield return new Fact(
                "Right at first observation",
                $"{100 * single:0.0}%",
                "of the episodes: the first global action is right for the whole population"
            );
            yield return new Fact(
                "Right all along",
                $"{100 * all:0.0}%",
                "of the steps: the global action is right for the current population"
            );
        }

        (string, DeployedGain?)[] gains = [(globalGain, outcome.GlobalGainDeployed), (localGain, outcome.LocalGainDeployed)];
        foreach ((string name, DeployedGain? gain) in gains)
        {
            // What the judge found of a side's last proposal, where it was not accepted.
            if (gain is not null)
            {
                yield return new Fact(
                    name,
                    Figures.Value(gain.Mean),
                    $"gain of this side's last proposal; interval {Figures.Value(gain.Low)} to {Figures.Value(gain.High)} over "
                        + $"{Figures.Count(gain.Rollouts, "pair")} of episodes"
                );
            }
        }
    }
}
