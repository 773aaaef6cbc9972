using Antiphon.Equilibrium;
using Antiphon.Learning;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The result of train --json in a game with continuous states, "antiphon-continuous-train/1".</summary>
internal sealed record ContinuousTrainDocument(
    string Format,
    string Version,
    string Game,
    long Agents,
    int Subsample,
    string Algorithm,
    ulong Seed,
    RewardDocument Deployed,
    int Horizon,
    double? TruncationBound,
    double? SingleStepAccuracy,
    double? ModeAccuracy,
    StopReason StopReason,
    int Accepted,
    int Proposals,
    string Judge,
    int BestRestart,
    IReadOnlyList<RestartSummary> Restarts,
    IReadOnlyList<BaselineResult> Baselines,
    IReadOnlyList<string> Notices,
    double Seconds,
    string RunFolder
)
{
    public static ContinuousTrainDocument From(ContinuousRunRecord record, string folder)
    {
        AlternationOutcome outcome = record.Outcome!;
        return new ContinuousTrainDocument(
            "antiphon-continuous-train/1",
            record.Version,
            record.Game,
            record.Agents,
            record.Options.Subsample,
            record.Options.Algorithm.ToString().ToLowerInvariant(),
            record.Options.Seed,
            new RewardDocument(outcome.Deployed.Mean, outcome.Std ?? double.NaN, outcome.Deployed.Low, outcome.Deployed.High),
            record.Options.DeployedHorizon,
            double.IsFinite(outcome.TruncationBound) ? outcome.TruncationBound : null,
            outcome.SingleStepAccuracy,
            outcome.ModeAccuracy,
            outcome.StopReason,
            outcome.Accepted,
            outcome.Proposals,
            outcome.Judge,
            outcome.BestRestart,
            outcome.Restarts,
            outcome.Baselines,
            outcome.Notices,
            record.Seconds,
            folder
        );
    }
}
