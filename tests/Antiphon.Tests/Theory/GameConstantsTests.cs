using Antiphon.Games;
using Antiphon.Paper;
using Antiphon.Policies;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Theory;

public class GameConstantsTests
{
    /// <summary>r_g = 1, r_l at most 10 + 0.5, at least 2/3 - 0.3, in every global state.</summary>
    [Fact]
    public void The_warehouse_has_the_rewards_of_the_paper()
    {
        var found = GameConstants.Of(BuiltInGames.Get("warehouse-flat"));

        Assert.Equal(Constants.Warehouse with { LocalSpan = found.LocalSpan }, found);
        Constants.AssertClose(10.5 - ((2.0 / 3) - 0.3), found.Span);
        Constants.AssertClose(230, found.LargestValue);
        Assert.True(found.RewardsWereNonnegative);
    }

    [Fact]
    public void Negative_rewards_are_shifted_to_start_at_zero()
    {
        CooperativeGame game = new RandomGame(7) { GlobalStates = 3, LocalStates = 3 }.Create();
        var found = GameConstants.Of(game);
        (double[] global, double[] local) = (AllGlobal(game).ToArray(), AllLocal(game).ToArray());

        Assert.True(global.Min() < 0 && local.Min() < 0);
        Assert.Equal((global.Max() - global.Min(), -global.Min()), (found.GlobalReward, found.GlobalShift));
        Assert.Equal((local.Max() - local.Min(), -local.Min()), (found.LocalReward, found.LocalShift));
        Assert.False(found.RewardsWereNonnegative);
        Assert.True(found.Span <= found.LocalReward);
    }

    [Fact]
    public void No_policy_has_a_larger_span_than_the_game()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            CooperativeGame game = new RandomGame(seed) { LocalStates = 3, LocalActions = 3 }.Create();
            var policy = LocalPolicy.Deterministic(game, (state, global) => (int)((seed + (ulong)(state * 2) + (ulong)global) % 3));
            Assert.InRange(GameConstants.SpanUnder(game, policy), 0, GameConstants.Of(game).Span);
            Assert.True(GameConstants.SpanUnder(game, LocalPolicy.Uniform(game)) < GameConstants.Of(game).Span);
        }
    }

    /// <summary>
    /// Two states, one global state, r_l = 0 and 3 for the first action, 1 and 1 for the second: uniform expectations are 1/2 and 2.
    /// </summary>
    [Fact]
    public void The_span_under_a_policy_is_that_of_expected_rewards()
    {
        GameDefinition definition = new RandomGame(1) { GlobalStates = 1 }
            .Create()
            .ToDefinition();
        var game = CooperativeGame.Create(
            definition with
            {
                LocalReward =
                [
                    [
                        [0, 1],
                    ],
                    [
                        [3, 1],
                    ],
                ],
            }
        );

        Assert.Equal(1.5, GameConstants.SpanUnder(game, LocalPolicy.Uniform(game)));
        Assert.Equal(3, GameConstants.SpanUnder(game, LocalPolicy.Deterministic(game, (_, _) => 0)));
        Assert.Equal(0, GameConstants.SpanUnder(game, LocalPolicy.Deterministic(game, (_, _) => 1)));
        Assert.Equal(3, GameConstants.Of(game).Span);
    }

    [Fact]
    public void Constants_that_no_game_has_are_refused()
    {
        Assert.Throws<InvalidInputException>(() => TableSizes.LocalPolicies(Constants.Warehouse with { GlobalStates = 0 }));
        Assert.Throws<InvalidInputException>(() => TableSizes.LocalPolicies(Constants.Warehouse with { Discount = 1 }));
        Assert.Throws<InvalidInputException>(() => TableSizes.LocalPolicies(Constants.Warehouse with { LocalReward = -1 }));
        Assert.Throws<InvalidInputException>(() => TableSizes.LocalPolicies(Constants.Warehouse with { LocalSpan = double.NaN }));
    }

    private static IEnumerable<double> AllGlobal(CooperativeGame game) =>
        from state in Enumerable.Range(0, game.GlobalStates)
        from action in Enumerable.Range(0, game.GlobalActions)
        select game.GlobalReward(state, action);

    private static IEnumerable<double> AllLocal(CooperativeGame game) =>
        from local in Enumerable.Range(0, game.LocalStates)
        from state in Enumerable.Range(0, game.GlobalStates)
        from action in Enumerable.Range(0, game.LocalActions)
        select game.LocalReward(local, state, action);
}
