using System.Text.Json.Serialization;
using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Equilibrium;

/// <summary>
/// The outcome of a finished alternation: everything that a report prints, without the policies. Every number is a function of game,
/// options and seed alone. Run records, documents and tables contain this record.
/// </summary>
public record AlternationOutcome
{
    /// <summary>The population model that values were computed in: "exact" or "mean-field".</summary>
    public required string PopulationModel { get; init; }

    /// <summary>Number of nodes of that model (count vectors of n, or points of the simplex lattice).</summary>
    public required int PopulationNodes { get; init; }

    /// <summary>The same size in words.</summary>
    public required string PopulationSize { get; init; }

    /// <summary>Expected discounted team return under the initial law in that model, horizon infinite.</summary>
    public required double Value { get; init; }

    /// <summary>Proved bound on the error of <see cref="Value"/> within the model.</summary>
    public required double ValueErrorBound { get; init; }

    /// <summary>The resolution of <see cref="OtherValue"/>; null for an exact model, and in older runs.</summary>
    public int? OtherResolution { get; init; }

    /// <summary>The pair's value in the mean-field model of that resolution.</summary>
    public double? OtherValue { get; init; }

    /// <summary>
    /// Estimate of the error that the mean-field lattice makes in <see cref="Value"/>; null for an exact model, and in older runs.
    /// </summary>
    public double? ModelErrorEstimate { get; init; }

    /// <summary>Discounted return when deployed with the game's n agents over the horizon, from simulation.</summary>
    public required ConfidenceInterval Deployed { get; init; }

    /// <summary>The share of an endless return's discounted weight within the horizon, 1 - gamma^H; null in older runs.</summary>
    public double? MeasuredShare { get; init; }

    /// <summary>What the steps after the horizon can add to the deployed return or take from it at most.</summary>
    public required double TruncationBound { get; init; }

    /// <summary>Largest gain in model value any oracle of the global side still finds; at least 0.</summary>
    public required double GlobalGain { get; init; }

    /// <summary>Largest gain in model value any oracle of the local side still finds; at least 0.</summary>
    public required double LocalGain { get; init; }

    /// <summary>Proved error of both gains within the model; null in older runs.</summary>
    public double? GainErrorBound { get; init; }

    /// <summary>
    /// What the proposal behind <see cref="GlobalGain"/> gains at the true n; null where the model is exact at n, nothing was proposed,
    /// and in older runs.
    /// </summary>
    public DeployedGain? GlobalGainDeployed { get; init; }

    /// <summary>The same for the local side.</summary>
    public DeployedGain? LocalGainDeployed { get; init; }

    /// <summary>Proved first-order gap of the global side.</summary>
    public required double GlobalFirstOrderGap { get; init; }

    /// <summary>Proved first-order gap of the local side.</summary>
    public required double LocalFirstOrderGap { get; init; }

    /// <summary>Why the best start stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>How many of <see cref="Proposals"/> were accepted, over all restarts.</summary>
    public required int Accepted { get; init; }

    /// <summary>Number of proposals, over all restarts.</summary>
    public required int Proposals { get; init; }

    /// <summary>Which restart the policy comes from.</summary>
    public required int BestRestart { get; init; }

    /// <summary>The gain in return that counted as an improvement.</summary>
    public required double Threshold { get; init; }

    /// <summary>How proposals were compared, in words.</summary>
    public required string Judge { get; init; }

    /// <summary>One summary per restart, in order.</summary>
    public required IReadOnlyList<RestartSummary> Restarts { get; init; }

    /// <summary>The baseline pairs, best first; empty when they were switched off.</summary>
    public required IReadOnlyList<BaselineResult> Baselines { get; init; }

    /// <summary>What observing is worth to the pair; null in runs that did not measure it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ObservationWorth? Observing { get; init; }

    /// <summary>
    /// What observing everybody would earn beside the trained agents; null where it was not bounded (other populations than alpha
    /// vectors).
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FullInformationBounds? FullInformation { get; init; }

    /// <summary>What users of the result should know: fallbacks taken, limits met.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Standard deviation of the seed means of <see cref="Deployed"/>, divisor N; null where it was not kept.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Std { get; init; }

    /// <summary>
    /// Fraction of all deployed steps whose global action was the right one for the population; null where none is known.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? ModeAccuracy { get; init; }

    /// <summary>The same for the first step of an episode alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? SingleStepAccuracy { get; init; }

    /// <summary>The outcome alone, without what a derived record adds.</summary>
    internal AlternationOutcome Bare() => new(this);
}
