using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// E10, Section C.3 and Theorem C.4: an unconstrained solver of the chained MDP finds policies that no local agent can follow.
/// </summary>
public class ChainInformationTests
{
    /// <summary>
    /// s_l' = a_l; the reward is 1 while the two agents differ; both start in 0. In the chain the second replica sees where the first one
    /// went and goes elsewhere: 0 once, then 1 for ever, gamma/(1-gamma) = 9. Two agents with one deterministic policy never part: 0.
    /// Coins part them half of the time: 4.5.
    /// </summary>
    [Fact]
    public void The_second_replica_sees_the_move_of_the_first()
    {
        CooperativeGame game = SmallGames.Differ(2);
        ReplicaChain chain = new(game, SmallGames.RewardDifference);
        OrderedGame deployed = new(game, 2);
        Assert.Equal(9, chain.At(chain.BestValues(), 0, 0, 0), 1e-9);
        Assert.Equal(0, PolicyEnumeration.BestLocalValue(deployed, SmallGames.RewardDifference), 1e-12);
        Assert.Equal(4.5, deployed.StartValue(SmallGames.RewardDifference, Tables.UniformLocal(game)), 1e-12);
        IEnumerable<(double P, double Q)> grid = Enumerable
            .Range(0, 21)
            .SelectMany(p => Enumerable.Range(0, 21).Select(q => (P: p / 20.0, Q: q / 20.0)));
        Assert.Equal(
            4.5,
            grid.Max(policy => deployed.StartValue(SmallGames.RewardDifference, [1 - policy.P, policy.P, 1 - policy.Q, policy.Q])),
            1e-9
        );
    }

    [Fact]
    public void Antiphon_finds_the_best_policy_that_agents_can_follow()
    {
        CooperativeGame game = SmallGames.Differ(2);
        JointPolicy start = new(Library.Global(game, 2, SmallGames.RewardDifference), Library.Local(game, [0.9, 0.1, 0.7, 0.3]));
        BestResponse<LocalPolicy> answer = new ReactiveLLearn(new BestResponseOptions { Accuracy = 1e-9 }).Solve(
            new ExactPopulation(game, 2),
            start,
            new CountLattice(2, 2)
        );
        Assert.Equal(4.5, answer.Value, 1e-3);
    }

    /// <summary>
    /// What is right in the paper: for a policy of (s_l, s_g) alone, the moves in sequence have the law of moves at once.
    /// </summary>
    [Theory]
    [InlineData(KernelShape.Dense, 1)]
    [InlineData(KernelShape.Dense, 2)]
    [InlineData(KernelShape.Sparse, 2)]
    [InlineData(KernelShape.Cyclic, 3)]
    public void A_reactive_policy_is_worth_the_same_in_the_chain_as_in_the_system_of_k_agents(KernelShape shape, int observations)
    {
        (CooperativeGame game, GlobalRule rule, double[] local) = Random(shape, observations, 1150);
        ReplicaChain chain = new(game, rule);
        OrderedGame ordered = new(game, observations);
        double[] expected = ordered.Value(rule, local);
        double[][] values = chain.Values(local);
        for (int state = 0; state < game.GlobalStates; state++)
        {
            for (int tuple = 0; tuple < chain.Tuples.Length; tuple++)
            {
                Assert.Equal(expected[ordered.StateOf(state, tuple)], values[state][tuple], 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(KernelShape.Dense, 1)]
    [InlineData(KernelShape.Sparse, 1)]
    [InlineData(KernelShape.Dense, 2)]
    [InlineData(KernelShape.Sparse, 2)]
    [InlineData(KernelShape.Cyclic, 2)]
    [InlineData(KernelShape.Deterministic, 2)]
    public void The_chain_is_an_upper_bound_for_reactive_policies_and_sharp_for_one_agent(KernelShape shape, int observations)
    {
        for (ulong seed = 1151UL; seed < 1154; seed++)
        {
            (CooperativeGame game, GlobalRule rule, double[] _) = Random(shape, observations, seed);
            OrderedGame ordered = new(game, observations);
            double[] best = [.. new ReplicaChain(game, rule).BestValues().SelectMany(row => row)];
            double hidden =
                ordered.InitialLaw().Zip(best, (mass, value) => mass * value).Sum() - PolicyEnumeration.BestLocalValue(ordered, rule);
            Assert.InRange(hidden, -1e-9, observations == 1 ? 1e-9 : double.PositiveInfinity);
        }
    }

    private static (CooperativeGame Game, GlobalRule Rule, double[] Local) Random(KernelShape shape, int observations, ulong seed)
    {
        CooperativeGame game = new RandomGame(seed) { Shape = shape, Agents = observations }.Create();
        var random = new SmallRandom(seed);
        return (
            game,
            PolicyEnumeration.Rule(game, observations, Tables.RandomActions(game, observations, random)),
            Tables.RandomLocal(game, random)
        );
    }
}
