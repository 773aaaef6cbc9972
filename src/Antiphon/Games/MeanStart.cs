namespace Antiphon.Games;

/// <summary>The mean of the population's fractions at time 0.</summary>
internal static class MeanStart
{
    /// <summary>One number per local state; they sum to 1. The weight of a type is its share of the agents, n_t / n.</summary>
    internal static double[] Of(CooperativeGame game)
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

    private static double MeanOf(LocalInitialLaw law, int states, int state) =>
        law switch
        {
            IndependentLocalLaw independent => independent.Probabilities[state],
            DirichletLocalLaw => 1.0 / states,
            _ => throw new NotSupportedException($"No mean is known for an initial law of type {law.GetType().Name}."),
        };
}
