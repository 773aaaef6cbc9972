using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Planning;

public class LocalDirectionTests
{
    // In units of the best action's value; 1e-12 is rounding.
    [Theory]
    [InlineData(1e-3, 1)]
    [InlineData(1e-6, 1)]
    [InlineData(1e-10, 1)]
    [InlineData(1e-13, 0)]
    public void Only_what_rounding_can_move_is_no_preference(double lead, double taken)
    {
        CooperativeGame game = new RandomGame(1) { LocalStates = 1, GlobalStates = 1 }.Create();
        var first = LocalPolicy.Deterministic(game, (_, _) => 0);

        (double[] vertex, double promised) = LocalDirection.Prefer(first, [1, 1 + lead], game.Allowed);

        Assert.Equal([1 - taken, taken], vertex);
        Assert.Equal(taken * lead, promised, 1e-15);
    }
}
