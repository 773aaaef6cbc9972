using Antiphon.Games;

namespace Antiphon.Paper;

/// <summary>The initial law of k agents, seen as exchangeable replicas.</summary>
internal static class ReplicaStart
{
    /// <summary>
    /// Probability that k ordered replicas start in given states, which depends on their counts alone. A Dirichlet mixture is an urn:
    /// prod_x a (a+1) .. (a+c_x-1) / (Sa (Sa+1) .. (Sa+k-1)).
    /// </summary>
    internal static double OfTuple(LocalInitialLaw law, ReadOnlySpan<int> counts)
    {
        (double probability, int drawn) = (1.0, 0);
        for (int state = 0; state < counts.Length; state++)
        {
            for (int alike = 0; alike < counts[state]; alike++, drawn++)
            {
                probability *= law switch
                {
                    IndependentLocalLaw independent => independent.Probabilities[state],
                    DirichletLocalLaw dirichlet => (dirichlet.Concentration + alike) / ((counts.Length * dirichlet.Concentration) + drawn),
                    _ => throw new NotSupportedException("unknown initial law"),
                };
            }
        }

        return probability;
    }
}
