using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Paper;

namespace Antiphon.Cli.Output;

/// <summary>
/// The result of plan --json, "antiphon-plan/1". Numbers that may be beyond doubles are objects of value and log10 (see
/// <see cref="MagnitudeConverter"/>); bytes and seconds are null where the count vectors of k agents cannot be indexed.
/// </summary>
internal sealed record PlanDocument
{
    public string Format { get; init; } = "antiphon-plan/1";

    public required string Version { get; init; }

    public required GameDocument Game { get; init; }

    public required double Epsilon { get; init; }

    public required double Delta { get; init; }

    public required double MaximumSeconds { get; init; }

    public required double MaximumBytes { get; init; }

    public required int Threads { get; init; }

    public required GameConstants Constants { get; init; }

    public required double Horizon { get; init; }

    public required Magnitude LocalPolicies { get; init; }

    public required IReadOnlyList<PlanRow> Rows { get; init; }

    public required PlanPromise Printed { get; init; }

    public required PlanPromise CorrectedOfManyAgents { get; init; }

    public required PlanPromise Corrected { get; init; }

    public required Magnitude PrintedMeaningFrom { get; init; }

    public required Magnitude CorrectedMeaningOfManyAgentsFrom { get; init; }

    public required long CorrectedMeaningFrom { get; init; }

    public required PlanRecommendation Recommendation { get; init; }

    public required PlanRecommendation WithinMinute { get; init; }

    public required PlanRecommendation WithinHour { get; init; }

    public required TrainingSpeed Speed { get; init; }

    public required PlanRow Recommended { get; init; }

    /// <summary>Whether training plans with alpha vectors by default; memory and seconds are of tables over count vectors.</summary>
    public required bool AlphaVectors { get; init; }

    public static PlanDocument From(CooperativeGame game, TrainingPlan plan) =>
        new()
        {
            Version = AntiphonVersion.Current,
            Game = GameDocument.From(game, description: null),
            Epsilon = plan.Options.Epsilon,
            Delta = plan.Options.Delta,
            MaximumSeconds = plan.Options.Seconds,
            MaximumBytes = plan.Options.MemoryBytes,
            Threads = plan.Options.Threads,
            AlphaVectors = AlphaFit.IsUsual(game),
            Constants = plan.Constants,
            Horizon = plan.Horizon,
            LocalPolicies = plan.LocalPolicies,
            Rows = plan.Rows,
            Printed = plan.Printed,
            CorrectedOfManyAgents = plan.CorrectedOfManyAgents,
            Corrected = plan.Corrected,
            PrintedMeaningFrom = plan.PrintedMeaningFrom,
            CorrectedMeaningOfManyAgentsFrom = plan.CorrectedMeaningOfManyAgentsFrom,
            CorrectedMeaningFrom = plan.CorrectedMeaningFrom,
            Recommendation = plan.Recommendation,
            WithinMinute = plan.WithinMinute,
            WithinHour = plan.WithinHour,
            Speed = plan.Speed,
            Recommended = plan.Recommended,
        };
}
