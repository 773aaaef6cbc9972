using System.Text.Json.Serialization;
using Antiphon.Numerics;

namespace Antiphon.Equilibrium;

/// <summary>What a proposal gains over a pair at the true n.</summary>
/// <param name="Mean">Estimated gain in discounted return.</param>
/// <param name="Low">Lower end of the judge's interval.</param>
/// <param name="High">Upper end.</param>
/// <param name="Rollouts">Pairs of episodes simulated.</param>
public sealed record DeployedGain(double Mean, double Low, double High, long Rollouts)
{
    /// <summary>
    /// The largest gain that the judge measured for a proposal of a side's last turn that it did not take; null where there is none.
    /// </summary>
    internal static DeployedGain? Left<TPair>(RestartState<TPair> state, Player side)
        where TPair : class
    {
        var proposals = state.Proposals.Where(proposal => proposal.Player == side).ToList();
        Proposal? best = proposals
            .Where(proposal => proposal.Sweep == proposals[^1].Sweep && proposal is { Accepted: false, JudgeRollouts: > 0 })
            .MaxBy(proposal => proposal.Gain);
        return best is null ? null : new DeployedGain(best.Gain, best.GainLow, best.GainHigh, best.JudgeRollouts);
    }
}

/// <summary>A pair of baseline policies, deployed as the result is.</summary>
/// <param name="Global">Name of the global agent's baseline.</param>
/// <param name="Local">Name of the local agents' baseline.</param>
/// <param name="Deployed">Mean discounted return with its interval over seeds.</param>
public sealed record BaselineResult(string Global, string Local, ConfidenceInterval Deployed)
{
    /// <summary>
    /// What the result earns more than this pair on common random numbers, with the interval over seeds; null where the two were not
    /// simulated alike.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ConfidenceInterval? Lead { get; init; }
}
