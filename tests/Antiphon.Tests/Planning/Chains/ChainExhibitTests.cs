using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

/// <summary>Games in which the chained MDPs say something else than the deployed game.</summary>
public class ChainExhibitTests
{
    /// <summary>
    /// Two agents should differ but cannot see each other. In the chain the second sees the first's move, so from the second step on they
    /// always differ: 0.9 / (1 - 0.9) = 9. Alike deterministic agents never differ; fair coins differ half of the time, 4.5.
    /// </summary>
    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void Agents_that_move_in_turn_can_differ_where_reactive_ones_cannot(Parameterization kind)
    {
        CooperativeGame game = SmallGames.Differ(2);
        ChainedMdp chain = Chain.Of(game, SmallGames.RewardDifference, kind);
        Assert.Equal(9, BackwardInduction.Optimize(chain.Process).Value, 10 * Chain.Tail);
        Assert.All(PolicyEnumeration.LocalPolicies(game), local =>
            Assert.Equal(0, chain.Evaluate(Library.Local(game, local)), 10 * Chain.Tail)
        );
        Assert.Equal(4.5, chain.Evaluate(LocalPolicy.Uniform(game)), 10 * Chain.Tail);
    }

    /// <summary>
    /// Frozen agents and a dispatcher that follows the majority of its observation: the chain's observation is always the same, so it is
    /// right for ever, 1 / (1 - 0.9) = 10. Deployed, a fresh observation of one of two unlike agents is right half of the time: 5.
    /// </summary>
    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void Agents_that_are_looked_at_for_ever_are_worth_more_than_fresh_observations(Parameterization kind)
    {
        ChainedMdp chain = Chain.Of(SmallGames.Frozen(1), SmallGames.Majority, kind);
        Assert.Equal(10, BackwardInduction.Optimize(chain.Process).Values[chain.StateOf(0, [0])], 10 * Chain.Tail);
        OrderedGame deployed = new(SmallGames.Frozen(2), 1);
        int halves = Array.FindIndex(deployed.Tuples, tuple => tuple[0] != tuple[1]);
        Assert.Equal(5, deployed.Value(SmallGames.Majority, Tables.UniformLocal(deployed.Game))[deployed.StateOf(0, halves)], 1e-9);
    }

    /// <summary>
    /// Tag and two others, all in state 0, s_l' = a_l, each action with probability 1/2. Agents that draw for themselves part with
    /// probability 1/2; a bin moves as one block, whichever action it takes.
    /// </summary>
    [Fact]
    public void A_bin_moves_as_one_block_unless_each_agent_draws_for_itself()
    {
        CooperativeGame game = SmallGames.Differ(3);
        ChainedMdp chain = Chain.Of(game, SmallGames.RewardDifference, Parameterization.Histograms);
        ChainedMdp mixed = chain.Under(LocalPolicy.Uniform(game));
        int start = chain.StateOf(0, [0, 0, 0]);
        Assert.Equal(0.5, Parted(mixed, Chain.AfterOnePeriod(mixed.Process, start, _ => 0)), 1e-12);
        Assert.Equal(0, Parted(chain, Chain.AfterOnePeriod(chain.Process, start, _ => 0)), 1e-12);
        Assert.Equal(0, Parted(chain, Chain.AfterOnePeriod(chain.Process, start, _ => 1)), 1e-12);

        static double Parted(ChainedMdp chain, double[] law) => law[chain.StateOf(0, [0, 0, 1])] + law[chain.StateOf(0, [1, 0, 1])];
    }

    /// <summary>
    /// An agent that counts only its own 0.1 stays in 0 and earns 1 for itself; moving once earns the team 0.1 + 9 = 9.1.
    /// </summary>
    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void The_selfish_reward_of_the_first_version_harms_the_team(Parameterization kind)
    {
        CooperativeGame game = SmallGames.Selfless();
        GlobalRule follow = (_, observation) => observation[1] == 1 ? [0, 1] : [1, 0];
        ChainedMdp team = Chain.Of(game, follow, kind);
        ChainedMdp selfish = Chain.Of(game, follow, kind, ChainReward.SelfishV1);
        OptimalSteps best = BackwardInduction.Optimize(selfish.Process);
        Assert.Equal(1, best.Value, 10 * Chain.Tail);
        Assert.Equal(9.1, BackwardInduction.Optimize(team.Process).Value, 10 * Chain.Tail);
        LocalPolicy answer = ReactiveProjection.Project(selfish, best.Policy, LocalPolicy.Uniform(game));
        Assert.Equal(1, team.Evaluate(answer), 10 * Chain.Tail);
    }

    /// <summary>Only the tagged agent's r_l / n counts, once per step of the game.</summary>
    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void The_selfish_return_is_one_agents_share(Parameterization kind)
    {
        CooperativeGame random = new RandomGame(81) { Agents = 3 }.Create();
        GameDefinition silent = random.ToDefinition() with
        {
            GlobalReward = [.. random.ToDefinition().GlobalReward.Select(row => row.Select(_ => 0.0).ToArray())],
        };
        var game = CooperativeGame.Create(silent);
        double[] local = Tables.RandomLocal(game, new SmallRandom(82));
        // Without r_g, exchangeable agents earn a third of the team's mean each: (1/n) r_l of one is 1/n of (1/n) sum r_l in expectation.
        GlobalRule rule = (_, observation) => observation[0] > 1 ? [0, 1] : [1, 0];
        double expected = new OrderedGame(game, 3).StartValue(rule, local) / 3;
        Assert.Equal(expected, Chain.Of(game, rule, kind, ChainReward.SelfishV1).Evaluate(Library.Local(game, local)), 10 * Chain.Tail);
    }
}
