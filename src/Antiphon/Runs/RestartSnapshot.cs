using System.Text.Json.Serialization;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Runs;

/// <summary>The state of one restart as a checkpoint stores it: field for field, with the policy packed.</summary>
internal sealed record RestartSnapshot(
    int Restart,
    string Start,
    PolicySnapshot Incumbent,
    IReadOnlyList<Proposal> Proposals,
    int Position,
    StopReason? Finished,
    double ModelValue,
    double GlobalGain,
    double LocalGain,
    IReadOnlyList<string> Notices
)
{
    /// <summary>What learners continue from, where an oracle has any; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PolicySnapshot? Latest { get; init; }

    public static RestartSnapshot Of(RestartState<JointPolicy> state) =>
        new(
            state.Restart,
            state.Start,
            PolicySnapshot.Of(state.Incumbent),
            state.Proposals,
            state.Position,
            state.Finished,
            state.ModelValue,
            state.GlobalGain,
            state.LocalGain,
            state.Notices
        )
        {
            Latest = state.Latest is null ? null : PolicySnapshot.Of(state.Latest),
        };

    /// <summary>The state, to the bit.</summary>
    /// <param name="game">The game of the run; asked for only where a policy needs it.</param>
    /// <exception cref="FormatException">The packed policy is damaged.</exception>
    public RestartState<JointPolicy> Restore(Func<CooperativeGame> game) =>
        new(Restart, Start, Incumbent.Restore(game), Proposals, Position, Finished, ModelValue, GlobalGain, LocalGain, Notices)
        {
            Latest = Latest?.Restore(game),
        };
}
