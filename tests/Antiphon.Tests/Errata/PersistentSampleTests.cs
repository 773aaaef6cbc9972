using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// E11, Theorem C.4: in the chain the same k replicas feed the global policy for ever; deployed, every step observes other agents.
/// </summary>
public class PersistentSampleTests
{
    /// <summary>
    /// Frozen agents, half of them in each state; a_g = the majority of an odd observation, s_g' = a_g, reward 1 when a_g = s_g. In the
    /// chain the majority never changes: 1 each step from s_g = majority, 10 in all; 9 from the other s_g. Deployed, the majority of a
    /// fresh observation is a fair coin, whatever n and k: 1/2 each step, 5.
    /// </summary>
    [Theory]
    [InlineData(2, 1)]
    [InlineData(6, 3)]
    [InlineData(10, 1)]
    [InlineData(10, 5)]
    [InlineData(30, 7)]
    public void A_policy_worth_10_in_the_chain_is_worth_5_when_deployed(int agents, int observations)
    {
        using Pair deployed = Deploy(agents, observations);
        int half = deployed.Evaluator.Model.Lattice.Rank([agents / 2, agents / 2]);
        Assert.Equal(5, deployed.ValueAt(half, 0), 1e-9);
        Assert.Equal(5, deployed.ValueAt(half, 1), 1e-9);
        if (observations <= 5)
        {
            ReplicaChain chain = new(SmallGames.Frozen(observations), SmallGames.Majority);
            double[][] values = chain.BestValues();
            foreach (int[] tuple in chain.Tuples)
            {
                int majority = 2 * tuple.Sum() > observations ? 1 : 0;
                Assert.Equal(10, chain.At(values, majority, tuple), 1e-9);
                Assert.Equal(9, chain.At(values, 1 - majority, tuple), 1e-9);
            }
        }
    }

    [Fact]
    public void Deployed_values_are_those_of_ordered_agents()
    {
        CooperativeGame game = SmallGames.Frozen(4);
        double[] expected = new OrderedGame(game, 3).Value(SmallGames.Majority, Tables.UniformLocal(game));
        int balanced = Array.FindIndex(Counting.Tuples(2, 4), tuple => tuple.Sum() == 2);
        Assert.Equal(5, expected[balanced], 1e-9);
    }

    /// <summary>A replica is in every observation; an agent of the population in k/n of them.</summary>
    [Fact]
    public void A_replica_is_always_seen_and_an_agent_rarely()
    {
        Assert.Equal(3.0 / 8, Counting.Subsets(8, 3).Average(subset => subset.Contains(0) ? 1.0 : 0), 1e-12);
        Assert.Equal(1, Counting.Subsets(3, 3).Average(subset => subset.Contains(0) ? 1.0 : 0));
    }

    private static Pair Deploy(int agents, int observations)
    {
        CooperativeGame game = SmallGames.Frozen(agents);
        return new Pair(
            new ExactPopulation(game, agents),
            observations,
            Library.Global(game, observations, SmallGames.Majority),
            LocalPolicy.Uniform(game)
        );
    }
}
