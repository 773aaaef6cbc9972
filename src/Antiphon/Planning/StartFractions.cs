using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>The mean of the population's fractions at time 0.</summary>
internal static class StartFractions
{
    /// <summary>One number per local state; they sum to 1. The weight of a type is its share of the agents, n_t / n.</summary>
    internal static double[] Mean(CooperativeGame game)
    {
        double[] fractions = new double[game.LocalStates];
        double[] weights = game.Types.Weights(game.Agents);
        for (int index = 0; index < game.Types.Count; index++)
        {
            AgentType type = game.Types[index];
            LocalInitialLaw law = game.Initial.Local is TypedLocalLaw typed ? typed.Types[index] : game.Initial.Local;
            for (int state = 0; state < type.States; state++)
            {
                fractions[type.First + state] = weights[index] * MeanOf(law, type.States, state);
            }
        }

        return fractions;
    }

    /// <summary>The fractions of one episode in the limit: a draw of the start law.</summary>
    internal static double[] Draw(CooperativeGame game, RandomStream chance)
    {
        double[] fractions = new double[game.LocalStates];
        double[] weights = game.Types.Weights(game.Agents);
        for (int index = 0; index < game.Types.Count; index++)
        {
            AgentType type = game.Types[index];
            Span<double> own = fractions.AsSpan(type.First, type.States);
            StartLaw.Draw(game.Initial.Local is TypedLocalLaw typed ? typed.Types[index] : game.Initial.Local, chance, own);
            foreach (ref double fraction in own)
            {
                fraction *= weights[index];
            }
        }

        return fractions;
    }

    private static double MeanOf(LocalInitialLaw law, int states, int state) =>
        law switch
        {
            IndependentLocalLaw independent => independent.Probabilities[state],
            DirichletLocalLaw => 1.0 / states,
            _ => throw new NotSupportedException($"No mean is known for a start law of type {law.GetType().Name}."),
        };
}
