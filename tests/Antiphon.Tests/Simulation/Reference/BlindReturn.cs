using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Tests.Simulation.Reference;

/// <summary>
/// Exact expected return of a constant global action. Then s_g ignores the agents, all agents have one law, and the mean reward is that of
/// a single tagged agent: a chain on (s_g, s_1) gives the expected return for every n.
/// </summary>
internal static class BlindReturn
{
    public static double Of(CooperativeGame game, LocalPolicy local, int action, int horizon)
    {
        (int globals, int locals) = (game.GlobalStates, game.LocalStates);
        double[,] law = new double[globals, locals];
        for (int g = 0; g < globals; g++)
        {
            for (int s = 0; s < locals; s++)
            {
                // The mean of a symmetric Dirichlet law is uniform.
                law[g, s] = game.Initial.Global[g] * (game.Initial.Local is IndependentLocalLaw own ? own.Probabilities[s] : 1.0 / locals);
            }
        }

        double sum = 0.0;
        for (int time = 0; time < horizon; time++)
        {
            double[,] next = new double[globals, locals];
            for (int g = 0; g < globals; g++)
            {
                for (int s = 0; s < locals; s++)
                {
                    for (int a = 0; a < game.LocalActions; a++)
                    {
                        double weight = law[g, s] * local.At(s, g)[a];
                        sum += Math.Pow(game.Discount, time) * weight * (game.GlobalReward(g, action) + game.LocalReward(s, g, a));
                        for (int place = 0; place < globals * locals; place++)
                        {
                            next[place / locals, place % locals] +=
                                weight * game.GlobalTransition(g, action)[place / locals] * game.LocalTransition(s, g, a)[place % locals];
                        }
                    }
                }
            }

            law = next;
        }

        return sum;
    }
}
