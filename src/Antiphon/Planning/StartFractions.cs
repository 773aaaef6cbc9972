using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Populations;

namespace Antiphon.Planning;

/// <summary>The population's fractions at time 0.</summary>
internal static class StartFractions
{
    /// <summary>The fractions of one episode in the limit: a draw of the initial law.</summary>
    internal static double[] Draw(CooperativeGame game, RandomStream chance)
    {
        double[] fractions = new double[game.LocalStates];
        double[] weights = game.Types.Weights(game.Agents);
        for (int index = 0; index < game.Types.Count; index++)
        {
            AgentType type = game.Types[index];
            Span<double> own = fractions.AsSpan(type.First, type.States);
            EpisodeLaw.Draw(game.Initial.Local is TypedLocalLaw typed ? typed.Types[index] : game.Initial.Local, chance, own);
            foreach (ref double fraction in own)
            {
                fraction *= weights[index];
            }
        }

        return fractions;
    }
}
