using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Equilibrium;

/// <summary>How one restart ended.</summary>
/// <param name="Restart">Its index, from 0.</param>
/// <param name="Start">What it started from, for example "random 3" or the names of a baseline pair.</param>
/// <param name="Value">Model value of its incumbent.</param>
/// <param name="GlobalGain">
/// The judge's estimate of what the best proposal of the last global turn that was not accepted gains, at least 0.
/// </param>
/// <param name="LocalGain">The same for the local agents' last turn.</param>
/// <param name="Accepted">How many of this restart's <paramref name="Proposals"/> were accepted.</param>
/// <param name="Proposals">Number of judged proposals of this restart.</param>
/// <param name="StopReason">Why it stopped; null when it had not when the run was cut short.</param>
/// <param name="Deployed">
/// Return of its pair at the true n, on random numbers common to all restarts, which decides the best; null where exact values decided.
/// </param>
public sealed record RestartSummary(
    int Restart,
    string Start,
    double Value,
    double GlobalGain,
    double LocalGain,
    int Accepted,
    int Proposals,
    StopReason? StopReason,
    ConfidenceInterval? Deployed = null
)
{
    /// <summary>Summarises all starts, by number.</summary>
    /// <param name="states">The states, finished or not.</param>
    /// <param name="deployed">Return of each pair at the true n by number of the start, where that was measured; else empty.</param>
    internal static IReadOnlyList<RestartSummary> Of<TPair>(
        IReadOnlyList<RestartState<TPair>> states,
        IReadOnlyList<ConfidenceInterval> deployed
    )
        where TPair : class =>
        [.. states.OrderBy(state => state.Restart).Select(state => From(state, deployed.ElementAtOrDefault(state.Restart)))];

    private static RestartSummary From<TPair>(RestartState<TPair> state, ConfidenceInterval? deployed)
        where TPair : class =>
        new(
            state.Restart,
            state.Start,
            state.ModelValue,
            state.GlobalGain,
            state.LocalGain,
            state.Proposals.Count(proposal => proposal.Accepted),
            state.Proposals.Count,
            state.Finished,
            deployed
        );
}
