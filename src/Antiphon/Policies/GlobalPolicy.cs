using System.Globalization;
using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>
/// pi_g: how the global agent acts on the global state and on what it observes of k sampled local agents. Derive from it to bring a policy
/// of your own, or wrap a function in a <see cref="FunctionPolicy"/>. Immutable and shared by threads; what one episode needs to remember
/// is kept by the actor that <see cref="Start"/> returns.
/// </summary>
/// <remarks>
/// An observation is a count vector c: how many of the observed agents are in each local state, in the order of the states; it sums to k.
/// Where the game's sampling rule loses observations, the number of lost ones comes first. Simulation needs <see cref="Start"/> only.
/// Exact evaluation, certificates and logged probabilities need <see cref="ActionLaw"/> too.
/// </remarks>
public abstract class GlobalPolicy
{
    /// <summary>Sets the sizes.</summary>
    /// <param name="subsample">k, from 0 to n.</param>
    /// <param name="globalActions">A, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of range.</exception>
    protected GlobalPolicy(int subsample, int globalActions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(subsample);
        ArgumentOutOfRangeException.ThrowIfLessThan(globalActions, 1);
        Subsample = subsample;
        GlobalActions = globalActions;
    }

    /// <summary>k, how many local agents are observed in each step.</summary>
    public int Subsample { get; }

    /// <summary>A, the number of global actions.</summary>
    public int GlobalActions { get; }

    /// <summary>
    /// The probabilities of its actions at one observation; null where it has none, because it remembers or cannot compute them.
    /// </summary>
    public virtual IActionLaw? ActionLaw => null;

    /// <summary>The table of actions that it is, by global state and rank of the observation; null where it is none.</summary>
    public virtual TabularGlobalPolicy? Table => null;

    /// <summary>
    /// What it does where the population is known, for a memory to read at its estimate; null where it cannot be read so.
    /// </summary>
    internal virtual PopulationPlan? Plan => null;

    /// <summary>The alpha vectors that it reads; null where it reads none.</summary>
    internal virtual AlphaVectors? Gamma => null;

    /// <summary>How it estimates the population; null where it does not do so by a memory of this library.</summary>
    internal virtual MemoryOptions? Memory => null;

    /// <summary>
    /// Whether its actions depend on earlier observations. An observation that gets lost then arrives as an empty one; a policy without
    /// memory is shown the last that arrived instead.
    /// </summary>
    public virtual bool Remembers => false;

    /// <summary>Whether its action is known not to depend on what it observes.</summary>
    public virtual bool IsBlind => false;

    /// <summary>Begins an episode.</summary>
    /// <param name="world">Where it is deployed.</param>
    /// <param name="episode">
    /// The episode's stream, for chances of the actor's own: split it by a purpose of your own, and draw nothing from it. It is used for
    /// other episodes later.
    /// </param>
    /// <returns>What acts in this episode, on one thread. Policies without memory may return the same actor every time.</returns>
    /// <exception cref="InvalidInputException">The policy cannot be deployed there.</exception>
    public abstract IGlobalActor Start(DeployedWorld world, RandomStream episode);

    /// <summary>What does not fit a game, beyond the numbers of actions and of observed agents.</summary>
    /// <param name="game">The game.</param>
    /// <returns>Every violation; none where it fits.</returns>
    public virtual IReadOnlyList<Violation> Validate(CooperativeGame game) => [];

    /// <summary>Whether another policy is known to act alike everywhere, to the bit. By default only the policy itself is.</summary>
    /// <param name="other">The other policy.</param>
    public virtual bool SameAs(GlobalPolicy other) => ReferenceEquals(this, other);

    /// <summary>This policy as it is deployed under a game's sampling rule, where it reads observations by it; else itself.</summary>
    /// <param name="game">The game it was made for, with the rule of the deployment.</param>
    /// <exception cref="InvalidInputException">It cannot read such observations.</exception>
    internal virtual GlobalPolicy UnderRuleOf(CooperativeGame game) => this;

    /// <summary>Its action law.</summary>
    /// <exception cref="InvalidInputException">It has none.</exception>
    internal IActionLaw RequireActionLaw() =>
        ActionLaw
        ?? throw new InvalidInputException(
            $"a global policy of type {GetType().Name} has no action distribution: "
                + (
                    Remembers
                        ? "its action depends on all its observations, not only on the current one"
                        : "it does not provide the probabilities of its actions at an observation"
                )
                + "; judge it by simulation"
        );

    /// <summary>Returns an action of this policy if it exists and is allowed.</summary>
    /// <exception cref="InvalidPolicyException">It does not exist, or is forbidden.</exception>
    internal int Checked(int action, int globalState, ReadOnlySpan<int> observation, CooperativeGame game) =>
        game.Allowed.GlobalSets is null || game.Allowed.Global(globalState).Contains(Checked(action, globalState, observation))
            ? Checked(action, globalState, observation)
            : throw ForbiddenActions.Refusal(game, globalState, action);

    /// <summary>Returns an action of this policy if it exists.</summary>
    /// <exception cref="InvalidPolicyException">It does not.</exception>
    internal int Checked(int action, int globalState, ReadOnlySpan<int> observation) =>
        (uint)action < (uint)GlobalActions ? action : throw NoAction(action, globalState, observation);

    private InvalidPolicyException NoAction(int action, int globalState, ReadOnlySpan<int> observation)
    {
        var seen = new List<string>();
        foreach (int count in observation)
        {
            seen.Add(count.ToString(CultureInfo.InvariantCulture));
        }

        return new InvalidPolicyException(
            $"the global policy ({GetType().Name})",
            [
                new Violation(
                    $"action in global state {globalState} at observation [{string.Join(", ", seen)}]",
                    $"is {action}",
                    $"an action from 0 to {GlobalActions - 1}",
                    "return an action that exists"
                ),
            ]
        );
    }
}
