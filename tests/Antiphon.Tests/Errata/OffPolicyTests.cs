using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// E22, Proposition E.3 and Theorem E.4: the constants belong to rewards in [0, 1], and the data to one fixed set of agents.
/// </summary>
public class OffPolicyTests
{
    /// <summary>gamma = 0.9, least visiting probability 1/20, ||Q*|| = 10, Q_0 = 0: the printed constants, rewards in [0, 1].</summary>
    [Fact]
    public void The_printed_constants()
    {
        Assert.Equal(0.995, 1 - 0.1 / 20, 1e-12);
        Assert.Equal(363, First(10, 1), 1e-9);
        Assert.Equal(2_382_389.18, Second(10, 1), 5e-3);
    }

    /// <summary>
    /// A game with rewards r~ times as large has all errors r~ times as large, and squared errors r~^2 times. With r~ in the place of the
    /// 1 the constants scale so; as printed they fall short, at r~ = 11.5 by 16 % and 6 %.
    /// </summary>
    [Fact]
    public void The_one_in_them_is_the_bound_on_rewards()
    {
        const double Reward = 11.5;
        Assert.Equal(Reward * Reward * First(10, 1), First(10 * Reward, Reward), 1e-6);
        Assert.Equal(Reward * Reward * Second(10, 1), Second(10 * Reward, Reward), 1e-3);
        Assert.Equal(0.841, First(10 * Reward, 1) / First(10 * Reward, Reward), 1e-3);
        Assert.Equal(0.942, Second(10 * Reward, 1) / Second(10 * Reward, Reward), 1e-3);
    }

    /// <summary>
    /// Two frozen agents, one in each state; a step earns 1 when the agent observed is in state 0. For a fixed agent the observation never
    /// changes: Q = 10 or 0. When the observation is redrawn in every step the data show an observation that changes half of the time,
    /// whose fixed point is Q = 5.5 or 4.5.
    /// </summary>
    [Fact]
    public void Redrawn_observations_lead_to_another_fixed_point()
    {
        double[,] tracked = new double[2, 2];
        double[,] redrawn = new double[2, 2];
        int[] tuple = new[] { 0, 1 };
        foreach (int[] first in Counting.Subsets(2, 1))
        {
            tracked[tuple[first[0]], tuple[first[0]]] += 1;
            foreach (int[] second in Counting.Subsets(2, 1))
            {
                redrawn[tuple[first[0]], tuple[second[0]]] += 0.5;
            }
        }
        Assert.Equal([10, 0], MarkovChain.Values(tracked, [1, 0], 0.9).Select(q => Math.Round(q, 9)));
        Assert.Equal([5.5, 4.5], MarkovChain.Values(redrawn, [1, 0], 0.9).Select(q => Math.Round(q, 9)));
    }

    private static double First(double norm, double reward) => 3 * Math.Pow(norm + 0 + reward, 2);

    private static double Second(double norm, double reward) => 912 * Math.E * Math.Pow(3 * norm + reward, 2);
}
