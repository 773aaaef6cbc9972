using System.Text.Json.Nodes;
using Antiphon.Games;

namespace Antiphon.Tests.Games;

/// <summary>Rewards that a file gives by the next state.</summary>
public class NextRewardTests
{
    private static readonly SchemaChecker Schema = SchemaChecker.Load("game.schema.json");

    [Fact]
    public void They_are_averaged_by_the_row_of_the_same_indices()
    {
        string json = SmallGame.Json(root =>
        {
            root["globalReward"]![0]![1] = JsonNode.Parse("""{"next": [10, -5]}""");
            root["localReward"]![0]![1]![0] = JsonNode.Parse("""{"next": [4, 8, 1]}""");
        });
        Assert.Empty(Schema.Check(json));
        CooperativeGame game = GameFile.Parse(json, "test.json");
        Assert.Equal((0.2 * 10) - (0.8 * 5), game.GlobalReward(0, 1), 1e-15);
        Assert.Equal((0.25 * 4) + (0.25 * 8) + (0.5 * 1), game.LocalReward(0, 1, 0), 1e-15);
        Assert.Equal(5, game.LocalReward(2, 0, 0));
        Assert.Null(game.Noise);
        Assert.DoesNotContain("next", GameFile.Write(game), StringComparison.Ordinal);
        Assert.Equal(game.Hash, GameFile.Parse(GameFile.Write(game), "again").Hash);
    }

    /// <summary>A shared reward has another mean in every place where another row leads on.</summary>
    [Fact]
    public void A_shared_reward_is_averaged_in_every_place()
    {
        string json = SmallGame.Json(root =>
        {
            root["globalReward"] = JsonNode.Parse("""{"same": {"same": {"next": [100, 0]}}}""");
            root["localTransition"]![0]![0]![0] = JsonNode.Parse("""{"to": ["x", "z"], "p": [0.75, 0.25]}""");
            root["localReward"] = JsonNode.Parse("""{"same": {"same": [{"next": [1, 10, 100]}]}}""");
        });
        Assert.Empty(Schema.Check(json));
        CooperativeGame game = GameFile.Parse(json, "test.json");
        for (int state = 0; state < game.GlobalStates; state++)
        {
            for (int action = 0; action < game.GlobalActions; action++)
            {
                Assert.Equal(100 * game.GlobalTransition(state, action)[0], game.GlobalReward(state, action), 1e-13);
            }

            for (int local = 0; local < game.LocalStates; local++)
            {
                ReadOnlySpan<double> row = game.LocalTransition(local, state, 0);
                Assert.Equal(row[0] + (10 * row[1]) + (100 * row[2]), game.LocalReward(local, state, 0), 1e-13);
            }
        }
    }

    [Fact]
    public void Each_type_is_averaged_by_its_own_rows()
    {
        CooperativeGame game = GameFile.Parse(
            """
            { "format": "antiphon-game/1", "name": "typed", "discount": 0.9, "agents": 4,
              "globalStates": 1, "globalActions": 1, "localActions": 1, "globalTransition": [[[1]]], "globalReward": [[{"next": [7]}]],
              "types": [
                { "name": "a", "share": 0.5, "localStates": 2, "localTransition": [[[[0.5, 0.5]]], [[[0, 1]]]],
                  "localReward": {"same": [[{"next": [2, 4]}]]}, "initial": "uniform" },
                { "name": "b", "share": 0.5, "localStates": 3, "localTransition": {"same": [[[0.25, 0.25, 0.5]]]},
                  "localReward": {"same": [[{"next": [4, 8, 16]}]]}, "initial": "uniform" } ],
              "initial": { "global": "uniform" } }
            """,
            "typed.json"
        );
        Assert.Equal(7, game.GlobalReward(0, 0));
        Assert.Equal([3, 4, 11, 11, 11], Enumerable.Range(0, 5).Select(state => game.LocalReward(state, 0, 0)));
    }

    /// <summary>Where the row depends on an aggregate, the average does, at the same breakpoints.</summary>
    [Fact]
    public void A_row_that_depends_on_the_population_makes_a_reward_that_does()
    {
        string json = SmallGame.Json(root =>
        {
            root["aggregates"] = JsonNode.Parse("""[{"name": "z", "weights": {"z": 1}, "breakpoints": [0, 1]}]""");
            root["localTransition"]![0]![0]![0] = JsonNode.Parse("""{"by": "z", "at": [[1, 0, 0], [0.5, 0.25, 0.25]]}""");
            root["localReward"]![0]![0]![0] = JsonNode.Parse("""{"next": [4, 8, 16]}""");
        });
        Assert.Empty(Schema.Check(json));
        CooperativeGame game = GameFile.Parse(json, "test.json");
        var reward = (CoupledReward)game.ToDefinition().LocalRewardForms![0][0][0]!;
        Assert.Equal([4.0, 8], reward.At.ToArray());
        Assert.Equal(game.Hash, GameFile.Parse(GameFile.Write(game), "again").Hash);
    }

    [Theory]
    [InlineData("""{"next": [1, 2]}""", ".next has 2 entries; expected 3, one per local state; add what is missing")]
    [InlineData("""{"next": [1, 2, 3, 4]}""", ".next has 4 entries; expected 3, one per local state")]
    [InlineData("""{"next": 1}""", ".next is a number; expected an array")]
    [InlineData("""{"next": [1, "2", 3]}""", ".next[1] is a text; expected a number")]
    [InlineData("""{"next": [1, 2, 1e101]}""", ".next[2] is 1E+101; expected a finite number")]
    [InlineData("""{"next": [1, 2, 3], "mean": 2}""", ".\"mean\" is not a field of this format; expected next")]
    public void What_is_wrong_is_named_once(string reward, string expected)
    {
        string json = SmallGame.Json(root => root["localReward"]![1]![0]![0] = JsonNode.Parse(reward));
        Assert.StartsWith("localReward[1][0][0]" + expected, Assert.Single(SmallGame.Refused(json)).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[0.5, 0.5]", "localTransition[0][0][0] has 2 entries")]
    [InlineData("[0.5, 0.4, 0]", "localTransition[0][0][0] sums to 0.9")]
    [InlineData("""{"to": [0, 7], "p": [0.5, 0.5]}""", "localTransition[0][0][0].to[1] is 7")]
    [InlineData("""{"to": [0, 1], "p": [1]}""", "localTransition[0][0][0].p has 1 entry")]
    [InlineData("null", "localTransition[0][0][0] is null")]
    public void An_unsound_row_is_named_alone(string row, string expected)
    {
        string json = SmallGame.Json(root =>
        {
            root["localTransition"]![0]![0]![0] = JsonNode.Parse(row);
            root["localReward"]![0]![0]![0] = JsonNode.Parse("""{"next": [1, 2, 3]}""");
        });
        Assert.StartsWith(expected, Assert.Single(SmallGame.Refused(json)).ToString(), StringComparison.Ordinal);
    }
}
