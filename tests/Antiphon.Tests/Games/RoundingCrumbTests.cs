using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Tests.Games;

/// <summary>What rounding leaves of a probability 0 may lie just below it.</summary>
public class RoundingCrumbTests
{
    [Fact]
    public void A_crumb_below_zero_is_taken_as_zero()
    {
        CooperativeGame exact = Parse("0.25, 0.75000000000000011, 0");
        CooperativeGame crumb = Parse("0.25, 0.75000000000000011, -1.1102230246251565e-16");
        Assert.Equal(0, crumb.LocalTransition(0, 0, 0)[2]);
        Assert.True(double.IsPositive(crumb.LocalTransition(0, 0, 0)[2]));
        Assert.Equal(exact.LocalTransition(0, 0, 0).ToArray(), crumb.LocalTransition(0, 0, 0).ToArray());
        Assert.Equal(exact.Hash, crumb.Hash);
        Assert.Equal(crumb.Hash, GameFile.Parse(GameFile.Write(crumb), "again").Hash);
    }

    [Theory]
    [InlineData("0.5, 0.5, -2e-12")]
    [InlineData("1, 1e-3, -1e-3")]
    public void What_is_more_than_a_crumb_is_refused(string row) =>
        Assert.Contains(
            "probabilities cannot be negative",
            Assert.Throws<GameValidationException>(() => Parse(row)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Policies_and_start_laws_follow_the_same_rule()
    {
        double[] row = [1, -1e-16];
        Assert.Equal([1.0, 0.0], LocalPolicy.Create(1, 1, 2, row).Probabilities.ToArray());
        CooperativeGame game = Parse("0.25, 0.75, 0", start: "[0.5, 0.5, -1e-16]");
        Assert.Equal([0.5, 0.5, 0], ((IndependentLocalLaw)game.Initial.Local).Probabilities.ToArray());
    }

    private static CooperativeGame Parse(string row, string start = "\"uniform\"") =>
        GameFile.Parse(
            $$"""
            { "format": "antiphon-game/1", "name": "crumb", "discount": 0.9, "agents": 4,
              "globalStates": 1, "localStates": 3, "globalActions": 1, "localActions": 1,
              "globalTransition": [[[1]]], "localTransition": [[[[{{row}}]]], [[[0, 1, 0]]], [[[0, 0, 1]]]],
              "globalReward": [[0]], "localReward": [[[1]], [[2]], [[3]]], "initial": { "global": "uniform", "local": {{start}} } }
            """,
            "crumb.json"
        );
}
