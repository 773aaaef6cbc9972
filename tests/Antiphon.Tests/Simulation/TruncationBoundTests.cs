using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Simulation;

public class TruncationBoundTests
{
    // The largest reward in size counts, and losses are as large as gains: after 10 steps 0.9^10 * 3/(1 - 0.9) at most is left of a game
    // that pays -3 or 1.
    [Fact]
    public void Losses_count_like_gains()
    {
        CooperativeGame game = SmallGames.Create(
            new SmallGames.Sizes(1, 2, 2, 1, 3),
            (_, _) => 0,
            (state, _, _) => SmallGames.Unit(2, state),
            (_, action) => action == 0 ? -3 : 1,
            (_, _, _) => 0,
            [0.5, 0.5]
        );
        var pair = new JointPolicy(new UniformGlobalPolicy(1, game.GlobalActions), LocalPolicy.Uniform(game));
        Assert.Equal(Math.Pow(0.9, 10) * 30, OnlineExecution.Truncation(game, pair, 10), 1e-12);
    }
}
