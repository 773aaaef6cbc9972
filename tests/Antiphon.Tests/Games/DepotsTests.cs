using Antiphon.Games;

namespace Antiphon.Tests.Games;

/// <summary>The built-in game depots against the words of its page.</summary>
public class DepotsTests
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("depots");

    [Theory]
    [InlineData("depots", 25)]
    [InlineData("depots:3", 9)]
    [InlineData("depots:10", 100)]
    [InlineData("depots:30", 900)]
    public void Sizes_are_those_of_the_grid(string name, int zones)
    {
        CooperativeGame game = BuiltInGames.Get(name);
        Assert.Equal(name, game.Name);
        Assert.Equal((9, zones, 9, 2), (game.GlobalStates, game.LocalStates, game.GlobalActions, game.LocalActions));
        Assert.Equal(9, game.Geometry!.Target!.Distinct().Count());
    }

    [Fact]
    public void The_usual_grid_has_five_zones_along_each_side() => Assert.Equal(Game.Hash, BuiltInGames.Get("depots:5").Hash);

    [Theory]
    [InlineData("depots:2")]
    [InlineData("depots:41")]
    [InlineData("depots:")]
    [InlineData("depots:ten")]
    [InlineData("depots:-5")]
    public void Other_grids_are_refused(string name)
    {
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => BuiltInGames.Find(name));
        Assert.Contains("expected a whole number from 3 to 40", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Spots_are_where_the_page_says()
    {
        Assert.Equal([0, 2, 4, 10, 12, 14, 20, 22, 24], Game.Geometry!.Target!);
        Assert.Equal([11, 15, 18], BuiltInGames.Get("depots:10").Geometry!.Target!.Take(3));
    }

    // Zone 7 is at row 1, column 2: one row below the spot at 0-2 (index 1), with four zones beside it.
    [Fact]
    public void Vehicles_move_as_the_page_says()
    {
        Assert.Equal([2, 6, 7, 8, 12], Game.LocalRow(7, 1, 0).Targets);
        Assert.Equal([0.005, 0.005, 0.98, 0.005, 0.005], Game.LocalRow(7, 1, 0).Probabilities);
        Assert.Equal([0.5025, 0.0025, 0.49, 0.0025, 0.0025], Game.LocalRow(7, 1, 1).Probabilities.ToArray(), Close);

        // A corner drifts to two zones; at the spot driving leads nowhere.
        Assert.Equal([0, 1, 5], Game.LocalRow(0, 0, 1).Targets);
        Assert.Equal([0.99, 0.005, 0.005], Game.LocalRow(0, 0, 1).Probabilities.ToArray(), Close);

        // From 0-0 to 4-4 both ways are as long: along the rows. From 0-0 to 2-4: along the columns.
        Assert.Equal(0.505, Game.LocalTransition(0, 8, 1)[5], 12);
        Assert.Equal(0.505, Game.LocalTransition(0, 5, 1)[1], 12);
    }

    [Fact]
    public void Rewards_are_those_of_the_page()
    {
        Assert.Equal(10, Game.LocalReward(12, 4, 0));
        Assert.Equal(9, Game.LocalReward(12, 4, 1));
        Assert.Equal(10 * Math.Exp(-8 / 1.2), Game.LocalReward(0, 8, 0), 12);
        Assert.Equal((0, -0.2), (Game.GlobalReward(3, 3), Game.GlobalReward(3, 4)));
        Assert.Equal([0.1, 0.9], Game.GlobalRow(3, 4).Probabilities);
    }

    private static bool Close(double one, double other) => Math.Abs(one - other) < 1e-15;
}
