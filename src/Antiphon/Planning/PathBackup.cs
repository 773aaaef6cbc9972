using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Planning;

/// <summary>
/// One agent's value along an episode whose global states are kept as they came: lambda_t(x) = sum_a pi(a | x, s_t) q_t(x, a) with
/// q_t(x, a) = r_l(x, s_t, a) + gamma sum_y P_l(y | x, s_t, a) lambda_{t+1}(y), zero after the horizon. Safe for use by several threads.
/// </summary>
/// <param name="game">The game.</param>
internal sealed class PathBackup(CooperativeGame game)
{
    private readonly SparseRows moves = SingleAgentProblem.LocalMoves(game);

    /// <summary>Works out lambda_0, and adds gamma^t mu_t(x) q_t(x, a) to what each action in each cell is worth.</summary>
    /// <param name="globalStates">s_0 .. s_{H-1}.</param>
    /// <param name="policy">
    /// pi(a | x, s), [s_l][s_g][a_l]; empty for an agent that knows the episode: the largest q in place of the mean.
    /// </param>
    /// <param name="fractions">mu_t(x), [t][s_l]; empty for 1 everywhere.</param>
    /// <param name="worth">[s_l][s_g][a_l]; empty where it is not asked for.</param>
    /// <returns>lambda_0, by s_l.</returns>
    internal double[] Run(ReadOnlySpan<int> globalStates, ReadOnlySpan<double> policy, ReadOnlySpan<double> fractions, Span<double> worth)
    {
        (double[] value, double[] earlier) = (new double[game.LocalStates], new double[game.LocalStates]);
        for (int time = globalStates.Length - 1; time >= 0; time--)
        {
            double weight = Math.Pow(game.Discount, time);
            for (int state = 0; state < value.Length; state++)
            {
                double share = fractions.IsEmpty ? weight : weight * fractions[(time * value.Length) + state];
                int first = ((state * game.GlobalStates) + globalStates[time]) * game.LocalActions;
                (double mean, double largest) = (0.0, double.NegativeInfinity);
                for (int row = first; row < first + game.LocalActions; row++)
                {
                    double gain = game.LocalRewards[row] + (game.Discount * moves.Expect(row, value));
                    largest = Math.Max(largest, gain);
                    mean += policy.IsEmpty ? 0 : policy[row] * gain;
                    if (!worth.IsEmpty)
                    {
                        worth[row] += share * gain;
                    }
                }

                earlier[state] = policy.IsEmpty ? largest : mean;
            }

            (value, earlier) = (earlier, value);
        }

        return value;
    }
}
