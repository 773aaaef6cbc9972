using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning.Chains;

public class StateRewardReductionTests
{
    [Theory]
    [InlineData(Parameterization.Tuples, 2)]
    [InlineData(Parameterization.Tuples, 1)]
    [InlineData(Parameterization.Histograms, 2)]
    public void Paying_states_instead_of_actions_doubles_the_steps_and_keeps_the_optimum(Parameterization kind, int subsample)
    {
        CooperativeGame game = new RandomGame(91) { Agents = subsample }.Create();
        FiniteHorizonMdp mdp = ChainedMdp.Create(game, new UniformGlobalPolicy(subsample, 2), 20, kind).Process;
        FiniteHorizonMdp reduced = StateRewardReduction.Apply(mdp);
        Assert.Equal(mdp.States * (1 + mdp.Actions), reduced.States);
        Assert.Equal(2 * mdp.Horizon, reduced.Horizon);
        Assert.Equal(mdp.MaximumSuccessors, reduced.MaximumSuccessors);
        Assert.Equal(BackwardInduction.Optimize(mdp).Value, BackwardInduction.Optimize(reduced).Value, 1e-10);
        for (int state = 0; state < reduced.States; state++)
        {
            double[] rewards = reduced.Rewards.Slice(state * reduced.Actions, reduced.Actions).ToArray();
            Assert.Single(rewards.Distinct());
        }
    }
}
