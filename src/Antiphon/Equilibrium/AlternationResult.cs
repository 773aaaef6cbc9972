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

    /// <summary>Proved error of <see cref="Value"/> within the model (not of the model).</summary>
    public required double ValueErrorBound { get; init; }

    /// <summary>Mean discounted return when deployed at the game's n and the given horizon, with its interval over seeds.</summary>
    public required ConfidenceInterval Deployed { get; init; }

    /// <summary>What the steps after the horizon can add to <see cref="Deployed"/> or take from it at most: gamma^H max|r| / (1 - gamma).</summary>
    public required double TruncationBound { get; init; }

    /// <summary>
    /// The most that an oracle of the global agent still gains in the model by changing its policy alone; at least 0. Surrogate and deployed
    /// oracle are both asked, whichever the run was to use.
    /// </summary>
    public required double GlobalGain { get; init; }

    /// <summary>The same for the local agents, who change their shared policy together: the reactive oracle's gain, and the chosen oracle's if it is another.</summary>
    public required double LocalGain { get; init; }

    /// <summary>
    /// What the linearized value at this pair promises the global agent for changing its policy, rounding errors included; 0 only where the pair is
    /// stationary.
    /// </summary>
    public required double GlobalFirstOrderGap { get; init; }

    /// <summary>The same for the local agents.</summary>
    public required double LocalFirstOrderGap { get; init; }

    /// <summary>Why the alternation of the best start stopped; <see cref="StopReason.Cancelled"/> when the caller stopped it.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Accepted proposals of the best start.</summary>
    public required int Accepted { get; init; }

    /// <summary>All proposals of all starts, by start, then in order.</summary>
    public required IReadOnlyList<Proposal> Proposals { get; init; }

    /// <summary>All starts.</summary>
    public required IReadOnlyList<RestartState> Restarts { get; init; }

    /// <summary>Number of the best start.</summary>
    public required int BestRestart { get; init; }

    /// <summary>
    /// The best pairs of baselines when deployed alike, by mean; first the best of them, which is, among those that the differences on common random numbers do not tell apart, the one of the highest
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

/// <summary>A pair of baseline policies, deployed as the result is.</summary>
/// <param name="Global">Name of the global agent's baseline.</param>
/// <param name="Local">Name of the local agents' baseline.</param>
/// <param name="Deployed">Mean discounted return with its interval over seeds.</param>
public sealed record BaselineResult(string Global, string Local, ConfidenceInterval Deployed)
{
    /// <summary>What the result earns more than this pair on common random numbers, with the interval over seeds; null where the two were not simulated alike.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConfidenceInterval? Lead { get; init; }
}
