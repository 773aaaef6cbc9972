using System.Text.Json.Serialization;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Equilibrium;

/// <summary>What <see cref="Alternation"/> found.</summary>
public sealed record AlternationResult
{
    /// <summary>The best pair over all starts.</summary>
    public required JointPolicy Policy { get; init; }

    /// <summary>"exact" or "mean-field".</summary>
    public required string PopulationModel { get; init; }

    /// <summary>Nodes of the population model.</summary>
    public required int PopulationNodes { get; init; }

    /// <summary>The population model and its size in words.</summary>
    public required string PopulationSize { get; init; }

    /// <summary>Expected discounted return under the start law, in the population model, with no horizon.</summary>
    public required double Value { get; init; }

    /// <summary>Proved error of the solver of <see cref="Value"/> within the model: not the error of the model.</summary>
    public required double ValueErrorBound { get; init; }

    /// <summary>The resolution of <see cref="OtherValue"/>: twice the model's, or half of it; null for an exact model.</summary>
    public required int? OtherResolution { get; init; }

    /// <summary>The pair's value in the mean-field model of <see cref="OtherResolution"/>; null for an exact model.</summary>
    public required double? OtherValue { get; init; }

    /// <summary>
    /// Estimate, not bound, of the error that the mean-field lattice makes in <see cref="Value"/>, from the two resolutions: right where
    /// that error shrinks like
    /// 1/R, generous where it shrinks faster; null for an exact model.
    /// </summary>
    public required double? ModelErrorEstimate { get; init; }

    /// <summary>Steps of a deployed episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>Mean discounted return when deployed at the game's n and the given horizon, with its interval over seeds.</summary>
    public required ConfidenceInterval Deployed { get; init; }

    /// <summary>The share of an endless return's discounted weight within <see cref="Horizon"/>: 1 - gamma^H.</summary>
    public required double MeasuredShare { get; init; }

    /// <summary>What the steps after the horizon can add to <see cref="Deployed"/> or take from it at most: gamma^H max|r| / (1 -
    /// gamma).</summary>
    public required double TruncationBound { get; init; }

    /// <summary>
    /// The most that an oracle of the global agent still gains in the model by changing its policy alone; at least 0. Surrogate and
    /// deployed
    /// oracle are both asked, whichever the run was to use.
    /// </summary>
    public required double GlobalGain { get; init; }

    /// <summary>The same for the local agents, who change their shared policy together: the reactive oracle's gain, and the chosen
    /// oracle's if it is another.</summary>
    public required double LocalGain { get; init; }

    /// <summary>Proved error of <see cref="GlobalGain"/> and <see cref="LocalGain"/> within the model, given the oracles'
    /// proposals.</summary>
    public required double GainErrorBound { get; init; }

    /// <summary>
    /// What the proposal behind <see cref="GlobalGain"/> gains when deployed at the true n, as the judge found; null where the model is
    /// exact at n, or nothing was proposed.
    /// </summary>
    public required DeployedGain? GlobalGainDeployed { get; init; }

    /// <summary>The same for the local agents.</summary>
    public required DeployedGain? LocalGainDeployed { get; init; }

    /// <summary>
    /// What the linearized value at this pair promises the global agent for changing its policy, rounding errors included; 0 only where
    /// the pair is
    /// stationary.
    /// </summary>
    public required double GlobalFirstOrderGap { get; init; }

    /// <summary>The same for the local agents.</summary>
    public required double LocalFirstOrderGap { get; init; }

    /// <summary>Why the alternation of the best start stopped; <see cref="StopReason.Cancelled"/> when the caller stopped it.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>How many of <see cref="Proposals"/> were accepted, over all starts.</summary>
    public int Accepted => Proposals.Count(proposal => proposal.Accepted);

    /// <summary>All proposals of all starts, by start, then in order.</summary>
    public required IReadOnlyList<Proposal> Proposals { get; init; }

    /// <summary>All starts.</summary>
    public required IReadOnlyList<RestartState> Restarts { get; init; }

    /// <summary>
    /// Deployed return of each start's pair at the true n, on common random numbers, by number of the start: what decided which start is
    /// best. Empty where exact
    /// values at n decided, or there is one start.
    /// </summary>
    public required IReadOnlyList<ConfidenceInterval> RestartsDeployed { get; init; }

    /// <summary>Number of the best start.</summary>
    public required int BestRestart { get; init; }

    /// <summary>
    /// The best pairs of baselines when deployed alike, by mean; first the best of them, which is, among those that the differences on
    /// common random numbers do not tell apart, the one of the highest
    /// exact or model value (ties: the first baseline). Empty when not asked for.
    /// </summary>
    public required IReadOnlyList<BaselineResult> Baselines { get; init; }

    /// <summary>What observing is worth to the pair; null where it was not measured.</summary>
    public ObservationWorth? Observing { get; init; }

    /// <summary>What a reader should know: oracles left out, fallbacks taken.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>The gain that counted as an improvement.</summary>
    public required double Threshold { get; init; }

    /// <summary>How the judge compared pairs, in words.</summary>
    public required string Judge { get; init; }
}

/// <summary>What a proposal gains over a pair at the true n.</summary>
/// <param name="Mean">Estimated gain in discounted return.</param>
/// <param name="Low">Lower end of the judge's interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Rollouts">Pairs of episodes simulated.</param>
public sealed record DeployedGain(double Mean, double Low, double High, long Rollouts);

/// <summary>A pair of baseline policies, deployed as the result is.</summary>
/// <param name="Global">Name of the global agent's baseline.</param>
/// <param name="Local">Name of the local agents' baseline.</param>
/// <param name="Deployed">Mean discounted return with its interval over seeds.</param>
public sealed record BaselineResult(string Global, string Local, ConfidenceInterval Deployed)
{
    /// <summary>What the result earns more than this pair on common random numbers, with the interval over seeds; null where the two were
    /// not simulated alike.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConfidenceInterval? Lead { get; init; }
}
