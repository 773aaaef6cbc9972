using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// pi_g in a continuous game: it sees s_g and the mean features of the k agents that it observes. Wrap a function by <see cref="Of"/>, or
/// derive from it to bring a policy of your own. Immutable and shared by threads.
/// </summary>
public abstract class ContinuousGlobalPolicy
{
    /// <summary>The policy that a function describes.</summary>
    /// <param name="decide">
    /// a_g, from 0, as a function of s_g (its coordinates), the observation (the game's features, averaged over the k agents) and the
    /// step's randomness. Called by several threads at once.
    /// </param>
    public static ContinuousGlobalPolicy Of(Func<ReadOnlySpan<double>, ReadOnlySpan<double>, RandomStream, int> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new Wrapped(decide);
    }

    /// <summary>Refuses a game that the policy cannot act in; by default none is refused.</summary>
    /// <param name="game">The game.</param>
    /// <exception cref="InvalidInputException">The policy does not fit; the message says why.</exception>
    public virtual void RequireFit(ContinuousGame game) { }

    /// <summary>What acts on one thread, in one episode after the other.</summary>
    /// <param name="game">A game that the policy fits.</param>
    public abstract IContinuousGlobalActor Actor(ContinuousGame game);

    private sealed class Wrapped(Func<ReadOnlySpan<double>, ReadOnlySpan<double>, RandomStream, int> decide)
        : ContinuousGlobalPolicy,
            IContinuousGlobalActor
    {
        public override IContinuousGlobalActor Actor(ContinuousGame game) => this;

        public int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random) =>
            decide(global, observation, random);
    }
}

/// <summary>
/// pi_l in a continuous game, of every local agent: it sees s_g and its own s_l. Wrap a function by <see cref="Of"/>, or derive from it.
/// Immutable and shared by threads.
/// </summary>
public abstract class ContinuousLocalPolicy
{
    /// <summary>The policy that a function of one agent describes.</summary>
    /// <param name="decide">
    /// a_l, from 0, as a function of s_g, the agent's own s_l (the coordinates of each) and the step's randomness. Called by several
    /// threads at once.
    /// </param>
    public static ContinuousLocalPolicy Of(Func<ReadOnlySpan<double>, ReadOnlySpan<double>, RandomStream, int> decide)
    {
        ArgumentNullException.ThrowIfNull(decide);
        return new Wrapped(decide);
    }

    /// <summary>Refuses a game that the policy cannot act in; by default none is refused.</summary>
    /// <param name="game">The game.</param>
    /// <exception cref="InvalidInputException">The policy does not fit; the message says why.</exception>
    public virtual void RequireFit(ContinuousGame game) { }

    /// <summary>What acts on one thread, in one episode after the other.</summary>
    /// <param name="game">A game that the policy fits.</param>
    public abstract IContinuousLocalActor Actor(ContinuousGame game);

    private sealed class Wrapped(Func<ReadOnlySpan<double>, ReadOnlySpan<double>, RandomStream, int> decide) : ContinuousLocalPolicy
    {
        public override IContinuousLocalActor Actor(ContinuousGame game) => new Each(decide, game.LocalStates.Dimension);
    }

    private sealed class Each(Func<ReadOnlySpan<double>, ReadOnlySpan<double>, RandomStream, int> decide, int dimension)
        : IContinuousLocalActor
    {
        private readonly double[] own = new double[dimension];

        public void Act(ReadOnlySpan<double> global, ReadOnlySpan<double> locals, RandomStream random, Span<int> actions)
        {
            for (int agent = 0; agent < actions.Length; agent++)
            {
                for (int coordinate = 0; coordinate < own.Length; coordinate++)
                {
                    own[coordinate] = locals[(coordinate * actions.Length) + agent];
                }

                actions[agent] = decide(global, own, random);
            }
        }
    }
}

/// <summary>A global policy of a continuous game at work on one thread.</summary>
public interface IContinuousGlobalActor
{
    /// <summary>An episode begins: what was remembered of the last is forgotten.</summary>
    void Begin() { }

    /// <summary>Acts.</summary>
    /// <param name="global">s_g.</param>
    /// <param name="observation">The game's features, averaged over the k observed agents.</param>
    /// <param name="random">Randomness of this step; deterministic policies take none from it.</param>
    /// <returns>a_g, from 0.</returns>
    int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random);
}

/// <summary>A local policy of a continuous game at work on one thread, for all agents.</summary>
public interface IContinuousLocalActor
{
    /// <summary>Acts.</summary>
    /// <param name="global">s_g.</param>
    /// <param name="locals">Every agent's s_l, [coordinate * agents + agent].</param>
    /// <param name="random">Randomness of this step; deterministic policies take none from it.</param>
    /// <param name="actions">Receives a_l of every agent, from 0.</param>
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

        Global.RequireFit(game);
        Local.RequireFit(game);
    }
}

/// <summary>Every action equally likely, for the global agent.</summary>
internal sealed class UniformContinuousGlobalPolicy : ContinuousGlobalPolicy
{
    /// <inheritdoc/>
    public override IContinuousGlobalActor Actor(ContinuousGame game) => new Thrower(game.GlobalActions.Count);

    private sealed class Thrower(int actions) : IContinuousGlobalActor
    {
        public int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random) =>
            (int)random.NextBelow(actions);
    }
}

/// <summary>Every action equally likely, for local agents.</summary>
internal sealed class UniformContinuousLocalPolicy : ContinuousLocalPolicy
{
    /// <inheritdoc/>
    public override IContinuousLocalActor Actor(ContinuousGame game) => new Thrower(game.LocalActions.Count);

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
