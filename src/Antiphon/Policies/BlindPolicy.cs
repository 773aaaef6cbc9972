using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>A dispatcher that takes one action in each global state, whatever it observes.</summary>
internal sealed class BlindPolicy : GlobalPolicy, IGlobalActor, IActionLaw
{
    /// <summary>Makes a policy.</summary>
    /// <param name="subsample">k, from 0 to n.</param>
    /// <param name="globalActions">A, at least 1.</param>
    /// <param name="actions">a_g by s_g, each from 0 to A - 1.</param>
    internal BlindPolicy(int subsample, int globalActions, ImmutableArray<int> actions)
        : base(subsample, globalActions) => Actions = actions;

    /// <summary>a_g by s_g.</summary>
    internal ImmutableArray<int> Actions { get; }

    /// <inheritdoc/>
    public override IActionLaw ActionLaw => this;

    /// <inheritdoc/>
    public override bool IsBlind => true;

    /// <inheritdoc/>
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => this;

    /// <inheritdoc/>
    public override IReadOnlyList<Violation> Validate(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        return Actions.Length == game.GlobalStates
            ? [.. ForbiddenActions.Of(game, state => [Actions[state]])]
            :
            [
                new Violation(
                    "globalPolicy global states",
                    $"number {Actions.Length}",
                    $"{game.GlobalStates}, as in the game",
                    "use the policy with the game that it was made for"
                ),
            ];
    }

    /// <inheritdoc/>
    public override bool SameAs(GlobalPolicy other) =>
        other is BlindPolicy blind && blind.Subsample == Subsample && blind.Actions.SequenceEqual(Actions);

    int IGlobalActor.Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) => Actions[globalState];

    void IActionLaw.Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities)
    {
        probabilities.Clear();
        probabilities[Actions[globalState]] = 1;
    }
}
