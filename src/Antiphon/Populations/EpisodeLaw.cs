using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>The law of an episode's first local states, given which the agents are independent.</summary>
internal static class EpisodeLaw
{
    /// <summary>Writes the law of one episode: the game's own, or a draw from its Dirichlet law.</summary>
    /// <param name="initial">How the game's agents start.</param>
    /// <param name="chance">Where a draw comes from.</param>
    /// <param name="law">Receives a probability for each local state.</param>
    internal static void Draw(LocalInitialLaw initial, RandomStream chance, Span<double> law)
    {
        switch (initial)
        {
            case IndependentLocalLaw independent:
                independent.Probabilities.AsSpan().CopyTo(law);
                break;
            case DirichletLocalLaw dirichlet:
                DirichletSampler.Sample(chance, dirichlet.Concentration, law);
                break;
            default:
                throw new NotSupportedException($"No episode starts from a law of type {initial.GetType().Name}.");
        }
    }
}
