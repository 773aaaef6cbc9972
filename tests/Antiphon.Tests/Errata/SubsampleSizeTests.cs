using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>E2, Theorem B.18: surrogate values at equal histograms differ when the numbers of agents differ.</summary>
public class SubsampleSizeTests
{
    private static readonly GLearnOptions Sharp = new()
    {
        Accuracy = 1e-11,
        KeepActionValues = true,
        Threads = 1,
    };

    /// <summary>
    /// Q at the histogram (1/2, 1/2) of k = 2, 4, 8 agents, in global state 0, for a_g = 0 and 1; derived at
    /// <see cref="SmallGames.GambleValue"/>.
    /// </summary>
    [Fact]
    public void The_same_histogram_of_more_agents_is_worth_less()
    {
        double[][] golden =
        [
            [6.8067226891, 7.5630252101],
            [5.8168761221, 6.4631956912],
            [5.2022077270, 5.7802308078],
        ];
        int[] sizes = [2, 4, 8];
        for (int i = 0; i < sizes.Length; i++)
        {
            CooperativeGame game = SmallGames.Gamble(8);
            GLearnResult result = new GLearn(Sharp).Solve(game, LocalPolicy.Uniform(game), sizes[i]);
            int half = result.Policy.Lattice.Rank([sizes[i] / 2, sizes[i] / 2]) * game.GlobalActions;
            Assert.Equal(golden[i][0], result.ActionValues![0][half], 1e-10);
            Assert.Equal(golden[i][1], result.ActionValues[0][half + 1], 1e-10);
        }
        // Total variation 0 makes the claimed bound 0; the values differ by 1.78, out of a largest value of 10.
        Assert.Equal(1.7828, golden[0][1] - golden[2][1], 1e-4);
    }

    /// <summary>
    /// The least number of iterations: Q_3(0, F, 1) = gamma E[f + gamma max(f, 1 - f)] with f the fraction in state 0 after a shuffle, and
    /// E max(f, 1 - f) = 3/4 for two agents, 11/16 for four.
    /// </summary>
    [Fact]
    public void Three_iterations_are_enough_to_tell_the_sizes_apart()
    {
        Assert.Equal(Shuffled(2, 2), Shuffled(4, 2), 1e-15);
        Assert.Equal(0.9 * (0.5 + 0.9 * 3 / 4), Shuffled(2, 3), 1e-15);
        Assert.Equal(0.9 * (0.5 + 0.9 * 11 / 16), Shuffled(4, 3), 1e-15);
    }

    [Theory]
    [InlineData(KernelShape.Dense)]
    [InlineData(KernelShape.Sparse)]
    [InlineData(KernelShape.Deterministic)]
    [InlineData(KernelShape.Absorbing)]
    [InlineData(KernelShape.Lazy)]
    public void At_equal_size_values_are_Lipschitz_in_the_histogram(KernelShape shape)
    {
        // Couple the agents: those that start alike move alike, the others (a fraction TV of them) cost at most the span of the local
        // reward each step.
        for (ulong seed = 1110UL; seed < 1114; seed++)
        {
            CooperativeGame game = new RandomGame(seed)
            {
                Shape = shape,
                LocalStates = 3,
                GlobalActions = 3,
                Agents = 5,
            }.Create();
            double[] local = Tables.RandomLocal(game, new SmallRandom(seed));
            GLearnResult result = new GLearn(Sharp).Solve(game, Library.Local(game, local), 5);
            double lipschitz = LocalRewards.Span(game, local) / (1 - game.Discount);
            int[][] vectors = Counting.Vectors(3, 5);
            for (int one = 0; one < vectors.Length; one++)
            {
                for (int other = 0; other < one; other++)
                {
                    double distance = Distance.TotalVariation(vectors[one], vectors[other]);
                    for (int entry = 0; entry < 6; entry++)
                    {
                        (int state, int action) = (entry / 3, entry % 3);
                        double difference = result.ActionValues![state][one * 3 + action] - result.ActionValues[state][other * 3 + action];
                        Assert.True(Math.Abs(difference) <= lipschitz * distance + 1e-9);
                    }
                }
            }
        }
    }

    // Q_t(0, F, a_g = 1) of the gamble by value iteration on the number of agents in state 0, binomial moves written out.
    private static double Shuffled(int agents, int iterations)
    {
        double[] shuffle = [.. Enumerable.Range(0, agents + 1).Select(m => Combinatorics.Choose(agents, m) / Math.Pow(2, agents))];
        double[][] values = new double[3][];
        values[0] = values[1] = values[2] = new double[agents + 1];
        double answer = 0.0;
        for (int t = 0; t < iterations; t++)
        {
            double[][] old = values;
            answer = 0.9 * shuffle.Select((p, m) => p * old[1][m]).Sum();
            double best = 0.9 * Enumerable.Range(0, 3).Max(next => shuffle.Select((p, m) => p * old[next][m]).Sum());
            double[] Frozen(Func<double, double> reward) =>
                [.. Enumerable.Range(0, agents + 1).Select(m => reward((double)m / agents) + 0.9 * old.Max(next => next[m]))];
            values =
            [
                [.. shuffle.Select(_ => best)],
                Frozen(f => f),
                Frozen(f => 1 - f),
            ];
        }
        return answer;
    }
}
