using System.Net;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

public class SessionTests : ServerTest
{
    private const int Steps = 150;

    // One instance: the game, the policy and what the filter shares are the same for all servers of a test.
    private static readonly Dictionary<string, JointPolicy> Pairs = new(StringComparer.Ordinal)
    {
        ["linear"] = Pair(Game, Remembering(FilterKind.Linear)),
        ["particles"] = Pair(Game.WithAgents(100), Remembering(FilterKind.Particles)),
        ["flow"] = Pair(Game, Remembering(FilterKind.Flow)),
        ["table"] = Pair(Game, Table(Game, 5)),
        ["own"] = Pair(Game, new CountingPolicy()),
    };

    private static CooperativeGame GameOf(string policy) => policy == "particles" ? Game.WithAgents(100) : Game;

    private protected override IReadOnlyList<PolicySource> Policies =>
        [.. Pairs.Select(pair => Source(pair.Key, GameOf(pair.Key), pair.Value))];

    /// <summary>Also where sessions are thrown out of memory all the time, and where the server is restarted.</summary>
    [Theory]
    [InlineData("linear", false)]
    [InlineData("particles", false)]
    [InlineData("flow", false)]
    [InlineData("table", false)]
    [InlineData("own", false)]
    [InlineData("linear", true)]
    [InlineData("particles", true)]
    [InlineData("flow", true)]
    [InlineData("table", true)]
    [InlineData("own", true)]
    public async Task A_session_takes_the_actions_of_the_simulated_episode_of_its_seed(string policy, bool isForgotten)
    {
        ServerOptions options = OnDisk with { SessionMemory = isForgotten ? 0 : 1 << 20 };
        await Start(options, Policies);
        const ulong seed = 11;
        string id = await Open(policy, seed);
        foreach ((int number, RecordedStep step) in RecordedStep.Record(GameOf(policy), Pairs[policy], seed, Steps).Index())
        {
            if (number is 40 or 64 or 100)
            {
                await Start(options, Policies);
            }

            JsonElement answer = (
                await Post($"/v1/sessions/{id}/decisions", Question(step.GlobalState, step.Observation), $"key {number}")
            ).Succeeded();
            Assert.Equal((number, step.Action), (answer.GetProperty("step").GetInt32(), answer.GetProperty("action").GetInt32()));
            Assert.Equal(step.Estimate, Estimate(answer));
        }

        JsonElement state = (await Get($"/v1/sessions/{id}")).Succeeded();
        Assert.Equal((Steps, seed), (state.GetProperty("steps").GetInt32(), state.GetProperty("seed").GetUInt64()));
        Assert.Empty(Log.ToString());
    }

    [Fact]
    public async Task A_repeated_key_gets_the_same_answer_and_takes_no_step()
    {
        string id = await Open("linear");
        string path = $"/v1/sessions/{id}/decisions";
        var answers = new List<string>();
        for (int step = 0; step < 100; step++)
        {
            answers.Add((await Post(path, Body(step), $"k{step}")).Succeeded().GetRawText());
            int earlier = Math.Max(0, step - (7 * step % 64));
            Assert.Equal(answers[earlier], (await Post(path, Body(earlier), $"k{earlier}")).Succeeded().GetRawText());
        }

        Assert.Equal("Idempotency-Key", (await Post(path, Body(4), "k99")).Refused(HttpStatusCode.UnprocessableEntity));
        Assert.Equal(100, (await Get($"/v1/sessions/{id}")).Succeeded().GetProperty("steps").GetInt32());
        (await Post(path, Body(0))).Succeeded();
        Assert.Equal(101, (await Post(path, Body(0))).Succeeded().GetProperty("step").GetInt32());
        Assert.Equal("Idempotency-Key", (await Post(path, Body(0), new string('x', 201))).Refused(HttpStatusCode.BadRequest));

        static string Body(int step) => Question(step % 5, [step % 3, 0, 0, 2 - (step % 3), 0]);
    }

    /// <summary>Requests that arrive together are taken one after the other; those of one key are one step.</summary>
    [Fact]
    public async Task Concurrent_requests_take_each_step_once()
    {
        string[] ids = [await Open("linear"), await Open("linear"), await Open("table")];
        int[][] observations =
        [
            [1, 1, 0, 0, 0],
            [1, 1, 0, 0, 0],
            [1, 1, 1, 1, 1],
        ];
        Task<Answer>[] requests =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(number =>
                    Post($"/v1/sessions/{ids[number % 3]}/decisions", Question(0, observations[number % 3]), $"key {number / 6}")
                ),
        ];
        Answer[] answers = await Task.WhenAll(requests);
        for (int session = 0; session < 3; session++)
        {
            int[] steps =
            [
                .. answers.Where((_, number) => number % 3 == session).Select(answer => answer.Succeeded().GetProperty("step").GetInt32()),
            ];
            Assert.Equal(Enumerable.Range(0, 50), steps.Distinct().Order());
            Assert.All(steps.GroupBy(step => step), step => Assert.Equal(2, step.Count()));
        }
    }

    /// <summary>Random walks over what can be done with sessions, beside a plain model of them.</summary>
    [Fact]
    public async Task Sessions_are_what_a_plain_model_says()
    {
        ServerOptions options = OnDisk with { SessionMemory = 0, MostSessions = 4 };
        await Start(options, Policies);
        var stream = new RandomStream(99);
        var model = new Dictionary<string, (string Policy, List<(string Body, string Answer)> Steps)>(StringComparer.Ordinal);
        var closed = new List<string>();
        for (int round = 0; round < 400; round++)
        {
            string? id = model.Count == 0 ? null : model.Keys.ElementAt((int)stream.NextBelow(model.Count));
            switch (stream.NextBelow(20))
            {
                case 0 when model.Count == 4:
                    Assert.Equal(
                        "sessions",
                        (await Post("/v1/sessions", """{"policy": "table"}""")).Refused(HttpStatusCode.TooManyRequests)
                    );
                    break;
                case 0 or 1 when model.Count < 4:
                    string policy = Pairs.Keys.ElementAt((int)stream.NextBelow(Pairs.Count));
                    model.Add(await Open(policy, (ulong)round), (policy, []));
                    break;
                case 2 when id is not null:
                    Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Delete, $"/v1/sessions/{id}")).Status);
                    model.Remove(id);
                    closed.Add(id);
                    break;
                case 3 when stream.NextBelow(4) == 0:
                    await Start(options, Policies);
                    break;
                case 4 when closed.Count > 0:
                    string gone = closed[^1];
                    Assert.Equal("id", (await Send(HttpMethod.Delete, $"/v1/sessions/{gone}")).Refused(HttpStatusCode.NotFound));
                    Assert.Equal("id", (await Get($"/v1/sessions/{gone}")).Refused(HttpStatusCode.NotFound));
                    Assert.Equal("id", (await Post($"/v1/sessions/{gone}/decisions", Question(0, []))).Refused(HttpStatusCode.NotFound));
                    break;
                case 5 when id is not null:
                    Assert.Equal(model[id].Steps.Count, (await Get($"/v1/sessions/{id}")).Succeeded().GetProperty("steps").GetInt32());
                    break;
                case 6 when id is not null:
                    (await Post($"/v1/sessions/{id}/decisions", Question(0, [9, 9, 9, 9, 9]), "bad")).Refused(HttpStatusCode.BadRequest);
                    break;
                case 7 or 8 when id is not null && model[id].Steps.Count > 0:
                    List<(string Body, string Answer)> former = model[id].Steps;
                    int which = former.Count - 1 - (int)stream.NextBelow(Math.Min(64, former.Count));
                    Assert.Equal(
                        former[which].Answer,
                        (await Post($"/v1/sessions/{id}/decisions", former[which].Body, $"{which}")).Succeeded().GetRawText()
                    );
                    break;
                case var _ when id is not null:
                    (string name, List<(string Body, string Answer)> steps) = model[id];
                    string body = Question((int)stream.NextBelow(5), name is "table" or "own" ? [0, 2, 3, 0, 0] : [1, 0, 1, 0, 0]);
                    JsonElement answer = (await Post($"/v1/sessions/{id}/decisions", body, $"{steps.Count}")).Succeeded();
                    Assert.Equal(steps.Count, answer.GetProperty("step").GetInt32());
                    steps.Add((body, answer.GetRawText()));
                    break;
            }
        }

        Assert.Empty(Log.ToString());
    }

    [Fact]
    public async Task What_a_session_cannot_go_on_with_is_said()
    {
        await Start(OnDisk, Policies);
        string id = await Open("linear");
        string own = await Open("own");
        string path = $"/v1/sessions/{id}/decisions";
        (await Post(path, Question(0, [1, 1, 0, 0, 0]))).Succeeded();
        (await Post(path, Question(0, [0, 0, 0, 0, 0]))).Succeeded();
        (await Post($"/v1/sessions/{own}/decisions", Question(0, [5, 0, 0, 0, 0]))).Succeeded();

        JointPolicy other = Pair(Game, new CountingPolicy(start: 1));
        await Start(OnDisk, [Source("linear", Game, Pairs["linear"]) with { Variant = "changed" }, Source("own", Game, other)]);
        Assert.Equal("id", (await Post(path, Question(0, [1, 1, 0, 0, 0]))).Refused(HttpStatusCode.Conflict));
        Assert.Equal("id", (await Get($"/v1/sessions/{own}")).Refused(HttpStatusCode.Conflict));
        Assert.Equal("policy", (await Post("/v1/sessions", """{"policy": 1}""")).Refused(HttpStatusCode.BadRequest));
        Assert.Equal("name", (await Post("/v1/sessions", """{"policy": "x"}""")).Refused(HttpStatusCode.NotFound));
        Assert.Equal("seed", (await Post("/v1/sessions", """{"policy": "own", "seed": "x"}""")).Refused(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_second_server_is_kept_from_the_file_and_a_store_of_another_format_is_refused()
    {
        await Start(OnDisk, Policies);
        InvalidInputException refusal = await Assert.ThrowsAsync<InvalidInputException>(() => PolicyServer.StartAsync(OnDisk, Policies));
        Assert.Contains("is used by another server", refusal.Message, StringComparison.Ordinal);
        Directory.CreateSymbolicLink(In("linked"), In(""));
        File.CreateSymbolicLink(In("link.db"), In("linked/sessions.db"));
        refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            PolicyServer.StartAsync(Options with { Store = In("link.db") }, Policies)
        );
        Assert.Contains("is used by another server", refusal.Message, StringComparison.Ordinal);
        await Stop();
        File.CreateSymbolicLink(In("circle.db"), In("circle.db"));
        await Assert.ThrowsAsync<InvalidInputException>(() => PolicyServer.StartAsync(Options with { Store = In("circle.db") }, Policies));
        await File.WriteAllTextAsync(In("text.db"), new string('x', 5000));
        await Assert.ThrowsAsync<InvalidInputException>(() => PolicyServer.StartAsync(Options with { Store = In("text.db") }, Policies));
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            PolicyServer.StartAsync(Options with { Store = In("nowhere/sessions.db") }, Policies)
        );
    }

    private static double[] Estimate(JsonElement answer) =>
        answer.TryGetProperty("estimate", out JsonElement list) ? [.. list.EnumerateArray().Select(entry => entry.GetDouble())] : [];

    /// <summary>A policy of a user: it remembers, and the library does not know how.</summary>
    private sealed class CountingPolicy(int start = 0) : GlobalPolicy(5, Game.GlobalActions)
    {
        public override bool Remembers => true;

        public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => new Actor { Sum = start };

        private sealed class Actor : IGlobalActor
        {
            public int Sum { get; set; }

            public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) => (Sum += observation[0]) % 5;

            public void Moved(int globalState) => Sum += globalState;
        }
    }
}
