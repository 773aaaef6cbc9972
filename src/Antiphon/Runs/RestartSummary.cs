using Antiphon.Equilibrium;
using Antiphon.Planning;

namespace Antiphon.Runs;

/// <summary>How one restart ended.</summary>
/// <param name="Restart">Its index, from 0.</param>
/// <param name="Start">What it started from, for example "random 3" or the names of a baseline pair.</param>
/// <param name="Value">Model value of its incumbent.</param>
/// <param name="GlobalGain">Gain the global side's oracles still find.</param>
/// <param name="LocalGain">Gain the local side's oracles still find.</param>
/// <param name="Accepted">How many of this restart's <paramref name="Proposals"/> were accepted.</param>
/// <param name="Proposals">Number of judged proposals of this restart.</param>
/// <param name="StopReason">Why it stopped; null when it had not when the run was cut short.</param>
public sealed record RestartSummary(
    int Restart, string Start, double Value, double GlobalGain, double LocalGain, int Accepted, int Proposals, StopReason? StopReason)
{
    /// <summary>Summarises the state of one restart.</summary>
    /// <param name="state">The state, finished or not.</param>
    /// <returns>Its summary.</returns>
    public static RestartSummary From(RestartState state) => new(
        state.Restart,
        state.Start,
        state.ModelValue,
        state.GlobalGain,
        state.LocalGain,
        state.Proposals.Count(proposal => proposal.Accepted),
        state.Proposals.Count,
        state.Finished);
}
