using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Tests.Games;

namespace Antiphon.Tests.Policies;

public class BaselinePoliciesTests
{
    private static readonly CooperativeGame Warehouse = BuiltInGames.Get("warehouse");

    [Fact]
    public void A_game_with_a_geometry_has_every_baseline()
    {
        Assert.Equal(
            [
                "constant zone 0",
                "constant zone 1",
                "constant zone 2",
                "constant zone 3",
                "constant zone 4",
                "hold",
                "sample mode",
                "uniform",
            ],
            BaselinePolicies.Global(Warehouse, 2).Select(baseline => baseline.Name),
            StringComparer.Ordinal
        );
        Assert.Equal(
            ["always stay", "always next", "always previous", "follow", "uniform"],
            BaselinePolicies.Local(Warehouse).Select(baseline => baseline.Name),
            StringComparer.Ordinal
        );
        Assert.All(BaselinePolicies.Global(Warehouse, 2), baseline => Assert.Equal(2, baseline.Policy.Subsample));
    }

    [Fact]
    public void A_game_without_a_geometry_lacks_only_what_needs_one()
    {
        var game = CooperativeGame.Create(SmallGame.Definition() with { Geometry = null });
        Assert.Equal(
            ["constant ease", "constant push", "hold", "uniform"],
            BaselinePolicies.Global(game, 2).Select(baseline => baseline.Name),
            StringComparer.Ordinal
        );
        Assert.Equal(["always go", "uniform"], BaselinePolicies.Local(game).Select(baseline => baseline.Name), StringComparer.Ordinal);
    }

    [Fact]
    public void Hold_steers_to_the_state_it_is_in()
    {
        TabularGlobalPolicy hold = Global(Warehouse, 3, "hold");
        for (int state = 0; state < 5; state++)
        {
            Assert.All(hold.Actions(state).ToArray(), action => Assert.Equal(state, action));
        }

        // P_g(calm | calm, .) is 0.9 and 0.2, P_g(busy | busy, .) is 0.3 and 0.9.
        Assert.Equal(
            [0, 1],
            new[] { 0, 1 }.Select(state => Global(CooperativeGame.Create(SmallGame.Definition()), 1, "hold").Action(state, 0))
        );
    }

    [Fact]
    public void Sample_mode_points_to_the_zone_seen_most_often_and_the_lowest_of_several()
    {
        TabularGlobalPolicy mode = Global(Warehouse, 4, "sample mode");
        Assert.Equal(2, At(mode, [1, 0, 2, 1, 0]));
        Assert.Equal(1, At(mode, [0, 2, 0, 0, 2]));
        Assert.Equal(4, At(mode, [0, 0, 0, 0, 4]));
        Assert.Equal(0, At(mode, [1, 1, 1, 1, 0]));
    }

    [Fact]
    public void Sample_mode_considers_only_what_actions_point_to()
    {
        // "ease" points to x, "push" to z; nothing points to y.
        TabularGlobalPolicy mode = Global(CooperativeGame.Create(SmallGame.Definition()), 3, "sample mode");
        Assert.Equal(0, At(mode, [1, 2, 0]));
        Assert.Equal(1, At(mode, [0, 2, 1]));
        Assert.Equal(0, At(mode, [0, 3, 0]));
        var crossed = CooperativeGame.Create(SmallGame.Definition() with { Geometry = new GameGeometry(null, [2, 1]) });
        Assert.Equal(1, At(Global(crossed, 3, "sample mode"), [3, 0, 0]));
        var alike = CooperativeGame.Create(SmallGame.Definition() with { Geometry = new GameGeometry(null, [1, 1]) });
        Assert.Equal(0, At(Global(alike, 3, "sample mode"), [0, 3, 0]));
    }

    [Fact]
    public void Follow_walks_the_short_way_to_the_active_zone_and_stays_there()
    {
        LocalPolicy follow = BaselinePolicies.Local(Warehouse).Single(baseline => baseline.Name == "follow").Policy;
        int[] expected = [0, 2, 2, 1, 1]; // by (zone - active) mod 5: stay, previous, previous, next, next
        for (int row = 0; row < 25; row++)
        {
            (int zone, int active) = (row / 5, row % 5);
            Assert.Equal(1, follow.At(zone, active)[expected[(zone - active + 5) % 5]]);
        }
    }

    [Fact]
    public void Fixed_actions_are_fixed()
    {
        IReadOnlyList<NamedLocalPolicy> baselines = BaselinePolicies.Local(Warehouse);
        for (int action = 0; action < 3; action++)
        {
            LocalPolicy policy = baselines[action].Policy;
            for (int row = 0; row < 25; row++)
            {
                Assert.Equal(1, policy.At(row / 5, row % 5)[action]);
            }

            Assert.All(Global(Warehouse, 1, $"constant zone {action}").Actions(0).ToArray(), found => Assert.Equal(action, found));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(8)]
    public void Observations_outside_1_to_n_are_refused(int subsample) =>
        Assert.Contains(
            $"k is {subsample}",
            Assert
                .Throws<InvalidInputException>(() => BaselinePolicies.Global(CooperativeGame.Create(SmallGame.Definition()), subsample))
                .Message,
            StringComparison.Ordinal
        );

    private static TabularGlobalPolicy Global(CooperativeGame game, int subsample, string name) =>
        (TabularGlobalPolicy)BaselinePolicies.Global(game, subsample).Single(baseline => baseline.Name == name).Policy;

    private static int At(TabularGlobalPolicy policy, int[] counts) => policy.Action(0, policy.Lattice.Rank(counts));
}
