using Antiphon.Games;

namespace Antiphon.Planning;

/// <summary>The expected make-up of the population at time 0.</summary>
internal static class StartFractions
{
    /// <summary>E[mu_0(x)], one entry per local state, summing to 1: the law of an agent drawn at random.</summary>
    internal static double[] Mean(CooperativeGame game)
    {
        var fractions = new double[game.LocalStates];
        if (game.Initial.Local is not TypedLocalLaw typed)
        {
            Write(game.Initial.Local, fractions, weight: 1);
            return fractions;
        }

        var weights = game.Types.Weights(game.Agents);
        for (var type = 0; type < weights.Length; type++)
        {
            Write(typed.Types[type], fractions.AsSpan(game.Types[type].First, game.Types[type].States), weights[type]);
        }

        return fractions;
    }

    private static void Write(LocalInitialLaw law, Span<double> fractions, double weight)
    {
        for (var state = 0; state < fractions.Length; state++)
        {
            fractions[state] = weight * law switch
            {
                IndependentLocalLaw independent => independent.Probabilities[state],
                DirichletLocalLaw => 1.0 / fractions.Length, // symmetric
                _ => throw new NotSupportedException("unknown start law"),
            };
        }
    }
}
