namespace Antiphon.Tests.Reference;

/// <summary>The operators on functions of count vectors, each by listing every ordered tuple or subset.</summary>
internal static class PopulationTwin
{
    /// <summary>(A_M V)(c) = E[V(c') | c]; the kernel is row-major S x S and need not be stochastic.</summary>
    public static double[] Advance(double[] kernel, int states, int agents, double[] function)
    {
        double[,] matrix = AdvanceMatrix(kernel, states, agents);
        return
        [
            .. Enumerable.Range(0, function.Length).Select(c => Enumerable.Range(0, function.Length).Sum(d => matrix[c, d] * function[d])),
        ];
    }

    /// <summary>(A_M^T d)(c') = sum_c d(c) Pr(c' | c).</summary>
    public static double[] Push(double[] kernel, int states, int agents, double[] measure)
    {
        double[,] matrix = AdvanceMatrix(kernel, states, agents);
        return
        [
            .. Enumerable.Range(0, measure.Length).Select(d => Enumerable.Range(0, measure.Length).Sum(c => measure[c] * matrix[c, d])),
        ];
    }

    public static double[,] AdvanceMatrix(double[] kernel, int states, int agents)
    {
        int[][] vectors = Counting.Vectors(states, agents);
        Dictionary<string, int> index = Counting.Index(vectors);
        int[][] tuples = Counting.Tuples(states, agents);
        int[] places = tuples.Select(tuple => index[Counting.Key(Counting.CountsOf(states, tuple))]).ToArray();
        double[,] matrix = new double[vectors.Length, vectors.Length];
        for (int c = 0; c < vectors.Length; c++)
        {
            int[] now = Counting.TupleOf(vectors[c]);
            for (int t = 0; t < tuples.Length; t++)
            {
                double product = 1.0;
                for (int agent = 0; agent < agents; agent++)
                {
                    product *= kernel[now[agent] * states + tuples[t][agent]];
                }
                matrix[c, places[t]] += product;
            }
        }
        return matrix;
    }

    /// <summary>Pr(observation = F | population counts c), [c, F], by listing all k-subsets of the agents.</summary>
    public static double[,] SubsetObservations(int states, int agents, int observations)
    {
        int[][] populations = Counting.Vectors(states, agents);
        int[][] vectors = Counting.Vectors(states, observations);
        Dictionary<string, int> index = Counting.Index(vectors);
        int[][] subsets = Counting.Subsets(agents, observations).ToArray();
        double[,] law = new double[populations.Length, vectors.Length];
        for (int c = 0; c < populations.Length; c++)
        {
            int[] tuple = Counting.TupleOf(populations[c]);
            foreach (int[]? subset in subsets)
            {
                law[c, index[Counting.Key(Counting.CountsOf(states, subset.Select(i => tuple[i])))]] += 1.0 / subsets.Length;
            }
        }
        return law;
    }

    /// <summary>
    /// Pr(observation = F | fractions mu) when every looked-at agent is an independent draw, by listing all S^k ordered observations.
    /// </summary>
    public static double[] IndependentObservations(double[] fractions, int observations)
    {
        int[][] vectors = Counting.Vectors(fractions.Length, observations);
        Dictionary<string, int> index = Counting.Index(vectors);
        double[] law = new double[vectors.Length];
        foreach (int[] tuple in Counting.Tuples(fractions.Length, observations))
        {
            law[index[Counting.Key(Counting.CountsOf(fractions.Length, tuple))]] += tuple.Aggregate(1.0, (product, state) =>
                product * fractions[state]
            );
        }
        return law;
    }
}
