namespace Antiphon.Tests.Reference;

/// <summary>The operators on functions of count vectors, each by listing every ordered tuple or subset.</summary>
internal static class PopulationTwin
{
    /// <summary>(A_M V)(c) = E[V(c') | c]; the kernel is row-major S x S and need not be stochastic.</summary>
    public static double[] Advance(double[] kernel, int states, int agents, double[] function)
    {
        var matrix = AdvanceMatrix(kernel, states, agents);
        return [.. Enumerable.Range(0, function.Length).Select(c => Enumerable.Range(0, function.Length).Sum(d => matrix[c, d] * function[d]))];
    }

    /// <summary>(A_M^T d)(c') = sum_c d(c) Pr(c' | c).</summary>
    public static double[] Push(double[] kernel, int states, int agents, double[] measure)
    {
        var matrix = AdvanceMatrix(kernel, states, agents);
        return [.. Enumerable.Range(0, measure.Length).Select(d => Enumerable.Range(0, measure.Length).Sum(c => measure[c] * matrix[c, d]))];
    }

    public static double[,] AdvanceMatrix(double[] kernel, int states, int agents)
    {
        var vectors = Counting.Vectors(states, agents);
        Dictionary<string, int> index = Counting.Index(vectors);
        var tuples = Counting.Tuples(states, agents);
        var places = tuples.Select(tuple => index[Counting.Key(Counting.CountsOf(states, tuple))]).ToArray();
        var matrix = new double[vectors.Length, vectors.Length];
        for (var c = 0; c < vectors.Length; c++)
        {
            var now = Counting.TupleOf(vectors[c]);
            for (var t = 0; t < tuples.Length; t++)
            {
                var product = 1.0;
                for (var agent = 0; agent < agents; agent++)
                {
                    product *= kernel[now[agent] * states + tuples[t][agent]];
                }
                matrix[c, places[t]] += product;
            }
        }
        return matrix;
    }

    /// <summary>Pr(look = F | population counts c), [c, F], by listing all k-subsets of the agents.</summary>
    public static double[,] SubsetLooks(int states, int agents, int looks)
    {
        var populations = Counting.Vectors(states, agents);
        var vectors = Counting.Vectors(states, looks);
        Dictionary<string, int> index = Counting.Index(vectors);
        var subsets = Counting.Subsets(agents, looks).ToArray();
        var law = new double[populations.Length, vectors.Length];
        for (var c = 0; c < populations.Length; c++)
        {
            var tuple = Counting.TupleOf(populations[c]);
            foreach (var subset in subsets)
            {
                law[c, index[Counting.Key(Counting.CountsOf(states, subset.Select(i => tuple[i])))]] += 1.0 / subsets.Length;
            }
        }
        return law;
    }

    /// <summary>Pr(look = F | fractions mu) when every looked-at agent is an independent draw, by listing all S^k ordered looks.</summary>
    public static double[] IndependentLooks(double[] fractions, int looks)
    {
        var vectors = Counting.Vectors(fractions.Length, looks);
        Dictionary<string, int> index = Counting.Index(vectors);
        var law = new double[vectors.Length];
        foreach (var tuple in Counting.Tuples(fractions.Length, looks))
        {
            law[index[Counting.Key(Counting.CountsOf(fractions.Length, tuple))]] += tuple.Aggregate(1.0, (product, state) => product * fractions[state]);
        }
        return law;
    }
}
