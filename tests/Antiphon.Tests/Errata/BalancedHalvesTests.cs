using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// E4, Theorem B.27: a game whose surrogate value misses the true one by more than the bound at every observation, not with probability
/// delta.
/// </summary>
/// <remarks>
/// S local states. In global state 0 every agent jumps to a uniformly random state and nothing is earned; there is one more global state
/// for each half A of the local states, in which the agents are frozen and earn the fraction of them in A; s_g' = a_g. With b the largest
/// fraction that a half can hold after a jump, the value of jumping once is Q(0, F, A) = W = gamma/2 + gamma^2 E[max(W, b/(1-gamma))]: the
/// first half is chosen before the jump, the second after it. F does not matter.
/// </remarks>
public class BalancedHalvesTests
{
    /// <summary>
    /// k agents of S = 2k states always fit into one half: b = 1, and (1-gamma) W_k = gamma (1-gamma)/2 + gamma^2. For n agents b exceeds
    /// 1/2 by the total variation between F and the uniform law at most, so that E b - 1/2 &lt;= e = sqrt((S-1)/n)/2. While gamma^2 e
    /// &lt;= (1-gamma)/2 no second jump pays, and W_n has gamma^2 E b in place of gamma^2.
    /// </summary>
    [Fact]
    public void Twenty_five_of_a_million_agents_in_fifty_states()
    {
        const double Discount = 0.99,
            Delta = 0.01,
            Agents = 1e6,
            Observations = 25,
            States = 2 * Observations;
        double excess = 0.5 * Math.Sqrt((States - 1) / Agents);
        Assert.True(Discount * Discount * excess <= (1 - Discount) / 2, "a second jump could pay");
        double least = Discount * Discount * (0.5 - excess); // of (1 - gamma)(Q_k - Q*)
        // (1 - gamma) times the bound; r_l is in [0, 1]
        double stated = 2 * Math.Sqrt((Agents - Observations + 1) / (8 * Agents * Observations) * Math.Log(2 * States / Delta));
        Assert.Equal(0.4866, least, 1e-4);
        Assert.Equal(0.4292, stated, 1e-4);
        double corrected = Math.Sqrt((States - 1) * (Agents - Observations) / (Agents * Observations)) * Discount / (2 * (1 - Discount));
        Assert.True(least <= corrected);
    }

    /// <summary>The closed form against G-LEARN: four states, six halves; two agents always fit into a half, eight do not.</summary>
    [Fact]
    public void The_closed_form_is_what_the_exact_surrogate_computes()
    {
        CooperativeGame game = Create(4, 8);
        foreach (int observations in new[] { 2, 3, 8 })
        {
            GLearnResult result = new GLearn(
                new GLearnOptions
                {
                    Accuracy = 1e-10,
                    KeepActionValues = true,
                    Threads = 1,
                }
            ).Solve(game, LocalPolicy.Uniform(game), observations);
            double value = Jump(4, observations, 0.9);
            for (int rank = 0; rank < result.Policy.Lattice.Size; rank++)
            {
                Assert.Equal(value, result.ActionValues![0][rank * game.GlobalActions + 1], 1e-9);
            }
        }
        Assert.Equal(0.45 + 8.1, Jump(4, 2, 0.9), 1e-12);
    }

    /// <summary>
    /// S = 64, k = 256: the top half of a multinomial sample holds 0.694 of it, so that (1-gamma)(Q_k - Q*) = gamma^2 0.194 at n =
    /// infinity.
    /// </summary>
    [Fact]
    public void Many_agents_per_state_do_not_save_the_bound()
    {
        Assert.Equal((2.0 + 8 * 0.75 + 6 * 0.5) / 16, OrderStatistics.TopHalf(2, 4), 1e-12); // four coins: 11/16
        double excess = OrderStatistics.TopHalf(64, 256) - 0.5;
        Assert.Equal(0.194, excess, 5e-4);
        double stated = 2 * Math.Sqrt(Math.Log(2 * 64 / 0.01) / (8 * 256));
        Assert.Equal(0.1359, stated, 1e-4);
        Assert.True(0.9 * 0.9 * excess > stated);
        Assert.True(excess <= Math.Sqrt(63.0 / 256) / 2); // the corrected statement's root of S
    }

    // W by iteration, the law of b by enumeration of all ordered outcomes of a jump.
    private static double Jump(int states, int agents, double discount)
    {
        double[] tops =
        [
            .. Counting.Vectors(states, agents).Select(counts => (double)counts.OrderDescending().Take(states / 2).Sum() / agents),
        ];
        double[] law =
        [
            .. Counting
                .Vectors(states, agents)
                .Select(counts =>
                    counts
                        .Aggregate((Ways: 1.0, Left: agents), (sum, c) => (sum.Ways * Combinatorics.Choose(sum.Left, c), sum.Left - c))
                        .Ways / Math.Pow(states, agents)
                ),
        ];
        double value = 0.0;
        for (int sweep = 0; sweep < 1000; sweep++)
        {
            double last = value;
            value = discount / 2 + discount * discount * tops.Zip(law, (top, p) => p * Math.Max(last, top / (1 - discount))).Sum();
        }
        return value;
    }

    private static CooperativeGame Create(int states, long agents)
    {
        int[][] halves = [.. Counting.Subsets(states, states / 2)];
        return SmallGames.Create(
            new SmallGames.Sizes(halves.Length + 1, states, halves.Length + 1, 1, agents),
            globalRow: (_, action) => action,
            localRow: (state, global, _) => global == 0 ? [.. Enumerable.Repeat(1.0 / states, states)] : SmallGames.Unit(states, state),
            globalReward: (_, _) => 0,
            localReward: (state, global, _) => global > 0 && halves[global - 1].Contains(state) ? 1 : 0,
            start: [.. Enumerable.Repeat(1.0 / states, states)]
        );
    }

    /// <summary>Exact expectations of order statistics of a multinomial sample with equal probabilities.</summary>
    private static class OrderStatistics
    {
        /// <summary>
        /// E[sum of the S/2 largest counts] / k = (1/k) sum_{t >= 1} E min(S/2, N_t), N_t = number of states with at least t agents.
        /// Counts are independent Poisson numbers given their sum, hence P(N_t = m) = C(S, m) [z^k] A(z)^m B(z)^(S-m) / Pr(sum = k), A and
        /// B the Poisson series from and below t.
        /// </summary>
        public static double TopHalf(int states, int agents)
        {
            double[] poisson = Poisson((double)agents / states, agents);
            double total = 0.0;
            for (int t = 1; t <= agents; t++)
            {
                double[][] above = Powers([.. poisson.Select((p, j) => j >= t ? p : 0)], states);
                double[][] below = Powers([.. poisson.Select((p, j) => j < t ? p : 0)], states);
                double expected = 0.0;
                for (int m = 1; m <= states; m++)
                {
                    double mass = Enumerable.Range(0, agents + 1).Sum(j => above[m][j] * below[states - m][agents - j]);
                    expected += Math.Min(m, states / 2) * Combinatorics.Choose(states, m) * mass;
                }
                total += expected;
                if (expected < 1e-16)
                {
                    break;
                }
            }
            return total / Poisson(agents, agents)[agents] / agents;
        }

        private static double[] Poisson(double mean, int largest)
        {
            double[] law = new double[largest + 1];
            law[0] = Math.Exp(-mean);
            for (int j = 1; j <= largest; j++)
            {
                law[j] = law[j - 1] * mean / j;
            }
            return law;
        }

        // Powers 0 .. S of a polynomial, cut off after its degree.
        private static double[][] Powers(double[] series, int most)
        {
            double[][] powers = new double[most + 1][];
            powers[0] = SmallGames.Unit(series.Length, 0);
            for (int m = 1; m <= most; m++)
            {
                powers[m] = new double[series.Length];
                for (int i = 0; i < series.Length; i++)
                {
                    // Terms below 1e-30 cannot move a result of order one.
                    for (int j = 0; j < series.Length - i && powers[m - 1][i] > 1e-30; j++)
                    {
                        powers[m][i + j] += powers[m - 1][i] * series[j];
                    }
                }
            }
            return powers;
        }
    }
}
