using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>
/// What a local agent can do in a chain: moves and rewards per action, those of the game or the single one that a reactive policy amounts
/// to.
/// </summary>
internal sealed class ChainLocals
{
    private readonly CooperativeGame game;
    private readonly double[] transitions;
    private readonly double[] rewards;

    private ChainLocals(CooperativeGame game, int actions, double[] transitions, double[] rewards) =>
        (this.game, Actions, this.transitions, this.rewards) = (game, actions, transitions, rewards);

    internal int Actions { get; }

    /// <summary>The largest |r_l|.</summary>
    internal double RewardBound => rewards.Max(Math.Abs);

    internal static ChainLocals Of(CooperativeGame game) =>
        new(
            game,
            game.LocalActions,
            [.. game.LocalTransitions.Rows.ToArray().SelectMany(row => row.ToArray(game.LocalStates))],
            game.LocalRewards.ToArray()
        );

    /// <summary>One action: every agent draws its own from pi_l, so that the move is by the mixed kernel.</summary>
    internal static ChainLocals Under(CooperativeGame game, LocalPolicy local)
    {
        int states = game.LocalStates;
        double[] kernel = new double[game.LocalRewards.Length / game.LocalActions * states];
        double[] means = new double[game.LocalRewards.Length / game.LocalActions];
        for (int entry = 0; entry < game.LocalRewards.Length; entry++)
        {
            (int cell, double chance) = (entry / game.LocalActions, local.Probabilities[entry]);
            means[cell] += chance * game.LocalRewards[entry];
            TransitionRow row = game.LocalTransitions[entry];
            for (int place = 0; place < row.Targets.Length; place++)
            {
                kernel[(cell * states) + row.Targets[place]] += chance * row.Probabilities[place];
            }
        }

        return new ChainLocals(game, 1, kernel, means);
    }

    /// <summary>P_l(. | s_l, s_g, a), length S.</summary>
    internal ReadOnlySpan<double> Transition(int localState, int globalState, int action) =>
        transitions.AsSpan(Entry(localState, globalState, action) * game.LocalStates, game.LocalStates);

    /// <summary>r_l(s_l, s_g, a).</summary>
    internal double Reward(int localState, int globalState, int action) => rewards[Entry(localState, globalState, action)];

    private int Entry(int localState, int globalState, int action) =>
        (((localState * game.GlobalStates) + globalState) * Actions) + action;
}
