namespace Antiphon.Tests.Errata;

/// <summary>
/// E12, Definition 2.3: a game with no pair that is an equilibrium from every state, nor anywhere near one, while each initial law has one.
/// </summary>
/// <remarks>
/// Two agents, both seen (k = n = 2), two global states, gamma = 0.9, s_g' = a_g. Agents in 0 go to 1; agents in 1 go to 0, except that at
/// s_g = 1 they may stay there. Local rewards: 1.8 at (s_l, s_g) = (0, 0) and (1, 0), 1.5 at (0, 1), at (1, 1) 0.6 for leaving and 0 for
/// staying. Global rewards 0.3 s_g + 0.2 a_g. The only local choice is p, the probability of staying at (1, 1): alone there, an agent and
/// its mate want different things than two of them do. The global policy is one of the 64 tables (s_g, number of agents in 1) to a_g.
/// </remarks>
public class NoEquilibriumEverywhereTests
{
    private const double Discount = 0.9;
    private const int Points = 1000;

    private static readonly double[][][] Values =
    [
        .. Enumerable
            .Range(0, 64)
            .Select(table => Enumerable.Range(0, Points + 1).Select(point => ValuesOf(table, (double)point / Points)).ToArray()),
    ];

    /// <summary>
    /// Delta(pi), the larger side's largest gain over all states, on a grid of p; between two points it can be lower by half a step of its
    /// Lipschitz bound.
    /// </summary>
    [Fact]
    public void From_some_state_one_side_always_gains()
    {
        IEnumerable<double> gaps =
            from table in Enumerable.Range(0, 64)
            from point in Enumerable.Range(0, Points + 1)
            select Gaps(table, point).Max();
        // |V_p - V_q|
        // <= |p - q| (0.6 + 2 gamma range(V))/(1 - gamma): rewards differ by 0.6, and each of two agents moves otherwise with probability
        // |p - q|. Between points the range may exceed that on the grid by the same slope; 2 % cover it. A gap is a difference of two such
        // values.
        double range = 1.02 * (Values.Max(row => row.Max(values => values.Max())) - Values.Min(row => row.Min(values => values.Min())));
        double slope = 2 * (0.6 + 2 * Discount * range) / (1 - Discount);
        double least = gaps.Min();
        Assert.Equal(0.479, least, 1e-3);
        Assert.Equal(0.215, least - slope / (2 * Points), 1e-3); // no pair at all has a smaller gap
    }

    /// <summary>The same when local policies, too, are deterministic: the agents stay or leave.</summary>
    [Fact]
    public void Nor_is_there_one_among_deterministic_policies()
    {
        int[] pure = [0, Points];
        IEnumerable<double> gaps =
            from table in Enumerable.Range(0, 64)
            from point in pure
            select Enumerable
                .Range(0, 8)
                .Max(state =>
                    Math.Max(pure.Max(other => Values[table][other][state]), BestGlobal[point][state]) - Values[table][point][state]
                );
        Assert.Equal(0.505, gaps.Min(), 1e-3);
    }

    /// <summary>Under an initial law the best pair is an equilibrium: neither side can raise the largest value there is.</summary>
    [Fact]
    public void Under_a_start_law_the_best_pair_is_an_equilibrium()
    {
        double[] law = [.. Enumerable.Repeat(1.0 / 8, 8)];
        double Start(double[] values) => values.Zip(law, (value, mass) => value * mass).Sum();
        (int table, int point) best = (
            from table in Enumerable.Range(0, 64)
            from point in Enumerable.Range(0, Points + 1)
            select (table, point)
        ).MaxBy(pair => Start(Values[pair.table][pair.point]));
        double value = Start(Values[best.table][best.point]);
        Assert.All(Values, row => Assert.True(Start(row[best.point]) <= value));
        Assert.All(Values[best.table], values => Assert.True(Start(values) <= value));
        Assert.True(Gaps(best.table, best.point).Max() > 0.1); // and yet one side would gain from some state
    }

    // What the better of both sides' deviations gains, from each state.
    private static IEnumerable<double> Gaps(int table, int point) =>
        Enumerable.Range(0, 8).Select(state => Math.Max(BestLocal[table][state], BestGlobal[point][state]) - Values[table][point][state]);

    private static readonly double[][] BestLocal =
    [
        .. Values.Select(row => Enumerable.Range(0, 8).Select(state => row.Max(values => values[state])).ToArray()),
    ];

    private static readonly double[][] BestGlobal =
    [
        .. Enumerable
            .Range(0, Points + 1)
            .Select(point => Enumerable.Range(0, 8).Select(state => Values.Max(row => row[point][state])).ToArray()),
    ];

    // State 4 s_g + 2 s_1 + s_2.
    private static double[] ValuesOf(int table, double stay)
    {
        double[,] transitions = new double[8, 8];
        double[] rewards = new double[8];
        for (int state = 0; state < 8; state++)
        {
            (int s, int x, int y) = (state / 4, state / 2 % 2, state % 2);
            int action = (table >> (3 * s + x + y)) & 1;
            rewards[state] = 0.3 * s + 0.2 * action + (Reward(x, s, stay) + Reward(y, s, stay)) / 2;
            (double one, double two) = (ToOne(x, s, stay), ToOne(y, s, stay));
            for (int next = 0; next < 4; next++)
            {
                transitions[state, 4 * action + next] = (next / 2 == 1 ? one : 1 - one) * (next % 2 == 1 ? two : 1 - two);
            }
        }
        return MarkovChain.Values(transitions, rewards, Discount);
    }

    private static double ToOne(int x, int s, double stay) =>
        x == 0 ? 1
        : s == 0 ? 0
        : stay;

    private static double Reward(int x, int s, double stay) =>
        s == 0 ? 1.8
        : x == 0 ? 1.5
        : 0.6 * (1 - stay);
}
