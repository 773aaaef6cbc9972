using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// A policy of the global agent in a continuous game. It sees the mean features of the k agents it observes, and s_g if it is made so.
/// </summary>
internal abstract class ContinuousGlobalPolicy
{
    /// <summary>Refuses a game whose sizes are not the policy's.</summary>
    internal abstract void Require(ContinuousGame game);

    /// <summary>One thread's copy, with its workspace.</summary>
    internal abstract IContinuousGlobalActor Actor(ContinuousGame game);
}

/// <summary>A policy of every local agent in a continuous game: it sees s_g and its own s_l.</summary>
internal abstract class ContinuousLocalPolicy
{
    /// <summary>Refuses a game whose sizes are not the policy's.</summary>
    internal abstract void Require(ContinuousGame game);

    /// <summary>One thread's copy, with its workspace.</summary>
    internal abstract IContinuousLocalActor Actor(ContinuousGame game);
}

/// <summary>Chooses global actions, on one thread.</summary>
internal interface IContinuousGlobalActor
{
    /// <summary>a_g.</summary>
    int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random);
}

/// <summary>Chooses local actions, on one thread.</summary>
internal interface IContinuousLocalActor
{
    /// <summary>a_l of every agent whose state is given, [coordinate * agents + agent].</summary>
    void Act(ReadOnlySpan<double> global, ReadOnlySpan<double> locals, RandomStream random, Span<int> actions);
}

/// <summary>A joint policy of a continuous game.</summary>
public sealed record ContinuousPair
{
    /// <summary>Makes a pair.</summary>
    /// <param name="global">The global agent's policy.</param>
    /// <param name="local">The policy that all local agents share.</param>
    /// <param name="subsample">k, how many local agents the global agent observes; at least 1.</param>
    internal ContinuousPair(ContinuousGlobalPolicy global, ContinuousLocalPolicy local, int subsample)
    {
        ArgumentNullException.ThrowIfNull(global);
        ArgumentNullException.ThrowIfNull(local);
        (Global, Local, Subsample) = (global, local, subsample);
    }

    /// <summary>The global agent's policy.</summary>
    internal ContinuousGlobalPolicy Global { get; init; }

    /// <summary>The policy that all local agents share.</summary>
    internal ContinuousLocalPolicy Local { get; init; }

    /// <summary>k.</summary>
    public int Subsample { get; init; }

    /// <summary>Refuses a game that the pair does not fit.</summary>
    internal void Require(ContinuousGame game)
    {
        if (Subsample < 1 || Subsample > game.Agents)
        {
            throw new InvalidInputException(
                $"the global agent observes {Subsample:N0} of {game.Agents:N0} local agents; expected 1 to {game.Agents:N0}; change k or "
                    + "the number of agents"
            );
        }

        Global.Require(game);
        Local.Require(game);
    }
}

/// <summary>Every action equally likely, for the global agent.</summary>
internal sealed class UniformContinuousGlobalPolicy : ContinuousGlobalPolicy
{
    internal override void Require(ContinuousGame game) { }

    internal override IContinuousGlobalActor Actor(ContinuousGame game) => new Thrower(game.GlobalActions.Count);

    private sealed class Thrower(int actions) : IContinuousGlobalActor
    {
        public int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random) =>
            (int)random.NextBelow(actions);
    }
}

/// <summary>Every action equally likely, for local agents.</summary>
internal sealed class UniformContinuousLocalPolicy : ContinuousLocalPolicy
{
    internal override void Require(ContinuousGame game) { }

    internal override IContinuousLocalActor Actor(ContinuousGame game) => new Thrower(game.LocalActions.Count);

    private sealed class Thrower(int actions) : IContinuousLocalActor
    {
        public void Act(ReadOnlySpan<double> global, ReadOnlySpan<double> locals, RandomStream random, Span<int> actionsOfAgents)
        {
            foreach (ref int action in actionsOfAgents)
            {
                action = (int)random.NextBelow(actions);
            }
        }
    }
}
