using Antiphon.Games;

namespace Antiphon.Policies;

/// <summary>What both sides do: a strategy pair (pi_g, pi_l).</summary>
/// <param name="Global">pi_g, of the global agent.</param>
/// <param name="Local">pi_l, shared by all local agents.</param>
public sealed record JointPolicy(GlobalPolicy Global, LocalPolicy Local)
{
    /// <summary>
    /// Whether another pair acts alike everywhere, to the bit. Pairs whose global policy is not a table are the same only if they share
    /// it.
    /// </summary>
    /// <param name="other">The other pair.</param>
    public bool SameAs(JointPolicy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Global.SameAs(other.Global) && SameLocal(other.Local);
    }

    /// <summary>
    /// Refuses a game that these policies cannot be played in: other numbers of states or actions, fewer agents than are observed, or
    /// actions taken that are forbidden.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <exception cref="InvalidPolicyException">The policies do not fit; every reason is listed.</exception>
    public void RequireFit(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        var violations = new List<Violation>();
        Compare("localPolicy local states", Local.LocalStates, game.LocalStates);
        Compare("localPolicy global states", Local.GlobalStates, game.GlobalStates);
        Compare("localPolicy actions", Local.LocalActions, game.LocalActions);
        Compare("globalPolicy actions", Global.GlobalActions, game.GlobalActions);
        if (violations.Count == 0)
        {
            violations.AddRange(ForbiddenActions.Of(Local, game));
        }

        violations.AddRange(Global.Validate(game));

        if (Global.Subsample > game.Agents)
        {
            violations.Add(
                new Violation(
                    "subsample",
                    $"is {Global.Subsample}",
                    $"at most the number of agents, {game.Agents}",
                    "observe fewer agents"
                )
            );
        }

        if (violations.Count > 0)
        {
            throw new InvalidPolicyException($"the policy for game '{game.Name}'", violations);
        }

        void Compare(string place, int found, int expected)
        {
            if (found != expected)
            {
                violations.Add(
                    new Violation(
                        place,
                        $"number {found}",
                        $"{expected}, as in the game",
                        "use the policy with the game that it was made for"
                    )
                );
            }
        }
    }

    private bool SameLocal(LocalPolicy other) =>
        Local.LocalStates == other.LocalStates
        && Local.GlobalStates == other.GlobalStates
        && Local.Probabilities.SequenceEqual(other.Probabilities);
}
