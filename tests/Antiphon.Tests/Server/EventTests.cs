using System.Net;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Sessions as they are watched.</summary>
public class EventTests : ServerTest
{
    private static readonly Dictionary<string, JointPolicy> Pairs = new(StringComparer.Ordinal)
    {
        ["linear"] = Pair(Game, Remembering(FilterKind.Linear)),
        ["particles"] = Pair(Game.WithAgents(100), Remembering(FilterKind.Particles)),
        ["flow"] = Pair(Game, Remembering(FilterKind.Flow)),
        ["table"] = Pair(Game, Table(Game, 5)),
    };

    private protected override IReadOnlyList<PolicySource> Policies =>
        [.. Pairs.Select(pair => Source(pair.Key, GameOf(pair.Key), pair.Value))];

    private static CooperativeGame GameOf(string policy) => policy == "particles" ? Game.WithAgents(100) : Game;

    /// <summary>Asking for reasons changes nothing that the session does.</summary>
    [Theory]
    [InlineData("linear")]
    [InlineData("particles")]
    [InlineData("flow")]
    [InlineData("table")]
    public async Task A_watched_session_does_what_it_does_unwatched_and_each_step_arrives(string policy)
    {
        const ulong seed = 11;
        string id = await Open(policy, seed);
        await using ReceivedEvents watched = await Watch(id);
        JsonElement head = await watched.Next("session");
        Assert.Equal((id, policy), (head.GetProperty("session").GetString(), head.GetProperty("policy").GetProperty("name").GetString()));
        foreach ((int number, RecordedStep step) in RecordedStep.Record(GameOf(policy), Pairs[policy], seed, 70).Index())
        {
            string body = Question(step.GlobalState, step.Observation);
            (await Post($"/v1/sessions/{id}/decisions", body)).Succeeded();
            JsonElement told = await watched.Next("step");
            Assert.Equal(
                (number, step.GlobalState, step.Action),
                (told.GetProperty("step").GetInt32(), told.GetProperty("globalState").GetInt32(), told.GetProperty("action").GetInt32())
            );
            Assert.Equal(step.Observation.Select(count => (double)count), Numbers(told, "observation"));
            Assert.Equal(step.Estimate, Numbers(told, "estimate"));
            Assert.Equal(step.Estimate.Length, Numbers(told, "deviation").Length);
            Assert.Equal(step.Estimate.Length > 0, told.TryGetProperty("test", out _));
        }
    }

    /// <summary>r_g(s_g, a_g) + sum_x mu_x rbar_l(x, s_g), with rbar_l of agents that draw their actions uniformly.</summary>
    [Fact]
    public async Task A_step_tells_the_reward_that_is_expected_at_the_estimate()
    {
        string id = await Open("linear");
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        (await Post($"/v1/sessions/{id}/decisions", Question(1, [2, 0, 0, 0, 0]))).Succeeded();
        JsonElement told = await watched.Next("step");
        double expected = Game.GlobalReward(1, told.GetProperty("action").GetInt32());
        foreach ((int local, double share) in Numbers(told, "estimate").Index())
        {
            for (int action = 0; action < Game.LocalActions; action++)
            {
                expected += share * Game.LocalReward(local, 1, action) / Game.LocalActions;
            }
        }

        Assert.Equal(expected, told.GetProperty("reward").GetDouble(), 1e-12);
    }

    [Fact]
    public async Task Observations_that_the_belief_did_not_foretell_raise_the_alarm()
    {
        string id = await Open("linear");
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        bool alarmed = false;
        for (int step = 0; step < 40; step++)
        {
            // Many agents cannot all be in one state in one step and in another in the next.
            (await Post($"/v1/sessions/{id}/decisions", Question(0, step % 2 == 0 ? [2, 0, 0, 0, 0] : [0, 0, 2, 0, 0]))).Succeeded();
            JsonElement test = (await watched.Next("step")).GetProperty("test");
            Assert.Equal(4, test.GetProperty("level").GetDouble());
            alarmed |= test.GetProperty("alarm").GetBoolean();
        }

        Assert.True(alarmed);
    }

    [Fact]
    public async Task A_plan_with_values_tells_them_and_acts_by_the_largest()
    {
        var local = LocalPolicy.Uniform(Game);
        PopulationPlan plan = new InformedPlan(new GLearnOptions()).Solve(Game, local, 4, CancellationToken.None);
        var pair = new JointPolicy(new RememberingPolicy(2, plan, new MemoryOptions()), local);
        await Start(Options, Source("informed", Game, pair));
        string id = await Open("informed");
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        foreach (RecordedStep step in RecordedStep.Record(Game, pair, 7, 20))
        {
            (await Post($"/v1/sessions/{id}/decisions", Question(step.GlobalState, step.Observation))).Succeeded();
            double[] values = Numbers(await watched.Next("step"), "values");
            Assert.Equal(Game.GlobalActions, values.Length);
            Assert.Equal(values.Max(), values[step.Action], 1e-9);
        }
    }

    [Fact]
    public async Task A_watcher_goes_on_after_the_last_step_that_arrived_also_at_another_server()
    {
        ServerOptions options = Options with { Store = In("sessions.db") };
        await Start(options, Policies);
        string id = await Open("linear");
        await Steps(id, 3);
        await using (ReceivedEvents first = await Watch(id))
        {
            await first.Next("session");
            Assert.Equal([0, 1, 2], await Numbers(first, 3));
        }

        await Steps(id, 3);
        await Start(options, Policies);
        await using ReceivedEvents second = await Watch(id, last: 2);
        Assert.Equal(6, (await second.Next("session")).GetProperty("steps").GetInt32());
        Assert.Equal([3, 4, 5], await Numbers(second, 3));
        await Steps(id, 1);
        Assert.Equal([6], await Numbers(second, 1));
    }

    [Fact]
    public async Task The_stream_ends_with_the_session()
    {
        string id = await Open("linear");
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        await Steps(id, 1);
        Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Delete, $"/v1/sessions/{id}")).Status);
        await watched.Next("step");
        await watched.Next("closed");
        await watched.Ends();
        Assert.Equal("id", (await Get($"/v1/sessions/{id}/events")).Refused(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_server_that_stops_says_so_and_waits_for_no_watcher()
    {
        string id = await Open("linear");
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        Task draining = Drain();
        await watched.Next("stopping");
        await watched.Ends();
        await draining;
    }

    /// <summary>What another server does with a shared store is found by the heartbeat.</summary>
    [Fact]
    public async Task Steps_and_the_end_that_came_through_another_server_arrive()
    {
        var store = SqlStore.Open("memory", TimeProvider.System, Log);
        await Start(Options with { Time = new FastClock() }, store, Policies);
        string id = await Open("table");
        await Steps("table", id, 1);
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        StepRow step = (await store.Find(id))!.Steps[0];
        await watched.Next("step");
        Assert.True(await store.Append(id, step with { Number = 1 }, null));
        Assert.Equal(1, (await watched.Next("step")).GetProperty("step").GetInt32());
        Assert.True(await store.Close(id));
        await watched.Next("closed");
        await watched.Ends();
    }

    [Fact]
    public async Task A_key_that_is_removed_watches_no_longer()
    {
        (string key, AccessKey line) = AccessKey.Create("reader", AccessScope.Read);
        (string actor, AccessKey act) = AccessKey.Create("actor", AccessScope.Act);
        string file = In("keys.txt");
        await File.WriteAllTextAsync(file, $"{line}\n{act}\n");
        await Start(Options with { Keys = file }, Policies);
        Answer opened = await Send(HttpMethod.Post, "/v1/sessions", """{"policy": "linear"}""", bearer: actor);
        string id = opened.Succeeded(HttpStatusCode.Created).GetProperty("session").GetString()!;
        Assert.Equal("Authorization", (await Get($"/v1/sessions/{id}/events")).Refused(HttpStatusCode.Unauthorized));
        await using ReceivedEvents watched = await Watch(id, bearer: key);
        await watched.Next("session");
        await File.WriteAllTextAsync(file, $"{act}\n");
        await watched.Ends();
    }

    [Fact]
    public async Task A_connection_that_falls_behind_is_dropped()
    {
        var queue = new StepQueue();
        for (int step = 0; step < StepQueue.Length; step++)
        {
            queue.Add(new StepEvent(step, []));
        }

        Assert.Equal(Waited.Step, await queue.Wait(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
        queue.Add(new StepEvent(StepQueue.Length, []));
        Assert.Equal(Waited.Dropped, await queue.Wait(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    public async Task A_number_of_the_last_step_that_is_none_is_refused(string last)
    {
        string id = await Open("linear");
        Assert.Equal(
            "Last-Event-ID",
            (await Send(HttpMethod.Get, $"/v1/sessions/{id}/events", last: last)).Refused(HttpStatusCode.BadRequest)
        );
    }

    private Task Steps(string id, int number) => Steps("linear", id, number);

    private async Task Steps(string policy, string id, int number)
    {
        for (int step = 0; step < number; step++)
        {
            string question = Question(0, policy == "linear" ? [1, 1, 0, 0, 0] : [5, 0, 0, 0, 0]);
            (await Post($"/v1/sessions/{id}/decisions", question)).Succeeded();
        }
    }

    private static async Task<List<int>> Numbers(ReceivedEvents events, int number)
    {
        var numbers = new List<int>();
        while (numbers.Count < number)
        {
            numbers.Add((await events.Next("step")).GetProperty("step").GetInt32());
        }

        return numbers;
    }

    private static double[] Numbers(JsonElement step, string field) =>
        step.TryGetProperty(field, out JsonElement list) ? [.. list.EnumerateArray().Select(number => number.GetDouble())] : [];
}
