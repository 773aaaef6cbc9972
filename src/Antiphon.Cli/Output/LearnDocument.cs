using Antiphon.Learning;
using Antiphon.Runs;

namespace Antiphon.Cli.Output;

/// <summary>The result of learn --json, "antiphon-learn/1".</summary>
internal sealed record LearnDocument
{
    public string Format { get; init; } = "antiphon-learn/1";

    public required string Version { get; init; }

    public required string LogFile { get; init; }

    public required string Game { get; init; }

    public required string GameHash { get; init; }

    public required long Agents { get; init; }

    /// <summary>How far apart values can be, by the rewards of the log: an error bound beyond it says nothing.</summary>
    public required double ValueRange { get; init; }

    public required AuditDocument Audit { get; init; }

    /// <summary>What Q-learning did; null for the other route, and for an audit alone.</summary>
    public QLearningDocument? QLearning { get; init; }

    /// <summary>What the model-based route did; null for the other route, and for an audit alone.</summary>
    public ModelDocument? Model { get; init; }

    /// <summary>Where the policy rests on the log; null for an audit alone.</summary>
    public CoverageDocument? Policy { get; init; }

    public double? Value { get; init; }

    public double? ValueErrorBound { get; init; }

    public DeployedDocument? Deployed { get; init; }

    public double? GlobalGain { get; init; }

    public string? RunFolder { get; init; }

    public static LearnDocument From(TrajectoryLog log, LogAudit audit) =>
        new()
        {
            Version = AntiphonVersion.Current,
            LogFile = log.Path,
            Game = log.Description.Game.Name,
            GameHash = log.Description.Game.Hash,
            Agents = log.Description.Game.Agents,
            ValueRange = (audit.LargestReward - audit.SmallestReward) / (1 - log.Description.Game.Discount),
            Audit = AuditDocument.From(audit),
        };

    /// <summary>With where the policy rests on the log.</summary>
    public LearnDocument Learned(PolicyCoverage coverage) =>
        this with
        {
            Policy = new CoverageDocument(coverage.Complete, coverage.Partial, coverage.Unknown, coverage.Fallback),
        };

    /// <summary>With the measurements of the finished run.</summary>
    public LearnDocument Finished(RunRecord record, string folder) =>
        this with
        {
            Value = record.Outcome!.Value,
            ValueErrorBound = record.Outcome.ValueErrorBound,
            Deployed = DeployedDocument.From(record.Outcome.Deployed),
            GlobalGain = record.Outcome.GlobalGain,
            RunFolder = folder,
        };
}

/// <summary>Cells in which all, some or no actions are known, and what is done in the last.</summary>
internal sealed record CoverageDocument(int AllActionsKnown, int SomeActionsKnown, int NoActionKnown, string Fallback);

/// <summary>What a log covers.</summary>
internal sealed record AuditDocument(
    long Steps,
    long Episodes,
    long Transitions,
    int Subsample,
    TrackedColumns Columns,
    TrackedSet Tracked,
    double MeanReward,
    double SmallestReward,
    double LargestReward,
    long Cells,
    long CellsSeen,
    long CellsComplete,
    long Entries,
    long EntriesSeen,
    long LeastVisits,
    long LeastVisitsSeen,
    double MinimumFrequency,
    double RelaxationTime,
    bool RelaxationIsOpen,
    double MixingTimeQuarter,
    double? LocalDeviation,
    double? GlobalDeviation,
    double DeviationTolerance,
    double RewardDifference,
    IReadOnlyList<string> Notices
)
{
    public static AuditDocument From(LogAudit audit) =>
        new(
            audit.Steps,
            audit.Episodes,
            audit.Transitions,
            audit.Subsample,
            audit.Columns,
            audit.Tracked,
            audit.MeanReward,
            audit.SmallestReward,
            audit.LargestReward,
            audit.Cells,
            audit.CellsSeen,
            audit.CellsComplete,
            audit.Entries,
            audit.EntriesSeen,
            audit.LeastVisits,
            audit.LeastVisitsSeen,
            audit.MinimumFrequency,
            audit.RelaxationTime,
            audit.RelaxationIsOpen,
            audit.MixingTime(0.25),
            audit.LocalDeviation,
            audit.GlobalDeviation,
            audit.Tolerance,
            audit.RewardDifference,
            audit.Notices
        );
}
