using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games;

/// <summary>Aggregates and what depends on them, in files and in C#.</summary>
public class CoupledGameFileTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_written_game_is_read_back_to_the_bit(int seed)
    {
        CooperativeGame game = new RandomGame((ulong)seed) { LocalStates = 3 }.CreateCoupled();
        string text = GameFile.Write(game);
        CooperativeGame read = GameFile.Parse(text, "test.json");
        Assert.Equal(game.Hash, read.Hash);
        Assert.Equal(text, GameFile.Write(read));
        Assert.Empty(SchemaTests.GameSchema.Check(text));
        Assert.Equal(game.Hash, CooperativeGame.Create(game.ToDefinition()).Hash);
    }

    [Fact]
    public void A_row_and_a_reward_are_linear_between_breakpoints_and_constant_outside()
    {
        CooperativeGame game = GameFile.Parse(Text(), "test.json");
        double[] Fractions(double y) => [1 - y, y, 0];
        Assert.Equal([0.9, 0.1, 0], game.LocalRow(0, 0, 0, Fractions(0)).ToArray(3));
        Assert.Equal([0.9, 0.1, 0], game.LocalRow(0, 0, 0, Fractions(0.1)).ToArray(3));
        Close([0.7, 0.2, 0.1], game.LocalRow(0, 0, 0, Fractions(0.2)).ToArray(3));
        Close([0.5, 0.3, 0.2], game.LocalRow(0, 0, 0, Fractions(0.3)).ToArray(3));
        Close([0.25, 0.4, 0.35], game.LocalRow(0, 0, 0, Fractions(0.65)).ToArray(3));
        Assert.Equal([0, 0.5, 0.5], game.LocalRow(0, 0, 0, Fractions(1)).ToArray(3));
        Assert.Equal(2, game.GlobalReward(0, 0, Fractions(0)));
        Assert.Equal(1, game.GlobalReward(0, 0, Fractions(0.2)), 1e-12);
        Assert.Equal(-10, game.GlobalReward(0, 0, Fractions(1)), 1e-12);
        Assert.Equal(game.GlobalReward(1, 0), game.GlobalReward(1, 0, Fractions(1)));

        static void Close(double[] expected, double[] found) =>
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void Without_a_population_coupled_rows_and_rewards_are_refused()
    {
        CooperativeGame game = GameFile.Parse(Text(), "test.json");
        InvalidInputException refusal = Assert.Throws<InvalidInputException>(() => game.LocalRow(0, 0, 0));
        Assert.Contains("depend on the population; game 'small' declares the aggregate crowd", refusal.Message);
        Assert.Throws<InvalidInputException>(() => game.GlobalReward(0, 0));
        Assert.Equal(-10 + game.ToDefinition().LocalReward.Min(states => states[0].Min()), game.MinimumReward, 1e-9);
    }

    // A written file has no sign at zeros, so the hash must have none.
    [Fact]
    public void Weights_and_breakpoints_of_minus_zero_are_zero()
    {
        CooperativeGame plain = GameFile.Parse(
            Text(root => root["aggregates"]![0]!["weights"] = JsonNode.Parse("[0, 1, 0]")),
            "test.json"
        );
        CooperativeGame minus = GameFile.Parse(
            Text(root => root["aggregates"]![0]!["weights"] = JsonNode.Parse("[-0.0, 1, 0]")),
            "test.json"
        );
        Assert.Equal(plain.Hash, minus.Hash);
        Assert.Equal(minus.Hash, GameFile.Parse(GameFile.Write(minus), "test.json").Hash);
    }

    [Fact]
    public void Weights_may_be_given_by_index_and_unreadable_names_are_the_only_fault()
    {
        CooperativeGame named = GameFile.Parse(Text(), "test.json");
        string byIndex = Text(root => root["aggregates"]![0]!["weights"] = JsonNode.Parse("{\"1\": 1}"));
        Assert.Equal(named.Hash, GameFile.Parse(byIndex, "test.json").Hash);
        string unread = Text(root => root["aggregates"] = JsonNode.Parse("7"));
        Violation violation = Assert.Single(Assert.Throws<GameValidationException>(() => GameFile.Parse(unread, "test.json")).Violations);
        Assert.Equal(("aggregates", "is a number"), (violation.Place, violation.Found));
    }

    [Fact]
    public void Functions_give_the_same_game_as_a_file()
    {
        CooperativeGame file = GameFile.Parse(Text(), "test.json");
        GameDefinition small = SmallGame.Definition();
        var functions = new GameFunctions
        {
            Name = "functions",
            Discount = small.Discount,
            Agents = small.Agents,
            GlobalStateNames = small.GlobalStateNames,
            LocalStateNames = small.LocalStateNames,
            GlobalActionNames = small.GlobalActionNames,
            LocalActionNames = small.LocalActionNames,
            GlobalTransition = (s, a) => small.GlobalTransition[s][a].Select((p, next) => (next, p)),
            LocalTransition = (x, s, a) => small.LocalTransition[x][s][a].Select((p, next) => (next, p)),
            GlobalReward = (s, a) => small.GlobalReward[s][a],
            LocalReward = (x, s, a) => small.LocalReward[x][s][a],
            Aggregates = [new Aggregate("crowd", [0, 1, 0], [0.1, 0.3, 1])],
            CoupledLocalTransition = (x, s, a) => (x, s, a) == (0, 0, 0) ? new Coupled<IEnumerable<(int, double)>>("crowd", phi => phi
                        < 0.2
                            ? [(0, 0.9), (1, 0.1)]
                        : phi < 0.5 ? [(0, 0.5), (1, 0.3), (2, 0.2)]
                        : [(1, 0.5), (2, 0.5)]) : null,
            CoupledGlobalReward = (s, a) => (s, a) == (0, 0) ? new Coupled<double>("crowd", phi => phi < 0.2 ? 2
                        : phi < 0.5 ? 0
                        : -10) : null,
            Initial = small.Initial,
            Geometry = small.Geometry,
        };
        Assert.Equal(file.Hash, CooperativeGame.Create(GameDefinition.From(functions)).Hash);
    }

    [Theory]
    [InlineData(
        "breakpoints",
        "[0.3, 0.1, 1]",
        "aggregates[0].breakpoints[1]",
        "is 0.1, after 0.3",
        "distinct numbers in ascending order"
    )]
    [InlineData("breakpoints", "[0.1, 0.3, 1.5]", "aggregates[0].breakpoints[2]", "is 1.5", "from 0 to 1, the range of the aggregate")]
    [InlineData("breakpoints", "[0.1, 0.3]", "localTransition[0][0][0].at", "has 3 entries", "2, one per breakpoint of 'crowd'")]
    [InlineData("breakpoints", "[0.1]", "aggregates[0].breakpoints", "has 1 entry", "at least 2 numbers in ascending order")]
    [InlineData("weights", "{\"w\": 1}", "aggregates[0].weights.\"w\"", "is \"w\"", "the name or the index of a local state")]
    [InlineData("weights", "[1, 2]", "aggregates[0].weights", "has 2 entries", "3, one per local state")]
    [InlineData("name", "\"other\"", "localTransition[0][0][0].by", "is \"crowd\"", "the name or the index of an aggregate")]
    public void Faults_are_named_with_place_found_and_expected(string field, string value, string place, string found, string expected)
    {
        string text = Text(root => root["aggregates"]![0]![field] = JsonNode.Parse(value));
        Violation violation = Assert.Throws<GameValidationException>(() => GameFile.Parse(text, "test.json")).Violations[0];
        Assert.Equal((place, found, expected), (violation.Place, violation.Found, violation.Expected));
    }

    [Fact]
    public void A_coupled_row_is_judged_at_every_breakpoint()
    {
        string text = Text(root => root["localTransition"]![0]![0]![0]!["at"]![1] = JsonNode.Parse("[0.5, 0.6, 0.2]"));
        Violation violation = Assert.Single(Assert.Throws<GameValidationException>(() => GameFile.Parse(text, "test.json")).Violations);
        Assert.Equal("localTransition[0][0][0].at[1]", violation.Place);
        string nested = Text(root =>
            root["localTransition"]![0]![0]![0]!["at"]![1] = JsonNode.Parse(
                "{\"by\": \"crowd\", \"at\": [[1, 0, 0], [1, 0, 0], [1, 0, 0]]}"
            )
        );
        Assert.Equal(
            "localTransition[0][0][0].at[1]",
            Assert.Throws<GameValidationException>(() => GameFile.Parse(nested, "test.json")).Violations[0].Place
        );
    }

    private static string Text(Action<JsonObject>? change = null) =>
        SmallGame.Json(root =>
        {
            root["aggregates"] = JsonNode.Parse("[{\"name\": \"crowd\", \"weights\": {\"y\": 1}, \"breakpoints\": [0.1, 0.3, 1]}]");
            root["localTransition"]![0]![0]![0] = JsonNode.Parse(
                "{\"by\": \"crowd\", \"at\": [[0.9, 0.1, 0], [0.5, 0.3, 0.2], {\"to\": [\"y\", 2], \"p\": [0.5, 0.5]}]}"
            );
            root["globalReward"]![0]![0] = JsonNode.Parse("{\"by\": 0, \"at\": [2, 0, -10]}");
            change?.Invoke(root);
        });
}
