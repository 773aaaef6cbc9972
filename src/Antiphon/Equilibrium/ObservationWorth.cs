using System.Text.Json.Serialization;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using RankedPair = (string Global, string Local, Antiphon.Policies.JointPolicy Pair, double Value);

namespace Antiphon.Equilibrium;

/// <summary>
/// What a dispatcher gains from observing agents, measured against the best blind pair found: one whose dispatcher sees the global state
/// only.
/// </summary>
/// <param name="Ignored">
/// Whether the trained dispatcher takes one action for each global state, whatever it observes (or estimates).
/// </param>
/// <param name="BlindValue">
/// Expected discounted return of the best blind pair found, with no horizon, from the initial law: exact for the game's n within 1e-9 of
/// the spread of values, or, where agents depend on the population, its value in the model. A blind pair that was not found may earn more.
/// </param>
public sealed record ObservationWorth(bool Ignored, double BlindValue)
{
    /// <summary>
    /// What the blind pair earns when deployed as the result is, with the interval over seeds; null when no baseline was deployed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConfidenceInterval? BlindDeployed { get; init; }

    /// <summary>
    /// What the result earns more than the blind pair on common random numbers, with the interval over seeds; null when no baseline was
    /// deployed.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConfidenceInterval? Gain { get; init; }

    /// <summary>Whether a dispatcher, or the plan that it reads, takes one action for each global state whatever it observes.</summary>
    internal static bool Ignores(JointPolicy policy) => policy.Global.Plan?.Table?.IsBlind ?? policy.Global.IsBlind;

    internal static ObservationWorth Of(JointPolicy policy, IReadOnlyList<RankedPair> baselines, IReadOnlyList<BaselineResult> deployed)
    {
        BaselineResult? blind = deployed.FirstOrDefault(baseline => baseline.Global == BlindPair.Name);
        return new ObservationWorth(Ignores(policy), baselines.First(baseline => baseline.Global == BlindPair.Name).Value)
        {
            BlindDeployed = blind?.Deployed,
            Gain = blind?.Lead,
        };
    }
}
