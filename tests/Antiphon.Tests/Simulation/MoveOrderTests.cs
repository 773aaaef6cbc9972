using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Simulation;

/// <summary>
/// Agents that move after the global state, by the new one, as in the authors' program. Chi-squared at the budget of GoodnessOfFit; means
/// at 5 standard errors (6e-7 each).
/// </summary>
public class MoveOrderTests
{
    [Theory]
    [InlineData(4, 2, 1)]
    [InlineData(3, 1, 2)]
    public void States_follow_the_exact_chain_of_labelled_agents_and_so_do_separate_agents(int agents, int looked, ulong seed)
    {
        const int Steps = 3;
        (CooperativeGame game, JointPolicy policy) = Game(agents, looked, seed);
        var chain = new LabelledChain(game, policy, LocalMoveOrder.AfterGlobal);
        var lattice = new CountLattice(game.LocalStates, agents);
        double[] law = chain.ByCounts(chain.Run(Steps).Law, lattice);
        RandomStream root = new RandomStream(seed).Split("test");
        var episode = new Episode(new DeployedPair(game, policy, agents, LocalMoveOrder.AfterGlobal));
        int rollout = 0;
        GoodnessOfFit.CheckCounts(30_000, 0, law, () =>
        {
            EpisodeReturn.Run(episode, root.Split("fast", rollout++), Steps, game.Discount, default);
            return LabelledChain.Place(episode.GlobalState, episode.Counts, lattice);
        });

        var slow = new SeparateAgents(game, policy, root.Split("slow"), LocalMoveOrder.AfterGlobal);
        GoodnessOfFit.CheckCounts(30_000, 0, law, () =>
        {
            slow.Run(Steps);
            return LabelledChain.Place(slow.GlobalState, slow.Counts, lattice);
        });
    }

    [Fact]
    public void Returns_are_the_exact_ones_of_either_order_and_differ()
    {
        (CooperativeGame game, JointPolicy policy) = Game(3, 2, 3);
        const int Horizon = 12;
        Dictionary<LocalMoveOrder, double> exact = Enum.GetValues<LocalMoveOrder>()
            .ToDictionary(order => order, order => new LabelledChain(game, policy, order).Run(Horizon).Return);
        var options = new OnlineExecutionOptions
        {
            Horizon = Horizon,
            Rollouts = 1000,
            Seeds = 30,
            Seed = 3,
        };
        foreach ((LocalMoveOrder order, double value) in exact)
        {
            SimulationResult result = new OnlineExecution(options with { MoveOrder = order }).Run(game, policy);
            Assert.InRange(result.Reward.Mean, value - (5 * result.Reward.StandardError), value + (5 * result.Reward.StandardError));
            Assert.True(Math.Abs(exact[LocalMoveOrder.Together] - exact[LocalMoveOrder.AfterGlobal]) > 10 * result.Reward.StandardError);
        }
    }

    [Fact]
    public void A_trace_keeps_to_the_order_of_its_options()
    {
        (CooperativeGame game, JointPolicy policy) = Game(50, 2, 4);
        var options = new OnlineExecutionOptions
        {
            Horizon = 10,
            Rollouts = 2,
            Seeds = 2,
            MoveOrder = LocalMoveOrder.AfterGlobal,
        };
        SimulationResult result = new OnlineExecution(options).Run(game, policy);
        Assert.Equal(
            result.PerSeed[1],
            Enumerable.Range(0, 2).Average(rollout => EpisodeTrace.Record(game, policy, options, 1, rollout).Return),
            1e-12
        );
    }

    // Locals follow the global state, so that the order matters.
    private static (CooperativeGame Game, JointPolicy Policy) Game(int agents, int looked, ulong seed)
    {
        CooperativeGame game = new RandomGame(760 + seed) { Agents = agents, GlobalStates = 3 }.Create();
        var random = new SmallRandom(770 + seed);
        return (
            game,
            new JointPolicy(
                Planning.Library.Global(game, looked, Tables.RandomActions(game, looked, random)),
                Planning.Library.Local(game, Tables.RandomLocal(game, random))
            )
        );
    }
}
