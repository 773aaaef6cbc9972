using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Equilibrium;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Simulation;

/// <summary>The largest reward of a step under a pair, against all states of ordered agents.</summary>
public class RewardBoundTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_is_the_largest_over_all_states_and_observations(int seed)
    {
        CooperativeGame game = new RandomGame((ulong)(40 + seed)) { Agents = 3, GlobalActions = 3 }.Create();
        var random = new SmallRandom((ulong)seed);
        var pair = new JointPolicy(
            Library.Global(game, 2, Tables.RandomActions(game, 2, random)),
            Library.Local(game, Tables.RandomLocal(game, random))
        );
        var table = (TabularGlobalPolicy)pair.Global;
        double largest = 0.0;
        for (int s = 0; s < game.GlobalStates; s++)
        {
            foreach (int[] tuple in Counting.Tuples(game.LocalStates, 3))
            {
                double local = tuple.Average(x =>
                    Enumerable.Range(0, game.LocalActions).Sum(a => pair.Local.At(x, s)[a] * game.LocalReward(x, s, a))
                );
                for (int rank = 0; rank < table.Lattice.Size; rank++)
                {
                    largest = Math.Max(largest, Math.Abs(game.GlobalReward(s, table.Action(s, rank)) + local));
                }
            }
        }

        Assert.Equal(largest, RewardBound.Largest(game, pair), 1e-12);
    }

    [Fact]
    public void A_penalty_that_the_pair_never_takes_does_not_count()
    {
        CooperativeGame game = ThreePlaces.Create(penalty: 1e12);
        var careful = new JointPolicy(
            TabularGlobalPolicy.FromFunction(game.GlobalStates, game.GlobalActions, CountLattice.Of(game, 2), (_, _) => 0),
            LocalPolicy.Deterministic(game, (_, _) => 0)
        );
        Assert.Equal(2, RewardBound.Largest(game, careful), 1e-12);
        Assert.Equal(1e12, RewardBound.Largest(game, careful with { Local = LocalPolicy.Deterministic(game, (_, _) => 1) }), 5);
    }
}
