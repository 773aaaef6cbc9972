using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Equilibrium;

public class FullInformationBoundsTests
{
    // Starts differ, and with them what full information is worth: 256 equal draws would be an interval of no width.
    [Fact]
    public void Starts_are_drawn_anew_and_equal_seeds_draw_equal_starts()
    {
        CooperativeGame game = new RandomGame(7)
        {
            LocalStates = 2,
            Agents = 5,
            Discount = 0.5,
        }.Create();
        var pair = new JointPolicy(new UniformGlobalPolicy(2, game.GlobalActions), LocalPolicy.Uniform(game));
        AlphaVectorResult plan = new AlphaVectorPlanner(new AlphaVectorOptions { MaximumBackups = 0 }).Solve(game, pair.Local);

        var bounds = FullInformationBounds.Of(game, pair, plan, seed: 3);

        Assert.True(bounds.Lower.StandardError > 0 && bounds.Upper.StandardError > 0);
        Assert.Equal(bounds, FullInformationBounds.Of(game, pair, plan, seed: 3));
        Assert.NotEqual(bounds.Upper, FullInformationBounds.Of(game, pair, plan, seed: 4).Upper);
    }
}
