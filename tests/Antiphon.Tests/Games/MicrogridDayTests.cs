using Antiphon.Games;

namespace Antiphon.Tests.Games;

/// <summary>The game microgrid:day against the words of its page.</summary>
public class MicrogridDayTests
{
    private const int Noon = 4 * 3;
    private const int Evening = 6 * 3;

    private static readonly CooperativeGame Game = BuiltInGames.Get("microgrid:day");

    [Fact]
    public void The_day_has_its_hours_by_name_and_begins_at_midnight()
    {
        Assert.Equal((24, 5, 3, 3), (Game.GlobalStates, Game.LocalStates, Game.GlobalActions, Game.LocalActions));
        Assert.Equal("18-21h/discharge call", Game.GlobalStateNames[Evening + 2]);
        Assert.Equal([0.2, 0.7, 0.1], Game.Initial.Global.Take(3));
        Assert.Equal(1, Game.Initial.Global.Take(3).Sum(), 1e-12);
        Assert.Equal(Game.Hash, GameFile.Parse(GameFile.Write(Game), "day").Hash);
    }

    // In the evening: normal 33 cents, a call 68; 1.8 kWh in three hours.
    [Fact]
    public void Homes_earn_what_the_page_says()
    {
        Assert.Equal(-1.8 * 33, Game.LocalReward(2, Evening + 1, 1), 1e-12);
        Assert.Equal(((68 * 0.95) - 6) * 1.8, Game.LocalReward(2, Evening + 2, 2), 1e-12);
        Assert.Equal(-1.8 * 1, Game.LocalReward(2, Noon, 1), 1e-12);
        Assert.Equal(0.684, Game.LocalTransition(2, Evening, 1)[3], 1e-12);
        Assert.Equal(0.72, Game.LocalTransition(2, Evening, 2)[1], 1e-12);
        Assert.Equal(0.4, Game.LocalTransition(2, Noon, 0)[3], 1e-12);
        Assert.Equal(0.4, Game.LocalTransition(2, Evening, 0)[1], 1e-12);
        Assert.Equal([-4, -7, -7], new[] { 0, 1, 2 }.Select(action => Game.GlobalReward(Noon, action)));
    }

    [Fact]
    public void Calls_come_about_in_the_evening_and_windows_at_noon()
    {
        Assert.Equal([0.02, 0.08, 0.9], Game.GlobalTransition(Evening + 1, 2).ToArray()[(Evening + 3)..(Evening + 6)], Close);
        Assert.Equal([0.9, 0.08, 0.02], Game.GlobalTransition(Noon + 1, 0).ToArray()[(Noon + 3)..(Noon + 6)], Close);
        Assert.Equal([0.05, 0.9, 0.05], Game.GlobalTransition(23, 1).ToArray()[..3], Close);
    }

    [Theory]
    [InlineData("microgrid:night")]
    [InlineData("microgrid:")]
    public void There_is_no_other_microgrid(string name) => Assert.Null(BuiltInGames.Find(name));

    private static bool Close(double one, double other) => Math.Abs(one - other) < 1e-12;
}
