using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Simulation;

/// <summary>
/// How large the expected reward of a step can be under one pair: entries that the pair never takes do not count, such as penalties that
/// it avoids.
/// </summary>
internal static class RewardBound
{
    /// <summary>
    /// max |r_g(s_g, a_g) + mean over agents of the pair's expected r_l|, over all states and the actions that the pair takes there.
    /// </summary>
    /// <param name="game">The game; its n gives the types their weights.</param>
    /// <param name="pair">The pair.</param>
    internal static double Largest(CooperativeGame game, JointPolicy pair)
    {
        double[] weights = game.Types.Weights(game.Agents);
        double largest = 0.0;
        for (int globalState = 0; globalState < game.GlobalStates; globalState++)
        {
            (double least, double greatest) = GlobalRange(game, pair.Global, globalState);
            for (int type = 0; type < weights.Length; type++)
            {
                (double low, double high) = LocalRange(game, pair.Local, game.Types[type], globalState);
                (least, greatest) = (least + (weights[type] * low), greatest + (weights[type] * high));
            }

            largest = Math.Max(largest, Math.Max(Math.Abs(least), Math.Abs(greatest)));
        }

        return largest;
    }

    private static (double Least, double Greatest) GlobalRange(CooperativeGame game, GlobalPolicy policy, int globalState)
    {
        bool[] taken = new bool[game.GlobalActions];
        if (policy.Table is { } table)
        {
            foreach (ushort action in table.Actions(globalState))
            {
                taken[action] = true;
            }
        }
        else
        {
            Array.Fill(taken, true);
        }

        (double least, double greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int action = 0; action < taken.Length; action++)
        {
            if (taken[action])
            {
                (double low, double high) = game.GlobalRewardRange(globalState, action);
                (least, greatest) = (Math.Min(least, low), Math.Max(greatest, high));
            }
        }

        return (least, greatest);
    }

    private static (double Least, double Greatest) LocalRange(CooperativeGame game, LocalPolicy policy, AgentType type, int globalState)
    {
        (double least, double greatest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (int state = type.First; state < type.First + type.States; state++)
        {
            ReadOnlySpan<double> law = policy.At(state, globalState);
            (double low, double high) = (0.0, 0.0);
            for (int action = 0; action < game.LocalActions; action++)
            {
                (double lowest, double highest) = game.LocalRewardRange(state, globalState, action);
                (low, high) = (low + (law[action] * lowest), high + (law[action] * highest));
            }

            (least, greatest) = (Math.Min(least, low), Math.Max(greatest, high));
        }

        return (least, greatest);
    }
}
