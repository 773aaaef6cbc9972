using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// Something real, or a simulation of it, that a pair of policies can run: one global agent, n local agents, and a team reward at each
/// step. How it works inside does not matter; its agents need not be alike. Immutable; shared by threads.
/// </summary>
/// <remarks>
/// Log it, fit a game to the log, train in the game, and deploy the pair in the system itself (<see cref="SystemDeployment"/>): the two
/// returns show how far the game can be trusted.
/// </remarks>
public interface IAgentSystem
{
    /// <summary>What the global agent and the local agents see and do; the same at every call.</summary>
    SystemDeclaration Declaration { get; }

    /// <summary>Makes the workspace of one thread.</summary>
    ISystemEpisode CreateEpisode();
}

/// <summary>One episode of a system at a time: the workspace of one thread, used again and again.</summary>
public interface ISystemEpisode
{
    /// <summary>s_g, from 0 to G - 1.</summary>
    int GlobalState { get; }

    /// <summary>The local state of each of the n agents, from 0 to S - 1.</summary>
    ReadOnlySpan<int> LocalStates { get; }

    /// <summary>Begins an episode.</summary>
    /// <param name="episode">The episode's stream: split it, draw nothing from it. It is used for other episodes later.</param>
    void Start(RandomStream episode);

    /// <summary>Everybody acts, and the system moves.</summary>
    /// <param name="globalAction">a_g.</param>
    /// <param name="localActions">a_l of each agent.</param>
    /// <returns>The team reward of the step without what <see cref="SystemDeclaration.LocalReward"/> declares; finite.</returns>
    double Step(int globalAction, ReadOnlySpan<int> localActions);
}
