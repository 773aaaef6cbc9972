using Antiphon.Cli.Output;
using Antiphon.Games;

namespace Antiphon.Tests.Cli;

public class GameSizesTests
{
    [Fact]
    public void Listed_sizes_are_those_of_the_games() =>
        Assert.All(BuiltInGames.All, game => Assert.Equal(GameSizes.Count(game.Create()), GameSizes.Of(game)));

    [Fact]
    public void A_game_that_is_not_listed_is_counted() => Assert.Equal(49, GameSizes.Of(BuiltInGames.Find("depots:7")!).LocalStates);
}
