using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Empirical;

/// <summary>The surrogate of k agents over ordered tuples, by nested loops: V[s_g][tuple], next tuples from a table of laws.</summary>
internal static class EmpiricalTwin
{
    /// <summary>
    /// T sweeps of Q = r_g + mean rbar_l + gamma E[V'], from 0; the law of (s_g', tuple') is given per (s_g, tuple, a_g).
    /// </summary>
    public static double[][] Iterate(CooperativeGame game, double[] local, int agents, int sweeps, Func<int, int, int, double[,]> nextLaw)
    {
        int[][] tuples = Counting.Tuples(game.LocalStates, agents);
        OrderedGame ordered = new(game.WithAgents(agents), agents);
        double[][] values = Zero(game, tuples.Length);
        for (int sweep = 0; sweep < sweeps; sweep++)
        {
            double[][] next = Zero(game, tuples.Length);
            for (int state = 0; state < game.GlobalStates; state++)
            {
                for (int tuple = 0; tuple < tuples.Length; tuple++)
                {
                    next[state][tuple] = Enumerable
                        .Range(0, game.GlobalActions)
                        .Max(action =>
                        {
                            double[,] law = nextLaw(state, tuple, action);
                            double expected = 0.0;
                            for (int to = 0; to < game.GlobalStates; to++)
                            {
                                for (int t = 0; t < tuples.Length; t++)
                                {
                                    expected += law[to, t] * values[to][t];
                                }
                            }
                            return game.GlobalReward(state, action) + ordered.LocalReward(local, state, tuple) + game.Discount * expected;
                        });
                }
            }
            values = next;
        }
        return values;
    }

    /// <summary>P_g times the product of the agents' moves.</summary>
    public static Func<int, int, int, double[,]> ExactLaw(CooperativeGame game, double[] local, int agents)
    {
        OrderedGame ordered = new(game.WithAgents(agents), agents);
        int tuples = ordered.Tuples.Length;
        return (state, tuple, action) =>
        {
            double[] moves = ordered.NextTuples(ordered.LocalKernel(local, state), tuple);
            double[,] law = new double[game.GlobalStates, tuples];
            for (int to = 0; to < game.GlobalStates; to++)
            {
                for (int t = 0; t < tuples; t++)
                {
                    law[to, t] = game.GlobalTransition(state, action)[to] * moves[t];
                }
            }
            return law;
        };
    }

    private static double[][] Zero(CooperativeGame game, int tuples) =>
        [.. Enumerable.Range(0, game.GlobalStates).Select(_ => new double[tuples])];
}
