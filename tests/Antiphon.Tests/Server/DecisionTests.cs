using System.Net;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;
using Antiphon.Tests.Learning;

namespace Antiphon.Tests.Server;

public class DecisionTests : ServerTest
{
    private const string Table5 = "/v1/policies/table/decisions";

    private static readonly CooperativeGame Typed = BuiltInGames.Get("mixed-fleet");
    private static readonly CooperativeGame Lossy = Game.WithSampling(new LossySampling(0.2));
    private static readonly CooperativeGame Clocked = BuiltInGames.Get("microgrid:day");
    private static readonly CheckedContinuousGame Continuous = new(new MagnetGame());

    private static readonly NeuralPair Networks = NeuralPair.Random(Continuous, new ContinuousOptions { Subsample = 2, Hidden = 4 });

    private protected override IReadOnlyList<PolicySource> Policies =>
        [
            Source("table", Game, Pair(Game, Table(Game, 5))),
            Source("uniform", Game, Pair(Game, new UniformGlobalPolicy(5, Game))),
            Source("typed", Typed, Pair(Typed, Table(Typed, 4))),
            Source("lossy", Lossy, Pair(Lossy, Table(Lossy, 3))),
            Source("clocked", Clocked, Pair(Clocked, Table(Clocked, 2))),
            Source("remembering", Game, Pair(Game, Remembering(FilterKind.Linear))),
            Source("broken", Game, Pair(Game, new FunctionPolicy(5, Game.GlobalActions, (_, _, _) => throw new IOException("/secret")))),
            new("networks", () => ServedPolicy.Of(Continuous, Networks.Deployed(2), value: 1.5)),
        ];

    [Fact]
    public async Task A_table_is_read_by_counts_by_states_by_names_and_by_indices()
    {
        TabularGlobalPolicy table = Table(Game, 5);
        int[] counts = new int[Game.LocalStates];
        counts[0] = 1;
        counts[2] = 3;
        counts[4] = 1;
        int expected = table.Action(3, table.Lattice.Rank(counts));
        string name = Game.GlobalStateNames[3];
        string[] states = [.. Game.LocalStateNames];
        string[] bodies =
        [
            """{"globalState": 3, "observation": [1, 0, 3, 0, 1]}""",
            $$"""{"globalState": "{{name}}", "observation": [1, 0, 3, 0, 1]}""",
            """{"globalState": 3, "observation": {"states": [2, 0, 2, 4, 2]}}""",
            $$"""{"observation": {"states": [2, "{{states[0]}}", 2, 4, "{{states[2]}}"]}, "globalState": "{{name}}"}""",
        ];

        foreach (string body in bodies)
        {
            JsonElement answer = (await Post(Table5, body)).Succeeded();
            Assert.Equal(expected, answer.GetProperty("action").GetInt32());
            Assert.Equal(Game.GlobalActionNames[expected], answer.GetProperty("actionName").GetString());
        }
    }

    [Fact]
    public async Task The_same_seed_gives_the_same_answer_and_a_drawn_seed_is_told()
    {
        const string path = "/v1/policies/uniform/decisions";
        var actions = new HashSet<int>();
        for (int seed = 0; seed < 40; seed++)
        {
            string body = $$"""{"globalState": 0, "observation": [5, 0, 0, 0, 0], "seed": {{seed}}}""";
            JsonElement first = (await Post(path, body)).Succeeded();
            Assert.Equal(first.GetRawText(), (await Post(path, body)).Succeeded().GetRawText());
            actions.Add(first.GetProperty("action").GetInt32());
        }

        Assert.Equal(Game.GlobalActions, actions.Count);
        JsonElement drawn = (await Post(path, Question(0, [5, 0, 0, 0, 0]))).Succeeded();
        ulong known = drawn.GetProperty("seed").GetUInt64();
        string again = $$"""{"globalState": 0, "observation": [5, 0, 0, 0, 0], "seed": {{known}}}""";
        Assert.Equal(drawn.GetRawText(), (await Post(path, again)).Succeeded().GetRawText());
    }

    [Fact]
    public async Task Probabilities_are_told_where_they_are_asked_for_and_known()
    {
        const string body = """{"globalState": 1, "observation": [5, 0, 0, 0, 0], "probabilities": true}""";
        JsonElement uniform = (await Post("/v1/policies/uniform/decisions", body)).Succeeded();
        Assert.All(uniform.GetProperty("probabilities").EnumerateArray(), entry =>
            Assert.Equal(1.0 / Game.GlobalActions, entry.GetDouble())
        );
        JsonElement table = (await Post(Table5, body)).Succeeded();
        Assert.Equal(1, table.GetProperty("probabilities")[table.GetProperty("action").GetInt32()].GetDouble());
        Assert.False((await Post(Table5, Question(0, [5, 0, 0, 0, 0]))).Succeeded().TryGetProperty("probabilities", out _));
    }

    [Fact]
    public async Task Types_clocks_and_lost_observations_are_served()
    {
        TabularGlobalPolicy typed = Table(Typed, 4);
        int[] seen = new int[Typed.LocalStates];
        foreach (CountBlock block in CountBlock.Of(Typed, 4))
        {
            seen[block.First] = block.Agents;
        }

        Assert.Equal(
            typed.Action(0, typed.Lattice.Rank(seen)),
            (await Post("/v1/policies/typed/decisions", Question(0, seen))).Succeeded().GetProperty("action").GetInt32()
        );

        TabularGlobalPolicy lossy = Table(Lossy, 3);
        int expected = lossy.Action(2, lossy.Lattice.Rank([1, 0, 2, 0, 0, 0]));
        Assert.Equal(expected, (await Lost("[1, 0, 2, 0, 0, 0]")).GetProperty("action").GetInt32());
        Assert.Equal(expected, (await Lost("""{"states": [1, 1]}""")).GetProperty("action").GetInt32());

        TabularGlobalPolicy clocked = Table(Clocked, 2);
        int[] two = [2, .. new int[Clocked.LocalStates - 1]];
        string name = JsonSerializer.Serialize(Clocked.GlobalStateNames[^1]);
        Assert.Equal(
            clocked.Action(Clocked.GlobalStates - 1, clocked.Lattice.Rank(two)),
            (await Post("/v1/policies/clocked/decisions", $$"""{"globalState": {{name}}, "observation": [{{string.Join(',', two)}}]}"""))
                .Succeeded()
                .GetProperty("action")
                .GetInt32()
        );

        async Task<JsonElement> Lost(string observation) =>
            (await Post("/v1/policies/lossy/decisions", $$"""{"globalState": 2, "observation": {{observation}}}""")).Succeeded();
    }

    [Fact]
    public async Task Networks_are_served()
    {
        double[] features = new double[Continuous.Features.Size];
        Continuous.Features.Mean([0.1, -0.3, 0.2, 0.4], 2, [0, 1], features);
        int expected = Networks.Deployed(2).Global.Actor(Continuous).Act([0.5], features, new RandomStream(0));
        const string path = "/v1/policies/networks/decisions";

        JsonElement states = (
            await Post(path, """{"globalState": 0.5, "observation": {"states": [[0.1, 0.2], [-0.3, 0.4]]}}""")
        ).Succeeded();
        JsonElement mean = (
            await Post(path, $$"""{"globalState": [0.5], "observation": {{JsonSerializer.Serialize(features)}}}""")
        ).Succeeded();
        Assert.Equal(expected, states.GetProperty("action").GetInt32());
        Assert.Equal(expected, mean.GetProperty("action").GetInt32());

        int[] actions = new int[2];
        Networks.Deployed(2).Local.Actor(Continuous).Act([0.5], [0.1, -0.3, 0.2, 0.4], new RandomStream(0), actions);
        JsonElement local = (
            await Post("/v1/policies/networks/local-decisions", """{"globalState": 0.5, "localStates": [[0.1, 0.2], [-0.3, 0.4]]}""")
        ).Succeeded();
        Assert.Equal(actions, local.GetProperty("actions").EnumerateArray().Select(entry => entry.GetInt32()));
        Assert.Equal(
            "globalState[0]",
            (await Post(path, """{"globalState": 7, "observation": [0]}""")).Refused(HttpStatusCode.BadRequest)
        );
    }

    [Fact]
    public async Task Local_agents_act_by_their_law()
    {
        const int agents = 9000;
        string body = $$"""{"globalState": 0, "localStates": [{{string.Join(',', Enumerable.Repeat(1, agents))}}], "seed": 5}""";
        int[] actions =
        [
            .. (await Post("/v1/policies/table/local-decisions", body))
                .Succeeded()
                .GetProperty("actions")
                .EnumerateArray()
                .Select(entry => entry.GetInt32()),
        ];

        // Uniform over 3: standard deviation sqrt(9000 2/9) = 45; six of them.
        Assert.Equal(agents, actions.Length);
        Assert.All(Enumerable.Range(0, Game.LocalActions), action => Assert.InRange(actions.Count(each => each == action), 2730, 3270));
        string larger = body.Replace("[1,", "[1,1,1,1,1,1,1,1,", StringComparison.Ordinal);
        Assert.Equal(
            "localStates",
            (
                await Post(
                    "/v1/policies/table/local-decisions",
                    $$"""{"globalState": 0, "localStates": [{{string.Join(',', Enumerable.Repeat(1, 10_001))}}]}"""
                )
            ).Refused(HttpStatusCode.BadRequest)
        );
        (await Post("/v1/policies/table/local-decisions", larger)).Succeeded();
    }

    [Theory]
    [InlineData("", "body")]
    [InlineData("[]", "body")]
    [InlineData("{", "body")]
    [InlineData("""{"globalState": 1, "globalState": 1, "observation": [5,0,0,0,0]}""", "body")]
    [InlineData("""{"observation": [5,0,0,0,0]}""", "globalState")]
    [InlineData("""{"globalState": -1, "observation": [5,0,0,0,0]}""", "globalState")]
    [InlineData("""{"globalState": 5, "observation": [5,0,0,0,0]}""", "globalState")]
    [InlineData("""{"globalState": 1.5, "observation": [5,0,0,0,0]}""", "globalState")]
    [InlineData("""{"globalState": "nowhere", "observation": [5,0,0,0,0]}""", "globalState")]
    [InlineData("""{"globalState": null, "observation": [5,0,0,0,0]}""", "globalState")]
    [InlineData("""{"globalState": 1}""", "observation")]
    [InlineData("""{"globalState": 1, "observation": 5}""", "observation")]
    [InlineData("""{"globalState": 1, "observation": [5,0,0,0]}""", "observation")]
    [InlineData("""{"globalState": 1, "observation": [4,0,0,0,0]}""", "observation")]
    [InlineData("""{"globalState": 1, "observation": [2147483647,2147483647,7,0,0]}""", "observation")]
    [InlineData("""{"globalState": 1, "observation": [6,-1,0,0,0]}""", "observation[1]")]
    [InlineData("""{"globalState": 1, "observation": [5,0,0.5,0,0]}""", "observation[2]")]
    [InlineData("""{"globalState": 1, "observation": {"states": [0,0,0,0]}}""", "observation")]
    [InlineData("""{"globalState": 1, "observation": {"states": [0,0,0,0,"x"]}}""", "observation.states[4]")]
    [InlineData("""{"globalState": 1, "observation": {"states": [0,0,0,0,0], "more": 1}}""", "observation")]
    [InlineData("""{"globalState": 1, "observation": [5,0,0,0,0], "seed": -1}""", "seed")]
    [InlineData("""{"globalState": 1, "observation": [5,0,0,0,0], "seed": 1.5}""", "seed")]
    [InlineData("""{"globalState": 1, "observation": [5,0,0,0,0], "seed": 18446744073709551616}""", "seed")]
    [InlineData("""{"globalState": 1, "observation": [5,0,0,0,0], "probabilities": 1}""", "probabilities")]
    [InlineData("""{"globalState": "\ud800", "observation": [5,0,0,0,0]}""", "globalState")]
    [InlineData("""{"globalState": 1, "\ud800": [5,0,0,0,0]}""", "body")]
    [InlineData("""{"globalState": 1, "observatoin": [5,0,0,0,0]}""", "observatoin")]
    public async Task What_is_wrong_with_a_body_is_named(string body, string field) =>
        Assert.Equal(field, (await Post(Table5, body)).Refused(HttpStatusCode.BadRequest));

    [Fact]
    public async Task Other_requests_are_refused_as_plainly()
    {
        string good = Question(0, [5, 0, 0, 0, 0]);
        Assert.Equal("name", (await Post("/v1/policies/other/decisions", good)).Refused(HttpStatusCode.NotFound));
        Assert.Equal("name", (await Post("/v1/policies/remembering/decisions", good)).Refused(HttpStatusCode.Conflict));
        Answer plain = await Send(HttpMethod.Post, Table5, good, type: "text/plain");
        Assert.Equal("Content-Type", plain.Refused(HttpStatusCode.UnsupportedMediaType));
        Assert.Equal("path", (await Get("/v1/nothing")).Refused(HttpStatusCode.NotFound));
        Assert.Equal("method", (await Get(Table5)).Refused(HttpStatusCode.MethodNotAllowed));
        Answer large = await Post(Table5, new string(' ', 2 << 20) + good);
        Assert.Equal("body", large.Refused(HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal(
            "observation",
            (await Post("/v1/policies/typed/decisions", Question(0, [4, .. new int[Typed.LocalStates - 1]]))).Refused(
                HttpStatusCode.BadRequest
            )
        );
    }

    [Fact]
    public async Task A_policy_that_fails_tells_the_client_nothing_and_the_operator_all()
    {
        Answer answer = await Post("/v1/policies/broken/decisions", Question(0, [5, 0, 0, 0, 0]));
        Assert.Equal("service", answer.Refused(HttpStatusCode.InternalServerError));
        Assert.All(["/secret", "   at ", nameof(IOException)], inside =>
            Assert.DoesNotContain(inside, answer.Text, StringComparison.Ordinal)
        );
        Assert.Contains("/secret", Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Policies_are_listed_in_the_order_they_were_named()
    {
        JsonElement[] list = [.. (await Get("/v1/policies")).Succeeded().GetProperty("policies").EnumerateArray()];
        Assert.Equal(
            Policies.Select(policy => policy.Name),
            list.Select(policy => policy.GetProperty("name").GetString()!),
            StringComparer.Ordinal
        );
        Assert.Equal(
            (5, 1000L, "warehouse-flat", false),
            (
                list[0].GetProperty("k").GetInt32(),
                list[0].GetProperty("agents").GetInt64(),
                list[0].GetProperty("game").GetString(),
                list[0].GetProperty("remembers").GetBoolean()
            )
        );
        Assert.Equal(
            Game.GlobalStateNames,
            list[0].GetProperty("globalStates").EnumerateArray().Select(name => name.GetString()!),
            StringComparer.Ordinal
        );
        Assert.True(list[5].GetProperty("remembers").GetBoolean());
        Assert.Equal(1.5, list[^1].GetProperty("value").GetDouble());
    }

    /// <summary>Whatever a body is, the answer is a decision or says what is wrong.</summary>
    [Fact]
    public async Task Damaged_bodies_never_fail()
    {
        var stream = new RandomStream(21);
        const string good = """{"globalState": "zone 1 active", "observation": {"states": [0, 1, 2, "zone 3", 4]}, "seed": 7}""";
        const string pieces = "{}[]\":,0e-.+9\\u00\nnulltrue";
        for (int round = 0; round < 600; round++)
        {
            var body = new System.Text.StringBuilder(good);
            for (int change = (int)stream.NextBelow(4); change >= 0; change--)
            {
                int place = (int)stream.NextBelow(body.Length);
                switch (stream.NextBelow(3))
                {
                    case 0:
                        body.Remove(place, (int)Math.Min(1 + stream.NextBelow(8), body.Length - place));
                        break;
                    case 1:
                        body.Insert(place, pieces[(int)stream.NextBelow(pieces.Length)]);
                        break;
                    default:
                        body[place] = (char)(32 + stream.NextBelow(200));
                        break;
                }

                body.Append(body.Length == 0 ? " " : "");
            }

            Answer answer = await Post(Table5, body.ToString());
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.Status} {body}");
        }

        Assert.Empty(Log.ToString());
    }
}
