using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The result of train --json, "antiphon-train/1".</summary>
internal sealed record TrainDocument
{
    public string Format { get; init; } = "antiphon-train/1";

    public required string Version { get; init; }

    public required string Game { get; init; }

    public required string GameHash { get; init; }

    public required long Agents { get; init; }

    public required int Subsample { get; init; }

    public required ulong Seed { get; init; }

    public required string PopulationModel { get; init; }

    public required int PopulationNodes { get; init; }

    public required string PopulationSize { get; init; }

    public required double Value { get; init; }

    public required double ValueErrorBound { get; init; }

    public required int? OtherResolution { get; init; }

    public required double? OtherValue { get; init; }

    public required double? ModelErrorEstimate { get; init; }

    public required DeployedDocument Deployed { get; init; }

    public required double? MeasuredShare { get; init; }

    public required double TruncationBound { get; init; }

    public required double GlobalGain { get; init; }

    public required double LocalGain { get; init; }

    public required double? GainErrorBound { get; init; }

    public required DeployedGain? GlobalGainDeployed { get; init; }

    public required DeployedGain? LocalGainDeployed { get; init; }

    public required double GlobalFirstOrderGap { get; init; }

    public required double LocalFirstOrderGap { get; init; }

    public required StopReason StopReason { get; init; }

    public required int Accepted { get; init; }

    public required int Proposals { get; init; }

    public required int BestRestart { get; init; }

    public required double Threshold { get; init; }

    public required string Judge { get; init; }

    public required double Seconds { get; init; }

    public required string RunFolder { get; init; }

    public required IReadOnlyList<BaselineDocument> Baselines { get; init; }

    public required ObservingDocument? Observing { get; init; }

    public required IReadOnlyList<RestartSummary> Restarts { get; init; }

    public required IReadOnlyList<string> Notices { get; init; }

    public required AlternationOptions Options { get; init; }

    public static TrainDocument From(RunRecord record, string runFolder)
    {
        AlternationOutcome outcome = record.Outcome!;
        return new TrainDocument
        {
            Version = record.Version,
            Game = record.Game,
            GameHash = record.GameHash,
            Agents = record.Agents,
            Subsample = record.Options.Subsample,
            Seed = record.Options.Seed,
            PopulationModel = outcome.PopulationModel,
            PopulationNodes = outcome.PopulationNodes,
            PopulationSize = outcome.PopulationSize,
            Value = outcome.Value,
            ValueErrorBound = outcome.ValueErrorBound,
            OtherResolution = outcome.OtherResolution,
            OtherValue = outcome.OtherValue,
            ModelErrorEstimate = outcome.ModelErrorEstimate,
            MeasuredShare = outcome.MeasuredShare,
            Deployed = DeployedDocument.From(outcome.Deployed),
            TruncationBound = outcome.TruncationBound,
            GlobalGain = outcome.GlobalGain,
            LocalGain = outcome.LocalGain,
            GainErrorBound = outcome.GainErrorBound,
            GlobalGainDeployed = outcome.GlobalGainDeployed,
            LocalGainDeployed = outcome.LocalGainDeployed,
            GlobalFirstOrderGap = outcome.GlobalFirstOrderGap,
            LocalFirstOrderGap = outcome.LocalFirstOrderGap,
            StopReason = outcome.StopReason,
            Accepted = outcome.Accepted,
            Proposals = outcome.Proposals,
            BestRestart = outcome.BestRestart,
            Threshold = outcome.Threshold,
            Judge = outcome.Judge,
            Seconds = record.Seconds,
            RunFolder = runFolder,
            Baselines = [.. outcome.Baselines.Select(BaselineDocument.From)],
            Observing = ObservingDocument.From(outcome.Observing),
            Restarts = outcome.Restarts,
            Notices = outcome.Notices,
            Options = record.Options,
        };
    }
}
