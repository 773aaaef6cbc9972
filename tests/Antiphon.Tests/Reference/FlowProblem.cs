namespace Antiphon.Tests.Reference;

/// <summary>
/// Infinitely many agents by plain formulas: fractions move by mu' = mu M, the team earns the mean reward. The best stationary policy by
/// gradient ascent on the value of the flow, with nothing of the library.
/// </summary>
internal sealed record FlowProblem
{
    private const double Difference = 1e-5;
    private const double LeastStep = 1e-9;

    /// <summary>mu at time 0.</summary>
    public required double[] Start { get; init; }

    /// <summary>Phases of the clock, which advances by one each step; 1 without a clock.</summary>
    public int Phases { get; init; } = 1;

    public int Actions { get; init; } = 2;

    public double Discount { get; init; } = 0.95;

    /// <summary>Steps of an episode; what comes later is left out.</summary>
    public int Horizon { get; init; } = 500;

    /// <summary>(phase, state, action, mu) to the probabilities of the next states.</summary>
    public required Func<int, int, int, double[], double[]> Row { get; init; }

    /// <summary>(phase, state, action, mu) to the reward of an agent.</summary>
    public required Func<int, int, int, double[], double> Reward { get; init; }

    /// <summary>The discounted return of a policy, [state][phase][action], flat.</summary>
    public double Value(double[] policy)
    {
        (double[] mu, double value, double weight) = (Start, 0, 1);
        for (int time = 0; time < Horizon; time++, weight *= Discount)
        {
            double[] next = new double[mu.Length];
            int phase = time % Phases;
            for (int state = 0; state < mu.Length; state++)
            {
                for (int action = 0; action < Actions; action++)
                {
                    double mass = mu[state] * policy[(((state * Phases) + phase) * Actions) + action];
                    value += weight * mass * Reward(phase, state, action, mu);
                    double[] row = Row(phase, state, action, mu);
                    for (int to = 0; to < next.Length; to++)
                    {
                        next[to] += mass * row[to];
                    }
                }
            }

            mu = next;
        }

        return value;
    }

    /// <summary>The best of projected gradient ascents from random policies; steps double while they help and shrink where not.</summary>
    public (double Value, double[] Policy) Best(int starts, ulong seed)
    {
        var random = new SmallRandom(seed);
        return Enumerable
            .Range(0, starts)
            .Select(_ => Climb([.. Enumerable.Range(0, Start.Length * Phases).SelectMany(_ => random.Law(Actions))]))
            .MaxBy(reached => reached.Value);
    }

    private (double Value, double[] Policy) Climb(double[] policy)
    {
        (double value, double step) = (Value(policy), 1);
        while (step > LeastStep)
        {
            double[] gradient = Gradient(policy);
            double[] tried = [.. policy.Zip(gradient, (p, slope) => p + (step * slope)).Chunk(Actions).SelectMany(Projected)];
            double reached = Value(tried);
            step = reached > value ? step * 2 : step / 4;
            (value, policy) = reached > value ? (reached, tried) : (value, policy);
        }

        return (value, policy);
    }

    // The value is a formula in the table, whether its rows sum to 1 or not.
    private double[] Gradient(double[] policy) =>
        [.. policy.Select((_, place) => (Moved(policy, place, Difference) - Moved(policy, place, -Difference)) / (2 * Difference))];

    private double Moved(double[] policy, int place, double by)
    {
        double[] moved = [.. policy];
        moved[place] += by;
        return Value(moved);
    }

    // The nearest law: what is above a level, where the level leaves a sum of 1.
    private static IEnumerable<double> Projected(double[] row)
    {
        double[] sorted = [.. row.OrderDescending()];
        double level = Enumerable.Range(1, row.Length).Select(kept => (sorted.Take(kept).Sum() - 1) / kept).Max();
        return row.Select(p => Math.Max(0, p - level));
    }
}
