using Antiphon.Games;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Populations.Filters;

/// <summary>Bayes' rule by enumeration: a probability for every count vector of n agents.</summary>
internal sealed class ExactBelief
{
    private readonly int[][] vectors;
    private readonly double[][][] transitions;
    private readonly double[] start;
    private readonly int agents;
    private double[] law;

    public ExactBelief(CooperativeGame game, LocalKernels kernels)
    {
        agents = (int)game.Agents;
        vectors = Counting.Vectors(game.LocalStates, agents);
        transitions =
        [
            .. Enumerable
                .Range(0, game.GlobalStates)
                .Select(global =>
                    vectors
                        .Select(vector =>
                            Row(
                                vector,
                                [
                                    .. Enumerable
                                        .Range(0, game.LocalStates)
                                        .Select(state =>
                                            kernels.Transition(global).Slice(state * game.LocalStates, game.LocalStates).ToArray()
                                        ),
                                ]
                            )
                        )
                        .ToArray()
                ),
        ];
        start = game.Initial.Local switch
        {
            IndependentLocalLaw independent => [.. vectors.Select(vector => Multinomial(vector, [.. independent.Probabilities]))],
            DirichletLocalLaw dirichlet => [.. vectors.Select(vector => DirichletMultinomial(vector, dirichlet.Concentration))],
            _ => throw new NotSupportedException(),
        };
        law = start;
    }

    public IEnumerable<(int[] Vector, double Probability)> Law => vectors.Zip(law);

    public double[] Mean =>
        [.. Enumerable.Range(0, vectors[0].Length).Select(state => Law.Sum(pair => pair.Probability * pair.Vector[state] / agents))];

    public double Covariance(int row, int column)
    {
        double[] mean = Mean;
        return Law.Sum(pair =>
            pair.Probability * (((double)pair.Vector[row] / agents) - mean[row]) * (((double)pair.Vector[column] / agents) - mean[column])
        );
    }

    /// <summary>Goes back to the initial law.</summary>
    public void Restart() => law = start;

    /// <summary>The agents move.</summary>
    public void Predict(int globalState)
    {
        double[] next = new double[vectors.Length];
        for (int from = 0; from < vectors.Length; from++)
        {
            for (int to = 0; to < vectors.Length; to++)
            {
                next[to] += law[from] * transitions[globalState][from][to];
            }
        }

        law = next;
    }

    /// <summary>Weighs every count vector by the probability of drawing the observation from it without replacement.</summary>
    public void Update(int[] observation)
    {
        law = [.. law.Select((probability, place) => probability * Hypergeometric(vectors[place], observation))];
        double sum = law.Sum();
        law = [.. law.Select(probability => probability / sum)];
    }

    public static double Hypergeometric(int[] vector, int[] observation) =>
        vector.Zip(observation).Aggregate(1.0, (product, pair) => product * Choose(pair.First, pair.Second))
        / Choose(vector.Sum(), observation.Sum());

    // Moves the agents of a count vector one after the other.
    private double[] Row(int[] vector, double[][] kernel)
    {
        var partial = new Dictionary<string, (int[] Vector, double Probability)>(StringComparer.Ordinal)
        {
            [""] = (new int[vector.Length], 1),
        };
        foreach (int state in Counting.TupleOf(vector))
        {
            partial = partial
                .Values.SelectMany(part =>
                    kernel[state]
                        .Select((probability, target) => (Vector: With(part.Vector, target), Probability: part.Probability * probability))
                )
                .GroupBy(part => Counting.Key(part.Vector), StringComparer.Ordinal)
                .ToDictionary(
                    group => group.Key,
                    group => (group.First().Vector, group.Sum(part => part.Probability)),
                    StringComparer.Ordinal
                );
        }

        double[] row = new double[vectors.Length];
        foreach ((int[] next, double probability) in partial.Values)
        {
            row[Counting.IndexOf(vectors, next)] += probability;
        }

        return row;
    }

    private static double Choose(int n, int k) =>
        k > n ? 0 : Enumerable.Range(0, k).Aggregate(1.0, (product, i) => product * (n - i) / (i + 1));

    private static int[] With(int[] vector, int state)
    {
        int[] more = [.. vector];
        more[state]++;
        return more;
    }

    private static double Multinomial(int[] vector, double[] law)
    {
        (int left, double product) = (vector.Sum(), 1.0);
        for (int state = 0; state < law.Length; state++)
        {
            product *= Choose(left, vector[state]) * Math.Pow(law[state], vector[state]);
            left -= vector[state];
        }

        return product;
    }

    // Polya's urn: n! prod_x a (a+1) .. (a + c_x - 1)/c_x! over A (A+1) .. (A + n - 1).
    private static double DirichletMultinomial(int[] vector, double concentration)
    {
        (int left, double product, int n) = (vector.Sum(), 1.0, vector.Sum());
        foreach (int count in vector)
        {
            product *= Choose(left, count) * Rising(concentration, count);
            left -= count;
        }

        return product / Rising(concentration * vector.Length, n);
    }

    private static double Rising(double start, int length) =>
        Enumerable.Range(0, length).Aggregate(1.0, (product, i) => product * (start + i));
}
