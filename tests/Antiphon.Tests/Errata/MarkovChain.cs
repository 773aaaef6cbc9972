using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>Discounted values of a Markov chain with rewards, by dense elimination.</summary>
internal static class MarkovChain
{
    /// <summary>V = (I - gamma P)^{-1} r.</summary>
    public static double[] Values(double[,] transitions, double[] rewards, double discount)
    {
        double[,] matrix = new double[rewards.Length, rewards.Length];
        for (int i = 0; i < rewards.Length; i++)
        {
            for (int j = 0; j < rewards.Length; j++)
            {
                matrix[i, j] = (i == j ? 1 : 0) - discount * transitions[i, j];
            }
        }
        return GaussianElimination.Solve(matrix, rewards);
    }
}
