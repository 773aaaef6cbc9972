using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;

namespace Antiphon.Paper;

/// <summary>
/// The k-agent game against a fixed global policy, cut into micro-steps in which one agent (or one bin of alike agents) chooses at a time:
/// a finite-horizon decision process for the local side. Immutable. Source: the paper's Algorithms 8 and 9.
/// </summary>
/// <remarks>
/// Under a reactive policy pi_l(a | s_l, s_g) the chain's law per step of the game, and its return, are those of k agents that move at
/// once. An unconstrained chain policy may do more: agents that choose later see what earlier ones did. And the same k agents feed the
/// global policy forever, while the deployed game observes fresh ones in every step. So the chain's optimum bounds what reactive
/// policies earn in the k-agent game; it forecasts no deployed return.
/// </remarks>
internal sealed class ChainedMdp
{
    private readonly GlobalPolicy global;
    private readonly ChainRule rule;
    private readonly int[] cells;
    private readonly int[] weights;

    private ChainedMdp(
        CooperativeGame game,
        GlobalPolicy global,
        ChainSize size,
        int periods,
        ChainReward reward,
        ChainLocals locals,
        CancellationToken cancellation
    )
    {
        (Game, this.global, Size, Periods, Reward) = (game, global, size, periods, reward);
        rule =
            size.Parameterization == Parameterization.Tuples
                ? new TupleChain(game, global, locals, reward)
                : new HistogramChain(game, global, locals, reward);
        int states = rule.PhaseStarts[^1];
        var parts = new ChainParts(states, locals.Actions);
        rule.Fill(parts, cancellation);
        double[] start = new double[states];
        rule.Start(start);
        (cells, weights) = (parts.Cells, parts.Weights);
        int horizon = checked(periods * (rule.PhaseStarts.Length - 1));
        Process = new FiniteHorizonMdp(parts.Rows.Build(), parts.Rewards, rule.PhaseStarts, start, game.Discount, horizon);
    }

    /// <summary>The game.</summary>
    public CooperativeGame Game { get; }

    /// <summary>States, moves, rewards and start of the chain.</summary>
    public FiniteHorizonMdp Process { get; }

    /// <summary>Its size, foretold from the numbers of states and actions of the game.</summary>
    public ChainSize Size { get; }

    /// <summary>H, the steps of the game within the horizon.</summary>
    public int Periods { get; }

    /// <summary>What it pays.</summary>
    public ChainReward Reward { get; }

    /// <summary>The most that the steps after the horizon could add to a return or take from it.</summary>
    public double TruncationBound => ChainHorizon.TruncationBound(Game.Discount, RewardBound(Game, Reward), Periods);

    /// <summary>The policy cell s_l * G + s_g whose agents choose in a state.</summary>
    internal ReadOnlySpan<int> Cells => cells;

    /// <summary>How many agents choose in a state.</summary>
    internal ReadOnlySpan<int> Weights => weights;

    /// <summary>Builds the chain of a game whose global policy is fixed.</summary>
    /// <param name="game">The game; its number of agents matters only for <see cref="ChainReward.SelfishV1"/>.</param>
    /// <param name="global">pi_g; it observes all k agents of the chain.</param>
    /// <param name="periods">H, the steps of the game within the horizon; at least 1.</param>
    /// <param name="parameterization">Tuples, histograms, or the paper's rule between them.</param>
    /// <param name="reward">What it pays.</param>
    /// <param name="cancellation">Cancels while the chain is built.</param>
    /// <exception cref="InvalidPolicyException">The policy does not fit the game.</exception>
    /// <exception cref="InvalidInputException">
    /// The chain does not fit into memory; the message names its size and the largest k that fits.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ChainedMdp Create(
        CooperativeGame game,
        GlobalPolicy global,
        int periods,
        Parameterization parameterization = Parameterization.PaperRule,
        ChainReward reward = ChainReward.Team,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(game);
        game.RequireOneType("the chained MDP", "use the reactive oracle");
        game.RequireUncoupled("the chained MDP", "use the reactive oracle");
        ArgumentNullException.ThrowIfNull(global);
        ArgumentOutOfRangeException.ThrowIfLessThan(periods, 1);
        new JointPolicy(global, LocalPolicy.Uniform(game)).RequireFit(game);
        ChainSize size = RequireFits(game, global.Subsample, periods, parameterization, MemoryBudget.UsableBytes);
        return new ChainedMdp(game, global, size, periods, reward, ChainLocals.Of(game), cancellation);
    }

    /// <summary>
    /// The same chain when every agent draws its own action from a reactive policy: one action, whose moves are by the mixed kernel. Its
    /// return is that of k agents that move at once, within <see cref="TruncationBound"/> of the one without horizon.
    /// </summary>
    /// <param name="local">pi_l; it may be random.</param>
    /// <exception cref="InvalidPolicyException">The policy does not fit the game.</exception>
    public ChainedMdp Under(LocalPolicy local)
    {
        ArgumentNullException.ThrowIfNull(local);
        new JointPolicy(global, local).RequireFit(Game);
        return new ChainedMdp(Game, global, Size, Periods, Reward, ChainLocals.Under(Game, local), default);
    }

    /// <summary>The expected return of a reactive policy in the k-agent game within the horizon, exact to rounding.</summary>
    /// <param name="local">pi_l; it may be random.</param>
    /// <exception cref="InvalidPolicyException">The policy does not fit the game.</exception>
    /// <exception cref="ArithmeticException">A value became infinite or not a number.</exception>
    public double Evaluate(LocalPolicy local)
    {
        FiniteHorizonMdp process = Under(local).Process;
        return BackwardInduction.Evaluate(process, new TimeDependentPolicy(process));
    }

    /// <summary>The largest absolute reward of one step of the game in the chain.</summary>
    /// <param name="game">The game.</param>
    /// <param name="reward">What the chain pays.</param>
    public static double RewardBound(CooperativeGame game, ChainReward reward)
    {
        ArgumentNullException.ThrowIfNull(game);
        return reward == ChainReward.Team
            ? Math.Max(Math.Abs(game.MinimumReward), Math.Abs(game.MaximumReward))
            : ChainLocals.Of(game).RewardBound / game.Agents;
    }

    /// <summary>
    /// The state at the beginning of a step of the game in which k ordered agents are in given states; the first is the tagged one.
    /// </summary>
    internal int StateOf(int globalState, ReadOnlySpan<int> replicas) => rule.StateOf(globalState, replicas);

    /// <summary>Refuses a chain that does not fit, before anything is built.</summary>
    internal static ChainSize RequireFits(
        CooperativeGame game,
        int subsample,
        int periods,
        Parameterization parameterization,
        double usableBytes
    )
    {
        ChainSize size = SizeOf(subsample);
        if (size.Fits(periods, usableBytes))
        {
            return size;
        }

        int largest = 0;
        while (largest + 1 < subsample && SizeOf(largest + 1).Fits(periods, usableBytes))
        {
            largest++;
        }

        string remedy = largest > 0 ? $"k = {largest} is the largest that fits; lower k, " : "not even k = 1 fits; ";
        throw new DoesNotFitException(
            $"the chained MDP of k = {subsample:N0} agents ({size.Parameterization.ToString().ToLowerInvariant()}) has "
                + $"{Number(size.States)} states and up to {Number(size.Successors)} successors, which would take "
                + $"{LatticeSize.Bytes(size.Bytes(periods))} with {periods:N0} steps; {LatticeSize.Bytes(usableBytes)} are available; "
                + $"{remedy}or use another L-LEARN oracle",
            size.Bytes(periods),
            usableBytes
        );

        ChainSize SizeOf(int agents) => ChainSize.Of(parameterization, game.GlobalStates, game.LocalStates, game.LocalActions, agents);
    }

    private static string Number(double count) => count < 1e15 ? count.ToString("N0") : count.ToString("G3");
}
