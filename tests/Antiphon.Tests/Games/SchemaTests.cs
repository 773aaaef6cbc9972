using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Games;

public class SchemaTests
{
    internal static readonly SchemaChecker GameSchema = SchemaChecker.Load("game.schema.json");
    private static readonly SchemaChecker PolicySchema = SchemaChecker.Load("policy.schema.json");

    [Fact]
    public void The_game_schema_knows_the_same_fields_as_the_reader()
    {
        AssertFields(
            GameSchema.Root,
            GameReader.Required.Except(GameReader.Untyped, StringComparer.Ordinal),
            [.. GameReader.Optional, .. GameReader.Untyped]
        );
        Assert.Equal(
            GameReader.Untyped,
            GameSchema.Root.GetProperty("oneOf")[0].GetProperty("required").EnumerateArray().Select(name => name.GetString()!),
            StringComparer.Ordinal
        );
        AssertFields(
            GameSchema.Root.GetProperty("properties").GetProperty("initial"),
            InitialReader.InitialFields.Take(1),
            InitialReader.InitialFields.Skip(1)
        );
        AssertFields(GameSchema.Root.GetProperty("$defs").GetProperty("agentType"), GameReader.TypeFields, GameReader.OptionalTypeFields);
        AssertFields(GameSchema.Root.GetProperty("properties").GetProperty("geometry"), [], GameReader.GeometryFields);
        JsonElement clock = GameSchema.Root.GetProperty("properties").GetProperty("clock");
        AssertFields(clock, ClockReader.Required, ClockReader.Optional);
        Assert.Equal(GameLimits.Phases, clock.GetProperty("properties").GetProperty("period").GetProperty("maximum").GetInt32());
        foreach (string level in new[] { "rows2", "rewards2", "allowed1" })
        {
            JsonElement definition = GameSchema.Root.GetProperty("$defs").GetProperty(level);
            AssertFields(definition.GetProperty("oneOf")[1], LevelReader.PhaseFields, []);
        }

        JsonElement rewards = GameSchema.Root.GetProperty("$defs").GetProperty("reward").GetProperty("oneOf");
        AssertFields(rewards[1], [.. RewardReader.FiniteFields], []);
        AssertFields(rewards[2], [.. RewardReader.UniformFields], []);
        AssertFields(rewards[3], AggregateReader.CoupledFields, []);
        AssertFields(GameSchema.Root.GetProperty("$defs").GetProperty("row").GetProperty("oneOf")[1], AggregateReader.CoupledFields, []);
        AssertFields(GameSchema.Root.GetProperty("properties").GetProperty("aggregates").GetProperty("items"), AggregateReader.Fields, []);
        AssertFields(rewards[4], [.. RewardReader.NextFields], []);
        Assert.Equal(
            GameLimits.RewardValues,
            rewards[1].GetProperty("properties").GetProperty("values").GetProperty("maxItems").GetInt32()
        );
        JsonElement local = GameSchema.Root.GetProperty("$defs").GetProperty("localLaw").GetProperty("oneOf");
        AssertFields(
            local.EnumerateArray().Single(branch => branch.TryGetProperty("properties", out _)),
            InitialReader.LocalLawFields,
            []
        );
    }

    [Fact]
    public void The_policy_schema_knows_the_same_fields_as_the_reader() =>
        AssertFields(PolicySchema.Root, PolicyReader.Required, PolicyReader.Optional);

    [Fact]
    public void Formats_and_limits_are_those_of_the_readers()
    {
        Assert.Equal(GameFile.Format, Constant(GameSchema));
        Assert.Equal(PolicyFile.Format, Constant(PolicySchema));
        Assert.Equal(GameLimits.Agents, GameSchema.Root.GetProperty("properties").GetProperty("agents").GetProperty("maximum").GetInt64());
        JsonElement definitions = GameSchema.Root.GetProperty("$defs");
        JsonElement size = definitions.GetProperty("size").GetProperty("oneOf");
        Assert.Equal(GameLimits.Names, size[0].GetProperty("maximum").GetInt32());
        Assert.Equal(GameLimits.Names, size[1].GetProperty("maxItems").GetInt32());
        Assert.Equal(GameLimits.NameLength, definitions.GetProperty("name").GetProperty("maxLength").GetInt32());
        JsonElement reward = definitions.GetProperty("amount");
        Assert.Equal(
            (-GameLimits.Reward, GameLimits.Reward),
            (reward.GetProperty("minimum").GetDouble(), reward.GetProperty("maximum").GetDouble())
        );

        static string? Constant(SchemaChecker schema) =>
            schema.Root.GetProperty("properties").GetProperty("format").GetProperty("const").GetString();
    }

    [Fact]
    public void No_object_allows_fields_that_are_not_listed_and_described()
    {
        foreach (JsonElement schema in new[] { GameSchema.Root, PolicySchema.Root })
        {
            Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.GetProperty("$schema").GetString());
            var objects = Descendants(schema)
                .Where(element => element.TryGetProperty("type", out JsonElement type) && type.ValueEquals("object"))
                .ToList();
            Assert.NotEmpty(objects);
            Assert.All(objects, element => Assert.False(element.GetProperty("additionalProperties").GetBoolean()));
            Assert.All(objects.SelectMany(element => element.GetProperty("properties").EnumerateObject()), property =>
                Assert.True(property.Value.TryGetProperty("description", out _), property.Name)
            );
        }
    }

    private static IEnumerable<JsonElement> Descendants(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(property => Descendants(property.Value)).Prepend(element),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Descendants),
            _ => [],
        };

    [Fact]
    public void Every_field_is_described()
    {
        Assert.All(Properties(GameSchema.Root).Concat(Properties(PolicySchema.Root)), property =>
            Assert.True(property.Value.TryGetProperty("description", out _), $"{property.Name} has no description.")
        );

        static IEnumerable<JsonProperty> Properties(JsonElement schema) =>
            schema
                .GetProperty("properties")
                .EnumerateObject()
                .SelectMany(property =>
                    property.Value.TryGetProperty("properties", out _) ? Properties(property.Value).Append(property) : [property]
                );
    }

    [Fact]
    public void Files_that_are_written_obey_the_schemas()
    {
        foreach (
            CooperativeGame? game in BuiltInGames
                .All.Select(entry => entry.Create())
                .Append(CooperativeGame.Create(SmallGame.Definition()))
        )
        {
            Assert.Empty(GameSchema.Check(GameFile.Write(game)));
            var policy = new JointPolicy(BaselinePolicies.Global(game, 2)[0].Policy, LocalPolicy.Uniform(game));
            Assert.Empty(PolicySchema.Check(PolicyFile.Write(policy, game)));
            Assert.Empty(
                PolicySchema.Check(PolicyFile.Write(policy with { Global = new UniformGlobalPolicy(3, game.GlobalActions) }, game))
            );
        }
    }

    [Fact]
    public void Policies_of_every_kind_obey_the_schema_and_faults_of_their_memories_are_refused()
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat");
        var local = LocalPolicy.Uniform(game);
        AlphaVectors vectors = new AlphaVectorPlanner(new AlphaVectorOptions { MaximumBackups = 20, Threads = 1 })
            .Solve(game, local)
            .Vectors;
        string blind = Written(new BlindPolicy(2, game.GlobalActions, vectors.BlindActions));
        string greedy = Written(new AlphaVectorPolicy(2, vectors, game));
        string table = Written(new RememberingPolicy(0, EstimatePlan.Mode(game), new MemoryOptions()));
        string remembering = Written(new RememberingPolicy(0, vectors, new MemoryOptions()));
        Assert.All([blind, greedy, table, remembering], text => Assert.Empty(PolicySchema.Check(text)));

        JsonNode memory = JsonNode.Parse(remembering)!["memory"]!;
        Refused(table, root => root["memory"]!.AsObject().Remove("plan"));
        Refused(table, root => root["globalPolicy"] = "uniform");
        Refused(table, root => root.Remove("memory"));
        Refused(remembering, root => root["memory"]!["plan"] = 3);
        Refused(remembering, root => root["memory"]!["actionValues"] = new JsonArray());
        Refused(remembering, root => root.Remove("memory"));
        Refused(remembering, root => root.Remove("vectors"));
        Refused(greedy, root => root["memory"] = memory.DeepClone());
        Refused(blind, root => root["memory"] = memory.DeepClone());

        string Written(GlobalPolicy global) => PolicyFile.Write(new JointPolicy(global, local), game);

        void Refused(string text, Action<JsonObject> damage)
        {
            JsonObject root = JsonNode.Parse(text)!.AsObject();
            damage(root);
            Assert.NotEmpty(PolicySchema.Check(root.ToJsonString()));
            Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(root.ToJsonString(), "test.json", game));
        }
    }

    [Fact]
    public void The_example_obeys_the_schema_and_points_to_it()
    {
        string file = Path.Combine(RepositoryRoot.Path, "examples", "fleet.json");
        string text = File.ReadAllText(file);
        Assert.Empty(GameSchema.Check(text));
        Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(file)!, (string)JsonNode.Parse(text)!["$schema"]!)));
    }

    /// <summary>
    /// Faults that a schema can see; both must see them. (Ragged tables, sums and repeated names with the same index are the validator's
    /// alone.)
    /// </summary>
    [Theory]
    [InlineData("format", "\"antiphon-game/2\"")]
    [InlineData("name", "\"  \"")]
    [InlineData("name", "\"a\\u0007\"")]
    [InlineData("discount", "1")]
    [InlineData("discount", "-0.5")]
    [InlineData("agents", "0")]
    [InlineData("agents", "1000000000001")]
    [InlineData("agents", "2.5")]
    [InlineData("globalStates", "0")]
    [InlineData("globalStates", "65537")]
    [InlineData("localStates", "[\"x\", \"y\", \"x\"]")]
    [InlineData("localStates", "[]")]
    [InlineData("globalActions", "\"two\"")]
    [InlineData("globalTransition", "[[[1.5, -0.5]]]")]
    [InlineData("localTransition", "[0.5]")]
    [InlineData("globalReward", "[[1e101, 0], [0, 0]]")]
    [InlineData("initial", "{\"global\": \"uniform\"}")]
    [InlineData("initial", "{\"global\": \"uniform\", \"local\": {\"dirichlet\": 0}}")]
    [InlineData("initial", "{\"global\": \"uniform\", \"local\": \"normal\"}")]
    [InlineData("types", "[]")]
    [InlineData("types", "[{\"name\": \"a\", \"share\": 1}]")]
    [InlineData("clock", "{}")]
    [InlineData("clock", "{\"period\": 0}")]
    [InlineData("clock", "{\"period\": 2, \"names\": [\"a\", \"a\"]}")]
    [InlineData("clock", "{\"period\": 2, \"start\": -1}")]
    [InlineData("globalReward", "{\"byPhase\": []}")]
    [InlineData("globalReward", "{\"byPhase\": [{\"byPhase\": [[[1, 2], [3, 4]]]}]}")]
    [InlineData("geometry", "{\"target\": [-1, 0]}")]
    [InlineData("geometry", "{\"distance\": [[-1, 0], [0, 0], [0, 0]]}")]
    [InlineData("geometry", "{\"ring\": true}")]
    [InlineData("colour", "1")]
    public void What_the_schema_refuses_the_reader_refuses(string field, string value)
    {
        string json = SmallGame.Json(root => root[field] = JsonNode.Parse(value));
        Assert.NotEmpty(GameSchema.Check(json));
        Assert.ThrowsAny<InvalidInputException>(() => GameFile.Parse(json, "test.json"));
    }

    private static void AssertFields(JsonElement schema, IEnumerable<string> required, IEnumerable<string> optional)
    {
        IEnumerable<string> properties = schema.GetProperty("properties").EnumerateObject().Select(property => property.Name);
        Assert.Equal(required.Concat(optional).Order(StringComparer.Ordinal), properties.Order(StringComparer.Ordinal));
        string[] demanded = schema.TryGetProperty("required", out JsonElement names)
            ? [.. names.EnumerateArray().Select(name => name.GetString()!)]
            : [];
        Assert.Equal(required.Order(StringComparer.Ordinal), demanded.Order(StringComparer.Ordinal));
        Assert.Equal(JsonValueKind.False, schema.GetProperty("additionalProperties").ValueKind);
    }
}
