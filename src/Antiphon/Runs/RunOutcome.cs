using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Runs;

/// <summary>What came out of a finished run: everything a report prints, and no policy tables. Every number is a function of game, options
/// and seed alone.</summary>
public sealed record RunOutcome
{
    /// <summary>The population model that values were computed in: "exact" or "mean-field".</summary>
    public required string PopulationModel { get; init; }

    /// <summary>Number of nodes of that model (count vectors of n, or points of the simplex lattice).</summary>
    public required int PopulationNodes { get; init; }

    /// <summary>The same size in words.</summary>
    public required string PopulationSize { get; init; }

    /// <summary>Expected discounted team return under the start law in that model, horizon infinite.</summary>
    public required double Value { get; init; }

    /// <summary>Proved bound on the error of <see cref="Value"/> within the model.</summary>
    public required double ValueErrorBound { get; init; }

    /// <summary>The resolution of <see cref="OtherValue"/>; null for an exact model, and in older runs.</summary>
    public int? OtherResolution { get; init; }

    /// <summary>The pair's value in the mean-field model of that resolution.</summary>
    public double? OtherValue { get; init; }

    /// <summary>Estimate of the error that the mean-field lattice makes in <see cref="Value"/>; null for an exact model, and in older
    /// runs.</summary>
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

    /// <summary>What the proposal behind the global side's gain gains at the true n; null where the model is exact at n, nothing was
    /// proposed, and in older runs.</summary>
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

    /// <summary>What a reader of the result should know: fallbacks taken, limits met.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>Takes from a training result what a report prints.</summary>
    /// <param name="result">The result of the alternation.</param>
    /// <returns>The outcome, without policies.</returns>
    public static RunOutcome From(AlternationResult result) =>
        new()
        {
            PopulationModel = result.PopulationModel,
            PopulationNodes = result.PopulationNodes,
            PopulationSize = result.PopulationSize,
            Value = result.Value,
            ValueErrorBound = result.ValueErrorBound,
            OtherResolution = result.OtherResolution,
            OtherValue = result.OtherValue,
            ModelErrorEstimate = result.ModelErrorEstimate,
            Deployed = result.Deployed,
            MeasuredShare = result.MeasuredShare,
            TruncationBound = result.TruncationBound,
            GlobalGain = result.GlobalGain,
            LocalGain = result.LocalGain,
            GainErrorBound = result.GainErrorBound,
            GlobalGainDeployed = result.GlobalGainDeployed,
            LocalGainDeployed = result.LocalGainDeployed,
            GlobalFirstOrderGap = result.GlobalFirstOrderGap,
            LocalFirstOrderGap = result.LocalFirstOrderGap,
            StopReason = result.StopReason,
            Accepted = result.Accepted,
            Proposals = result.Proposals.Count,
            BestRestart = result.BestRestart,
            Threshold = result.Threshold,
            Judge = result.Judge,
            Restarts =
            [
                .. result
                    .Restarts.OrderBy(restart => restart.Restart)
                    .Select(restart => RestartSummary.From(restart, result.RestartsDeployed.ElementAtOrDefault(restart.Restart))),
            ],
            Baselines = [.. result.Baselines],
            Observing = result.Observing,
            Notices = [.. result.Notices],
        };
}
