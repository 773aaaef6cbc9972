using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Errata;

/// <summary>
/// E21, Theorem 4.8: an equilibrium can be far from the best pair; nothing in the paper bounds how far, and nothing can.
/// </summary>
/// <remarks>
/// s_l' = a_l, s_g' = a_g; a step earns 1 when all are in 0, 10 (or M) when all are in 1, and the fraction of agents on the global agent's
/// side otherwise; start in 0. Staying is worth 10; changing together 1 + gamma 10/(1-gamma) = 91.
/// </remarks>
public class WelfareGapTests
{
    private static readonly double[] Stay = [1, 0, 1, 0, 1, 0, 1, 0];

    [Fact]
    public void Neither_side_leaves_the_bad_equilibrium_alone()
    {
        OrderedGame game = new(SmallGames.Coordinate(2), 1);
        GlobalRule stay = (_, _) => [1, 0];
        Assert.Equal(10, game.StartValue(stay, Stay), 1e-9);
        Assert.Equal(10, PolicyEnumeration.BestGlobalValue(game, 1, Stay), 1e-9);
        Assert.Equal(10, PolicyEnumeration.BestLocalValue(game, stay), 1e-9);
        Assert.Equal(91, game.StartValue((_, _) => [0, 1], [0, 1, 0, 1, 0, 1, 0, 1]), 1e-9);
    }

    [Fact]
    public void Both_of_Antiphons_oracles_stay_there_and_restarts_leave_it()
    {
        CooperativeGame game = SmallGames.Coordinate(2);
        JointPolicy bad = new(Library.Global(game, 1, (_, _) => [1, 0]), Library.Local(game, Stay));
        ExactPopulation population = new(game, 2);
        BestResponseOptions sharp = new() { Accuracy = 1e-9 };
        Assert.Equal(10, new DeployedGLearn(sharp).Solve(population, bad).Value, 1e-8);
        Assert.Equal(10, new ReactiveLLearn(sharp).Solve(population, bad, new CountLattice(2, 1)).Value, 1e-8);
        AlternationResult<JointPolicy> result = new Alternation(
            new AlternationOptions
            {
                Subsample = 1,
                Restarts = 4,
                Accuracy = 1e-8,
                Threads = 1,
                Horizon = 10,
                Rollouts = 4,
                Seeds = 2,
                Baselines = false,
            }
        ).Run(game);
        Assert.Equal(91, result.Value, 1e-5);
    }
}
