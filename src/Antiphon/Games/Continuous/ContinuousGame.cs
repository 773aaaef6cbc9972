using Antiphon.Numerics;

namespace Antiphon.Games;

/// <summary>
/// A cooperative game of one global and n identical local agents whose states are points of boxes of R^d: actions are finite, and
/// transitions can only be sampled (the paper's generative oracle). Derive from it to write a game of your own; what it samples is checked
/// by <see cref="CheckedContinuousGame"/>.
/// </summary>
/// <remarks>
/// Local states of a population are one span, coordinate by coordinate: entry [coordinate * agents + agent], so that loops over agents run
/// through consecutive memory. A game is shared by threads: it must not change while it is used, and take all chance from the stream it is
/// given.
/// </remarks>
public abstract class ContinuousGame
{
    /// <summary>What it is called; for folders and reports.</summary>
    public abstract string Name { get; }

    /// <summary>gamma in [0, 1).</summary>
    public abstract double Discount { get; }

    /// <summary>Population size n, at least 1.</summary>
    public abstract int Agents { get; }

    /// <summary>Where s_g lies.</summary>
    public abstract Box GlobalStates { get; }

    /// <summary>Where every s_l lies.</summary>
    public abstract Box LocalStates { get; }

    /// <summary>Names of the global actions, at least one.</summary>
    public abstract IReadOnlyList<string> GlobalActions { get; }

    /// <summary>Names of the local actions, at least one.</summary>
    public abstract IReadOnlyList<string> LocalActions { get; }

    /// <summary>What the global agent sees of each agent that it observes.</summary>
    public abstract PopulationFeatures Features { get; }

    /// <summary>Draws the start of an episode.</summary>
    /// <param name="random">All chance comes from here.</param>
    /// <param name="global">Receives s_g.</param>
    /// <param name="locals">Receives all s_l, [coordinate * agents + agent].</param>
    public abstract void Start(RandomStream random, Span<double> global, Span<double> locals);

    /// <summary>Draws s_g' ~ P_g(. | s_g, a_g).</summary>
    /// <param name="global">s_g.</param>
    /// <param name="action">a_g.</param>
    /// <param name="random">All chance comes from here.</param>
    /// <param name="next">Receives s_g'; not the memory of <paramref name="global"/>.</param>
    public abstract void MoveGlobal(ReadOnlySpan<double> global, int action, RandomStream random, Span<double> next);

    /// <summary>Draws s_l' ~ P_l(. | s_l, s_g, a_l) for all agents, with the old s_g.</summary>
    /// <param name="global">s_g.</param>
    /// <param name="actions">a_l of every agent.</param>
    /// <param name="random">All chance comes from here.</param>
    /// <param name="locals">Old states on entry, new states on return; as many agents as there are actions.</param>
    public abstract void MoveLocals(ReadOnlySpan<double> global, ReadOnlySpan<int> actions, RandomStream random, Span<double> locals);

    /// <summary>r_g(s_g, a_g).</summary>
    /// <param name="global">s_g.</param>
    /// <param name="action">a_g.</param>
    public abstract double GlobalReward(ReadOnlySpan<double> global, int action);

    /// <summary>r_l(s_l, s_g, a_l) of some agents; the team's reward is r_g plus the mean of these over all agents.</summary>
    /// <param name="global">s_g.</param>
    /// <param name="locals">States of as many agents as there are actions, [coordinate * agents + agent].</param>
    /// <param name="actions">a_l.</param>
    /// <param name="rewards">Receives one reward per agent.</param>
    public abstract void LocalRewards(
        ReadOnlySpan<double> global,
        ReadOnlySpan<double> locals,
        ReadOnlySpan<int> actions,
        Span<double> rewards
    );

    /// <summary>
    /// The global action that is right for a population, where the game knows one; null, the default, where it does not. It is what
    /// G-LEARN as a supervised contextual bandit learns (the paper's Appendix G.2), and mode accuracy counts how often it is taken.
    /// </summary>
    /// <param name="locals">All local states, [coordinate * agents + agent].</param>
    public virtual int? RightAction(ReadOnlySpan<double> locals) => null;

    /// <summary>
    /// The largest |r_g + mean r_l|, for bounds on what a horizon leaves out; null, the default, when the game does not say.
    /// </summary>
    public virtual double? RewardBound => null;
}
