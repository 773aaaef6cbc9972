using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// E26, the |S_l|-chained mean-field MDP: one action moves all agents of a bin, which agents that draw their own actions do not do.
/// </summary>
public class BlockMoveTests
{
    /// <summary>
    /// Three agents in one state, s_l' = a_l, a fair coin each: those who are not tagged differ half of the time; a bin never splits.
    /// </summary>
    [Fact]
    public void Two_agents_of_one_bin_part_in_the_game_and_never_in_the_chain()
    {
        Assert.Equal([0.25, 0.5, 0.25], Independent(2, 0.5));
        Assert.Equal([0.5, 0, 0.5], Block(2, 0.5));
    }

    /// <summary>
    /// With the reward "not all alike", start all in 0. In the game three coins are alike with probability 1/4, in the chain (tag and bin)
    /// with probability 1/2, each step: 9 x 3/4 and 9 x 1/2.
    /// </summary>
    [Fact]
    public void A_randomised_policy_is_worth_less_in_the_chain_than_in_the_game()
    {
        CooperativeGame game = SmallGames.Differ(3);
        Assert.Equal(6.75, new OrderedGame(game, 3).StartValue(SmallGames.RewardDifference, Tables.UniformLocal(game)), 1e-12);
        Assert.Equal(4.5, ChainValue(0.5), 1e-9);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    public void For_deterministic_policies_the_two_agree(double probability)
    {
        CooperativeGame game = SmallGames.Differ(3);
        double[] local = [1 - probability, probability, 1 - probability, probability];
        Assert.Equal(new OrderedGame(game, 3).StartValue(SmallGames.RewardDifference, local), ChainValue(probability), 1e-9);
        Assert.Equal(Independent(2, probability), Block(2, probability));
    }

    // Law of the number of agents in state 1 after agents of one bin have moved, each to 1 with probability p.
    private static double[] Independent(int agents, double p) =>
        [.. Enumerable.Range(0, agents + 1).Select(m => Combinatorics.Choose(agents, m) * Math.Pow(p, m) * Math.Pow(1 - p, agents - m))];

    private static double[] Block(int agents, double p) =>
        agents == 0
            ? [1]
            :
            [
                .. Enumerable
                    .Range(0, agents + 1)
                    .Select(m =>
                        m == 0 ? 1 - p
                        : m == agents ? p
                        : 0
                    ),
            ];

    // State (tagged agent's state, number of the two others in state 1); both policy cells move to 1 with probability p. Start (0, 0).
    private static double ChainValue(double p)
    {
        double[,] transitions = new double[6, 6];
        double[] rewards = [.. Enumerable.Range(0, 6).Select(state => state is 0 or 5 ? 0.0 : 1.0)];
        for (int state = 0; state < 6; state++)
        {
            (double[] inZero, double[] inOne) = (Block(2 - state % 3, p), Block(state % 3, p));
            for (int tag = 0; tag < 2; tag++)
            {
                for (int a = 0; a < inZero.Length; a++)
                {
                    for (int b = 0; b < inOne.Length; b++)
                    {
                        transitions[state, tag * 3 + a + b] += (tag == 1 ? p : 1 - p) * inZero[a] * inOne[b];
                    }
                }
            }
        }
        return MarkovChain.Values(transitions, rewards, 0.9)[0];
    }
}
