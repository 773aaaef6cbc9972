using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Simulation;

/// <summary>
/// A joint policy deployed among n agents, prepared for simulation: everything that does not change from step to step. Immutable; shared
/// by threads.
/// </summary>
/// <remarks>
/// The n agents are exchangeable and act independently given (s_i, s_g), so that their counts alone form a Markov chain: the c_x agents in
/// local state x move by Multinomial(c_x, M_{s_g}(x, .)), where M_{s_g}(x, y) = sum_a pi_l(a|x,s_g) P_l(y|x,s_g,a) mixes over their
/// actions. The local reward enters through its mean over actions, rbar_l(x, s_g) = sum_a pi_l(a|x,s_g) r_l(x,s_g,a): given the state,
/// that is the expected reward of the step, so the expected return is unchanged and its variance smaller than with drawn actions.
/// </remarks>
internal sealed class DeployedPair : IDeployment
{
    // Laws side by side take some 100 bytes for every place of a row.
    private const int MostSideBySide = 1 << 19;

    private readonly MultinomialLaw[] moves;
    private readonly MultinomialLanes[]? lanes;
    private readonly double[] localReward;
    private readonly LocalMoveOrder order;
    private readonly CooperativeGame trained;
    private readonly JointPolicy policy;

    /// <summary>Prepares a pair.</summary>
    /// <param name="game">The game.</param>
    /// <param name="policy">A joint policy for the game's shape.</param>
    /// <param name="agents">Population size n.</param>
    /// <param name="order">Which global state the agents' transitions see.</param>
    /// <param name="drawRewards">
    /// Whether random rewards are drawn; else they enter through their means, which leaves expected returns as they are and varies less.
    /// </param>
    /// <param name="disturbances">
    /// What goes wrong in the world, and what the dispatcher's memory believes wrongly; null is nothing.
    /// </param>
    /// <exception cref="InvalidInputException">
    /// The policy's shape is not the game's, n is out of range, the observation is larger than the population, or a memory does not fit.
    /// </exception>
    public DeployedPair(
        CooperativeGame game,
        JointPolicy policy,
        long agents,
        LocalMoveOrder order = LocalMoveOrder.Together,
        bool drawRewards = false,
        Disturbances? disturbances = null
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentNullException.ThrowIfNull(policy);
        trained = game;
        this.policy = policy;
        game = agents == game.Agents ? game : game.WithAgents(agents);
        policy.RequireFit(game);
        if (game.Sampling is ClusteredSampling clusters)
        {
            Clusters.Require(clusters, game.LocalStates, agents, policy.Global.Subsample);
        }

        Game = game;
        Global = policy.Global;
        Agents = agents;
        AgentsByType = game.Types.Split(agents);
        Disturbances = disturbances;
        if (disturbances is { ShockShare: > 0 })
        {
            game.RequireOneType("a shock, which moves agents between all local states,", "leave out the shock");
        }

        if (disturbances is { ChangesTheWorld: true } && game.Sampling is not UniformSampling)
        {
            throw new InvalidInputException(
                $"disturbances support only uniform sampling; this game's sampling is {game.Sampling.Text}; leave out one of the two"
            );
        }

        var kernels = new LocalKernels(game, policy.Local.Probabilities);
        World = new DeployedWorld(game, disturbances?.BelievedKernels(kernels) ?? kernels, disturbances?.BelievedAgents(agents) ?? agents);
        Kernels = kernels;
        RequireDeployable(order);
        Changing = Change(disturbances?.Kernels, order);
        if (game.Couplings is not null)
        {
            RequireCoupled(order);
            (moves, localReward, Drawn) = ([], [], drawRewards ? DrawnRewards.Of(game, policy.Local) : null);
            Targets = game.Geometry?.Target?.ToArray();
            return;
        }

        this.order = order;
        Targets = game.Geometry?.Target?.ToArray();
        Drawn = drawRewards ? DrawnRewards.Of(game, policy.Local) : null;
        moves = order == LocalMoveOrder.Together ? MovesTogether(game, kernels) : MovesAfter(game, policy.Local);
        lanes =
            BinomialLanes.AreFast && PlacesSideBySide(moves, game.LocalStates) <= MostSideBySide
                ? SideBySide(moves, game.LocalStates)
                : null;
        localReward = new double[game.GlobalStates * game.LocalStates];
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            kernels.Reward(globalState).CopyTo(localReward.AsSpan(globalState * game.LocalStates));
        }
    }

    /// <summary>The game.</summary>
    public CooperativeGame Game { get; }

    /// <summary>The global agent's policy.</summary>
    public GlobalPolicy Global { get; }

    /// <summary>Population size n.</summary>
    public long Agents { get; }

    /// <summary>What draws the rewards; null when they are not random, or not drawn.</summary>
    public DrawnRewards? Drawn { get; }

    /// <summary>n_t, the number of agents of each type.</summary>
    public long[] AgentsByType { get; }

    /// <summary>What the global policy knows of where it is deployed.</summary>
    public DeployedWorld World { get; }

    /// <summary>The local state that each global action points to; null when the game declares none.</summary>
    public int[]? Targets { get; }

    /// <summary>What one agent does under the local policy.</summary>
    public LocalKernels Kernels { get; }

    /// <summary>What goes wrong; null when nothing does.</summary>
    public Disturbances? Disturbances { get; }

    /// <summary>What agents do who do not move by the game's kernels; null where all do.</summary>
    public ChangingKernels? Changing { get; }

    /// <inheritdoc/>
    public double Discount => Game.Discount;

    /// <inheritdoc/>
    public double RewardBound => Simulation.RewardBound.Largest(trained, policy);

    /// <inheritdoc/>
    public IEpisode CreateEpisode() => new Episode(this);

    /// <summary>
    /// The law of the next local state of one agent: M_{s_g}(x, .), or the mixture of P_l(. | x, s_g', a) by pi_l(a | x, s_g) when agents
    /// move after the global state.
    /// </summary>
    public MultinomialLaw Moves(int globalState, int nextGlobalState, int localState)
    {
        return moves[(Row(globalState, nextGlobalState) * Game.LocalStates) + localState];
    }

    /// <summary>
    /// The laws of all local states side by side, eight at a time, for draws from streams of their own; empty where this processor has no
    /// fast instructions for that, or rows depend on the population.
    /// </summary>
    public ReadOnlySpan<MultinomialLanes> Lanes(int globalState, int nextGlobalState)
    {
        int groups = Groups(Game.LocalStates);
        return lanes is null ? [] : lanes.AsSpan(Row(globalState, nextGlobalState) * groups, groups);
    }

    /// <summary>Mean local rewards rbar_l(., s_g), by local state.</summary>
    public ReadOnlySpan<double> LocalReward(int globalState) => localReward.AsSpan(globalState * Game.LocalStates, Game.LocalStates);

    /// <summary>The step's expected team reward r_g(s_g, a_g) + (1/n) sum_x c_x rbar_l(x, s_g).</summary>
    /// <param name="globalState">s_g.</param>
    /// <param name="action">a_g.</param>
    /// <param name="counts">c, by local state.</param>
    public double Reward(int globalState, int action, ReadOnlySpan<long> counts)
    {
        ReadOnlySpan<double> local = LocalReward(globalState);
        double sum = 0.0;
        for (int state = 0; state < local.Length; state++)
        {
            sum += counts[state] * local[state];
        }

        return Game.GlobalReward(globalState, action) + (sum / Agents);
    }

    private ChangingKernels? Change(KernelChange? change, LocalMoveOrder order)
    {
        if (change is not null && (Game.Sampling is ClusteredSampling || order != LocalMoveOrder.Together))
        {
            throw new InvalidInputException(
                "changing kernels support only agents that move independently and together with the global state; leave out clusters "
                    + "and the authors' move order"
            );
        }

        return change is null ? null : new ChangingKernels(change, Game, policy.Local);
    }

    // A first actor shows, before any thread begins, whether the policy can be deployed at all.
    private void RequireDeployable(LocalMoveOrder order)
    {
        IGlobalActor actor = Global.Start(World, new RandomStream(0));
        if (!actor.Estimate.IsEmpty && order != LocalMoveOrder.Together)
        {
            throw new InvalidInputException(
                "memory requires agents that move together with the global state; the authors' move order is not supported with memory"
            );
        }
    }

    private static void RequireCoupled(LocalMoveOrder order)
    {
        if (order != LocalMoveOrder.Together)
        {
            throw new InvalidInputException(
                "agents that depend on the population must move together with the global state; the authors' move order is not supported"
            );
        }
    }

    private int Row(int globalState, int nextGlobalState) =>
        order == LocalMoveOrder.Together ? globalState : (globalState * Game.GlobalStates) + nextGlobalState;

    private static int Groups(int localStates) => (localStates + Xoshiro256Lanes.Width - 1) / Xoshiro256Lanes.Width;

    // A group of laws is as long as its longest.
    private static long PlacesSideBySide(MultinomialLaw[] moves, int localStates) =>
        moves
            .Chunk(localStates)
            .SelectMany(laws => laws.Chunk(Xoshiro256Lanes.Width))
            .Sum(group => (long)Xoshiro256Lanes.Width * group.Max(law => law.Order.Length));

    // [row][group of local states]
    private static MultinomialLanes[] SideBySide(MultinomialLaw[] moves, int localStates)
    {
        int groups = Groups(localStates);
        var sides = new MultinomialLanes[moves.Length / localStates * groups];
        for (int place = 0; place < sides.Length; place++)
        {
            int first = place % groups * Xoshiro256Lanes.Width;
            int width = Math.Min(Xoshiro256Lanes.Width, localStates - first);
            sides[place] = new MultinomialLanes(moves.AsSpan((place / groups * localStates) + first, width));
        }

        return sides;
    }

    // [s_g][x]
    private static MultinomialLaw[] MovesTogether(CooperativeGame game, LocalKernels kernels) =>
        [
            .. Enumerable
                .Range(0, game.GlobalStates * game.LocalStates)
                .Select(row => new MultinomialLaw(
                    kernels.Transition(row / game.LocalStates).Slice(row % game.LocalStates * game.LocalStates, game.LocalStates)
                )),
        ];

    // [s_g][s_g'][x]
    private static MultinomialLaw[] MovesAfter(CooperativeGame game, LocalPolicy local)
    {
        var laws = new MultinomialLaw[game.GlobalStates * game.GlobalStates * game.LocalStates];
        double[] row = new double[game.LocalStates];
        for (int place = 0; place < laws.Length; place++)
        {
            (int states, int state) = (place / game.LocalStates, place % game.LocalStates);
            Array.Clear(row);
            for (int action = 0; action < game.LocalActions; action++)
            {
                double probability = local.At(state, states / game.GlobalStates)[action];
                TransitionRow next = game.LocalRow(state, states % game.GlobalStates, action);
                for (int target = 0; target < next.Targets.Length; target++)
                {
                    row[next.Targets[target]] += probability * next.Probabilities[target];
                }
            }

            laws[place] = new MultinomialLaw(row);
        }

        return laws;
    }
}
