using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Games;

public class TypedGameFileTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0.4)]
    public void A_game_with_types_is_written_in_types_and_read_back_the_same(double? dirichlet)
    {
        CooperativeGame game = new RandomTypedGame(11)
        {
            States = [2, 3, 1],
            Shares = [0.5, 0.2, 0.3],
            Agents = 10,
            Dirichlet = dirichlet,
        }.Create();
        string text = GameFile.Write(game);
        JsonObject root = JsonNode.Parse(text)!.AsObject();
        Assert.Equal(3, root["types"]!.AsArray().Count);
        Assert.False(root.ContainsKey("localStates") || root.ContainsKey("localTransition") || root.ContainsKey("localReward"));
        CooperativeGame back = GameFile.Parse(text, "test.json");
        Assert.Equal(game.Hash, back.Hash);
        Assert.Equal(game.LocalStateNames, back.LocalStateNames, StringComparer.Ordinal);
        Assert.Equal(text, GameFile.Write(back));
    }

    [Fact]
    public void Random_rewards_of_types_stand_where_the_folded_states_are_and_are_written_back()
    {
        GameDefinition definition = new RandomTypedGame(12) { Agents = 10 }.Definition();
        IReadOnlyList<AgentTypeDefinition> types = definition.Types!;
        RewardLaw?[][][] laws = types[1]
            .LocalReward.Select(state =>
                state.Select(row => row.Select(mean => (RewardLaw?)NoisyGame.Coin(mean, 0.5)).ToArray()).ToArray()
            )
            .ToArray();
        var game = CooperativeGame.Create(definition with { Types = [types[0], types[1] with { LocalRewardForms = laws }] });
        AgentType second = game.Types[1];

        Assert.Null(game.Noise!.Local(second.First - 1, 0, 0));
        Assert.Equal(game.LocalReward(second.First, 0, 0) + 0.5, game.Noise.Local(second.First, 0, 0)!.Most, 1e-12);
        Assert.NotEqual(CooperativeGame.Create(definition).Hash, game.Hash, StringComparer.Ordinal);
        string text = GameFile.Write(game);
        Assert.Equal(game.Hash, GameFile.Parse(text, "test.json").Hash);
        Assert.Contains("\"values\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_covers_shares_but_not_names()
    {
        GameDefinition definition = new RandomTypedGame(12) { Agents = 10 }.Definition();
        var game = CooperativeGame.Create(definition);
        IReadOnlyList<AgentTypeDefinition> types = definition.Types!;
        Assert.Equal(game.Hash, CooperativeGame.Create(definition with { Types = [types[0] with { Name = "other" }, types[1]] }).Hash);
        Assert.NotEqual(
            game.Hash,
            CooperativeGame.Create(definition with { Types = [types[0] with { Share = 0.4 }, types[1] with { Share = 0.6 }] }).Hash,
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void The_mixed_fleet_obeys_the_schema_and_is_read_back_the_same()
    {
        CooperativeGame game = BuiltInGames.Get("mixed-fleet");
        Assert.Equal(game.Hash, GameFile.Parse(GameFile.Write(game), "test.json").Hash);
        Assert.Equal(["shuttle", "forklift"], game.Types.Select(type => type.Name), StringComparer.Ordinal);
        Assert.Equal([10L, 10L], game.Types.Split(20));
    }

    [Fact]
    public void Everything_wrong_with_types_is_named_at_once()
    {
        IReadOnlyList<Violation> violations = Refused(root =>
        {
            JsonArray types = root["types"]!.AsArray();
            root["localReward"] = new JsonArray();
            types[0]!["share"] = 0.7;
            types[0]!["colour"] = "red";
            types[1]!["name"] = types[0]!["name"]!.GetValue<string>();
            types[1]!["localTransition"]![0]![0]![0] = new JsonArray(0.5, 0.4);
            types[1]!["localReward"]![1]!.AsArray().RemoveAt(0);
            types[1]!["initial"] = new JsonArray(0.5, 0.25, 0.25);
        });
        (string Place, string Found)[] expected =
        [
            ("localReward", "is given although types are"),
            ("types[0].\"colour\"", "is not a field of this format"),
            ("types[1].name", "is also the name of types[0]"),
            ("types", "have shares that sum to 1.2"),
            ("types[1].localTransition[0][0][0]", "sums to 0.9"),
            ("types[1].localReward[1]", "has 1 entry"),
            ("types[1].initial", "has 3 entries"),
        ];
        Assert.Equal(
            expected.OrderBy(pair => pair.Place, StringComparer.Ordinal),
            violations.Select(violation => (violation.Place, violation.Found)).OrderBy(pair => pair.Place, StringComparer.Ordinal)
        );
        Assert.All(violations, violation => Assert.NotEmpty(violation.Remedy));
    }

    [Theory]
    [InlineData("[]", "types", "has 0 entries")]
    [InlineData("3", "types", "is a number")]
    [InlineData("[1]", "types[0]", "is a number")]
    [InlineData("[{}]", "types[0].name", "is missing")]
    [InlineData("""[{"name": "a/b"}]""", "types[0].name", "contains a '/'")]
    [InlineData("""[{"name": "a", "share": "half"}]""", "types[0].share", "is a text")]
    [InlineData("""[{"name": "a", "share": 0}]""", "types[0].share", "is 0")]
    [InlineData("""[{"name": "a", "share": -1}]""", "types[0].share", "is -1")]
    [InlineData("""[{"name": "a", "localStates": []}]""", "types[0].localStates", "has 0 names")]
    [InlineData("""[{"name": "a", "localStates": ["x", "x"]}]""", "types[0].localStates[1]", "is 'x', as is types[0].localStates[0]")]
    [InlineData("""[{"name": "a", "localStates": 2, "initial": {"dirichlet": -1}}]""", "types[0].initial.dirichlet", "is -1")]
    [InlineData(
        """[{"name": "a", "localStates": 2, "initial": {"beta": 1}}]""",
        "types[0].initial.\"beta\"",
        "is not a field of this format"
    )]
    public void Each_fault_is_named_with_its_place(string types, string place, string found)
    {
        IReadOnlyList<Violation> violations = Refused(root => root["types"] = JsonNode.Parse(types));
        Assert.Contains((place, found), violations.Select(violation => (violation.Place, violation.Found)));
    }

    [Fact]
    public void A_local_start_law_beside_types_is_refused() =>
        Assert.Equal(
            ["initial.\"local\""],
            Refused(root => root["initial"]!["local"] = "uniform").Select(violation => violation.Place),
            StringComparer.Ordinal
        );

    [Fact]
    public void A_definition_with_tables_at_both_levels_is_refused()
    {
        GameDefinition definition = new RandomTypedGame(13).Definition();
        Assert.Equal(["localStates"], SmallGame.Places(definition with { LocalStateNames = ["x"] }), StringComparer.Ordinal);
        Assert.Contains("types[1]", SmallGame.Places(definition with { Types = [definition.Types![0], null!] }), StringComparer.Ordinal);
    }

    private static IReadOnlyList<Violation> Refused(Action<JsonObject> change)
    {
        JsonObject root = JsonNode.Parse(GameFile.Write(new RandomTypedGame(10).Create()))!.AsObject();
        change(root);
        return SmallGame.Refused(root.ToJsonString());
    }
}
