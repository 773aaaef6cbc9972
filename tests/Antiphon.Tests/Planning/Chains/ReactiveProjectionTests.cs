using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

public class ReactiveProjectionTests
{
    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void A_reactive_policy_projects_to_itself(Parameterization kind)
    {
        CooperativeGame game = new RandomGame(101) { Agents = 3 }.Create();
        var chain = ChainedMdp.Create(game, new UniformGlobalPolicy(3, 2), 30, kind);
        double[] local = Tables.RandomDeterministicLocal(game, new SmallRandom(102));
        Assert.Equal(
            local,
            ReactiveProjection.Project(chain, Chain.Lift(chain, local), LocalPolicy.Uniform(game)).Probabilities.ToArray()
        );
    }

    /// <summary>All start in state 0 and stay, so no agent is ever in state 1.</summary>
    [Theory]
    [InlineData(Parameterization.Tuples)]
    [InlineData(Parameterization.Histograms)]
    public void Cells_that_are_never_met_keep_the_fallback(Parameterization kind)
    {
        CooperativeGame game = SmallGames.Differ(3);
        ChainedMdp chain = Chain.Of(game, SmallGames.RewardDifference, kind);
        LocalPolicy fallback = Library.Local(game, [0.25, 0.75, 0.375, 0.625]);
        LocalPolicy projected = ReactiveProjection.Project(chain, new TimeDependentPolicy(chain.Process), fallback);
        Assert.Equal([1, 0, 0.375, 0.625], projected.Probabilities.ToArray());
    }

    /// <summary>
    /// One agent, H = 2, gamma = 0.9, s_l' = a_l; stay at first, then move: in state 0 action 0 weighs 1, action 1 weighs 0.9. With three
    /// agents the weights are the same, however they are grouped.
    /// </summary>
    [Theory]
    [InlineData(Parameterization.Tuples, 1)]
    [InlineData(Parameterization.Tuples, 3)]
    [InlineData(Parameterization.Histograms, 3)]
    public void Choices_weigh_by_discounted_occupancy(Parameterization kind, int agents)
    {
        CooperativeGame game = SmallGames.Differ(agents);
        var chain = ChainedMdp.Create(game, new UniformGlobalPolicy(agents, 2), 2, kind);
        var policy = new TimeDependentPolicy(chain.Process);
        for (int step = chain.Process.Phases; step < chain.Process.Horizon; step++)
        {
            for (int state = 0; state < chain.Process.States; state++)
            {
                policy.Set(step, state, 1);
            }
        }
        ReadOnlySpan<double> row = ReactiveProjection.Project(chain, policy, LocalPolicy.Uniform(game)).At(0, 0);
        Assert.Equal(1 / 1.9, row[0], 1e-12);
        Assert.Equal(0.9 / 1.9, row[1], 1e-12);
    }
}
