namespace Antiphon.Tests.Errata;

/// <summary>
/// E9, Definitions 2.3 and 2.4: the equilibrium is between the global policy and the one shared local policy, not among n + 1 agents.
/// </summary>
public class SharedDeviationTests
{
    /// <summary>
    /// Two agents, s_l' = a_l, reward 1 while they differ, both start in 0. With one deterministic policy they never part: 0, for all four
    /// policies. One agent alone that moves while the other stays earns gamma/(1-gamma) = 9 for both.
    /// </summary>
    [Fact]
    public void One_agent_alone_can_gain_where_all_together_cannot()
    {
        double[][] policies =
        [
            [0, 0],
            [0, 1],
            [1, 0],
            [1, 1],
        ]; // probability of action 1 in states 0 and 1
        Assert.All(policies, shared => Assert.Equal(0, Value(shared, shared), 1e-12));
        Assert.Equal(9, Value([1, 1], [0, 0]), 1e-12);
    }

    /// <summary>Among randomised policies the shared optimum, a fair coin, leaves a single agent nothing to gain in this game.</summary>
    [Fact]
    public void Against_a_coin_no_single_agent_gains()
    {
        double[] coin = [0.5, 0.5];
        for (int p = 0; p <= 10; p++)
        {
            for (int q = 0; q <= 10; q++)
            {
                Assert.Equal(4.5, Value([p / 10.0, q / 10.0], coin), 1e-12);
            }
        }
    }

    // Value at (0, 0) when the two agents follow policies of their own; state s_1 + 2 s_2.
    private static double Value(double[] first, double[] second)
    {
        double[,] transitions = new double[4, 4];
        for (int state = 0; state < 4; state++)
        {
            (double one, double two) = (first[state % 2], second[state / 2]);
            for (int next = 0; next < 4; next++)
            {
                transitions[state, next] = (next % 2 == 1 ? one : 1 - one) * (next / 2 == 1 ? two : 1 - two);
            }
        }
        return MarkovChain.Values(transitions, [0, 1, 1, 0], 0.9)[0];
    }
}
