using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>
/// One episode of a continuous game with n agents: the workspace of one thread, used again and again. Steps allocate nothing.
/// </summary>
/// <remarks>
/// Every kind of chance has a stream of its own. So two pairs meet the same start, the same observations and the same noise for as long as
/// they act alike (common random numbers).
/// </remarks>
internal sealed class ContinuousEpisode : IEpisode
{
    private static readonly ulong StartPurpose = RandomStream.PurposeKey(Purposes.Start);
    private static readonly ulong ObservationPurpose = RandomStream.PurposeKey(Purposes.Observation);
    private static readonly ulong GlobalActionPurpose = RandomStream.PurposeKey(LearningPurposes.GlobalAction);
    private static readonly ulong GlobalMovePurpose = RandomStream.PurposeKey(LearningPurposes.GlobalMove);
    private static readonly ulong LocalActionPurpose = RandomStream.PurposeKey(LearningPurposes.LocalAction);
    private static readonly ulong LocalMovePurpose = RandomStream.PurposeKey(LearningPurposes.LocalMove);

    private readonly ContinuousGame game;
    private readonly IContinuousGlobalActor globalActor;
    private readonly IContinuousLocalActor localActor;
    private readonly int subsample;
    private readonly int globalActionCount;
    private readonly int localActionCount;
    private readonly SubsetSampler subsets;
    private readonly RandomStream start = new(0);
    private readonly RandomStream observations = new(0);
    private readonly RandomStream globalActions = new(0);
    private readonly RandomStream globalMoves = new(0);
    private readonly RandomStream localActions = new(0);
    private readonly RandomStream localMoves = new(0);
    private readonly double[] rewards;
    private double[] global;
    private double[] nextGlobal;

    /// <summary>Prepares episodes of a pair that fits the game.</summary>
    internal ContinuousEpisode(ContinuousGame game, ContinuousPair pair)
    {
        (this.game, subsample) = (game, pair.Subsample);
        (globalActor, localActor) = (pair.Global.Actor(game), pair.Local.Actor(game));
        (globalActionCount, localActionCount) = (game.GlobalActions.Count, game.LocalActions.Count);
        (global, nextGlobal) = (new double[game.GlobalStates.Dimension], new double[game.GlobalStates.Dimension]);
        Locals = new double[game.LocalStates.Dimension * game.Agents];
        LocalActions = new int[game.Agents];
        Observation = new double[game.Features.Size];
        rewards = new double[game.Agents];
        subsets = new SubsetSampler(game.Agents);
    }

    /// <summary>s_g.</summary>
    internal ReadOnlySpan<double> Global => global;

    /// <summary>All s_l, [coordinate * agents + agent].</summary>
    internal double[] Locals { get; }

    /// <summary>What the global agent saw last.</summary>
    internal double[] Observation { get; }

    /// <summary>a_g of this step.</summary>
    internal int GlobalAction { get; private set; }

    /// <summary>a_l of this step.</summary>
    internal int[] LocalActions { get; }

    /// <summary>Draws the start.</summary>
    public void Start(RandomStream rollout)
    {
        rollout.SplitInto(start, StartPurpose, 0);
        rollout.SplitInto(observations, ObservationPurpose, 0);
        rollout.SplitInto(globalActions, GlobalActionPurpose, 0);
        rollout.SplitInto(globalMoves, GlobalMovePurpose, 0);
        rollout.SplitInto(localActions, LocalActionPurpose, 0);
        rollout.SplitInto(localMoves, LocalMovePurpose, 0);
        subsets.Restart();
        game.Start(start, global, Locals);
        globalActor.Begin();
    }

    bool? IEpisode.IsRight => game.RightAction(Locals) is int right ? right == GlobalAction : null;

    double IEpisode.Act()
    {
        _ = ActGlobally();
        ActLocally();
        return TeamReward();
    }

    /// <summary>The global agent observes k agents drawn anew and acts.</summary>
    internal int ActGlobally()
    {
        game.Features.Mean(Locals, game.Agents, subsets.Draw(subsample, observations), Observation);
        GlobalAction = globalActor.Act(global, Observation, globalActions);
        Require("global", GlobalAction, globalActionCount);
        return GlobalAction;
    }

    /// <summary>All local agents act.</summary>
    internal void ActLocally()
    {
        localActor.Act(global, Locals, localActions, LocalActions);
        foreach (int action in LocalActions)
        {
            Require("local", action, localActionCount);
        }
    }

    /// <summary>r_g + mean r_l of this step's actions.</summary>
    internal double TeamReward()
    {
        game.LocalRewards(global, Locals, LocalActions, rewards);
        double sum = 0.0;
        foreach (double reward in rewards)
        {
            sum += reward;
        }

        return game.GlobalReward(global, GlobalAction) + (sum / rewards.Length);
    }

    /// <summary>All states move at once, with the old s_g.</summary>
    public void Move()
    {
        game.MoveGlobal(global, GlobalAction, globalMoves, nextGlobal);
        game.MoveLocals(global, LocalActions, localMoves, Locals);
        (global, nextGlobal) = (nextGlobal, global);
    }

    private void Require(string side, int action, int count)
    {
        if ((uint)action >= (uint)count)
        {
            throw new InvalidInputException(
                $"the {side} policy takes action {action} in '{game.Name}'; expected 0 to {count - 1}; return an action that exists"
            );
        }
    }
}
