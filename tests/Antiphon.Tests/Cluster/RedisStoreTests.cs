using System.Net;
using System.Text.Json;
using Antiphon.Cluster;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;
using Antiphon.Tests.Server;
using StackExchange.Redis;

namespace Antiphon.Tests.Cluster;

/// <summary>Sessions in Redis, as one server uses them and as two use them at once.</summary>
public class RedisStoreTests : ServerTest
{
    private static readonly JointPolicy Policy = Pair(Game, Remembering(FilterKind.Linear));

    private static PolicySource[] Served => [Source("linear", Game, Policy), Source("table", Game, Pair(Game, Table(Game, 5)))];

    /// <summary>The session takes the steps of the simulated episode over restarts of the server and of Redis.</summary>
    [RedisFact]
    [Trait("Tier", "full")]
    public async Task A_session_survives_the_server_and_Redis()
    {
        using var redis = new RedisProcess();
        await Start(await Open(redis), Served);
        const ulong seed = 5;
        string id = await Open("linear", seed);
        foreach ((int number, RecordedStep step) in RecordedStep.Record(Game, Policy, seed, 120).Index())
        {
            string question = Question(step.GlobalState, step.Observation);
            if (number == 70)
            {
                redis.Kill();
                Answer refused = await Post($"/v1/sessions/{id}/decisions", question, $"{number}");
                Assert.Equal("store", refused.Refused(HttpStatusCode.ServiceUnavailable));
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get("/readyz")).Status);
                redis.Start();
                while ((await Get("/readyz")).Status != HttpStatusCode.OK)
                {
                    await Task.Delay(20);
                }
            }

            if (number is 20 or 100)
            {
                await Start(await Open(redis), Served);
            }

            JsonElement answer = (await Post($"/v1/sessions/{id}/decisions", question, $"{number}")).Succeeded();
            Assert.Equal((number, step.Action), (answer.GetProperty("step").GetInt32(), answer.GetProperty("action").GetInt32()));
            Assert.Equal(step.Estimate, answer.GetProperty("estimate").EnumerateArray().Select(entry => entry.GetDouble()));
            Answer again = await Post($"/v1/sessions/{id}/decisions", question, $"{number}");
            Assert.Equal(answer.GetRawText(), again.Succeeded().GetRawText());
        }

        Assert.Equal(HttpStatusCode.Gone, (await Post($"/v1/sessions/{id}/decisions", Question(0, [2, 0, 0, 0, 0]), "3")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Delete, $"/v1/sessions/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Get($"/v1/sessions/{id}")).Status);
    }

    [RedisFact]
    public async Task A_step_is_added_once_and_only_after_the_latest()
    {
        using var redis = new RedisProcess();
        await using RedisStore store = await Open(redis);
        Assert.False(await store.Append("none", Step(0, null), null));
        Assert.Null(await store.Steps("none"));
        Assert.Null(await store.StepsAfter("none", -1));
        Assert.Null(await store.Find("none"));
        await store.Open(Row("a"), null, 10);
        Assert.Equal(0, await store.Steps("a"));
        Assert.False(await store.Append("a", Step(1, null), null));
        Assert.True(await store.Append("a", Step(0, "k"), null));
        Assert.False(await store.Append("a", Step(0, "other"), null));
        Assert.False(await store.Append("a", Step(1, "k"), null));
        Assert.True(await store.Append("a", Step(1, null), null));
        Assert.Equal(2, await store.Steps("a"));
        Assert.Equal(0, (await store.FindStep("a", "k"))!.Number);
        Assert.Null(await store.FindStep("a", "other"));
    }

    /// <summary>Of two servers that take the same step one is told that it did.</summary>
    [RedisFact]
    public async Task Of_two_that_add_the_same_step_one_succeeds()
    {
        using var redis = new RedisProcess();
        await using RedisStore first = await Open(redis);
        await using RedisStore second = await Open(redis);
        await first.Open(Row("a"), null, 10);
        for (int number = 0; number < 200; number++)
        {
            bool[] added = await Task.WhenAll(
                first.Append("a", Step(number, "k" + number), null),
                second.Append("a", Step(number, "l" + number), null)
            );
            Assert.Single(added, true);
        }

        Assert.Equal(Enumerable.Range(0, 200), (await second.StepsAfter("a", -1))!.Select(step => (int)step.Number));
    }

    [RedisFact]
    public async Task With_a_snapshot_earlier_steps_and_their_keys_go()
    {
        using var redis = new RedisProcess();
        await using RedisStore store = await Open(redis);
        await store.Open(Row("a"), null, 10);
        for (int number = 0; number < 96; number++)
        {
            Checkpoint? kept = number == 95 ? new Checkpoint([1, 2, 3], KeepFrom: 32) : null;
            Assert.True(await store.Append("a", Step(number, $"key {number}"), kept));
        }

        StoredSession stored = (await store.Find("a"))!;
        Assert.Equal((96L, 32L, 95L, 64), (stored.SnapshotSteps, stored.Steps[0].Number, stored.Steps[^1].Number, stored.Steps.Count));
        Assert.Equal<byte[]>([1, 2, 3], stored.Snapshot!);
        Assert.Null(await store.FindStep("a", "key 31"));
        Assert.Equal(32, (await store.FindStep("a", "key 32"))!.Number);
        Assert.Equal(95, (await store.FindStep("a", "key 95"))!.Number);
        Assert.Equal([94, 95], (await store.StepsAfter("a", 93))!.Select(step => (int)step.Number));
        Assert.True(await store.Append("a", Step(96, "key 0"), null));
        Assert.Equal(64, await Database(redis, database => database.HashLengthAsync(RedisKeys.StepKeys("a"))) - 1);
    }

    /// <summary>A session without snapshots is read in portions.</summary>
    [RedisFact]
    public async Task All_steps_of_a_long_session_are_read()
    {
        using var redis = new RedisProcess();
        await using RedisStore store = await Open(redis);
        await store.Open(Row("a"), null, 10);
        await Task.WhenAll(Enumerable.Range(0, 2500).Select(number => store.Append("a", Step(number, null), null)));
        Assert.Equal(Enumerable.Range(0, 2500), (await store.Find("a"))!.Steps.Select(step => (int)step.Number));
        Assert.Equal(Enumerable.Range(7, 2493), (await store.StepsAfter("a", 6))!.Select(step => (int)step.Number));
    }

    [RedisFact]
    public async Task Open_sessions_are_counted_found_by_their_key_and_limited()
    {
        using var redis = new RedisProcess();
        await using RedisStore store = await Open(redis);
        Assert.Equal("a", (await store.Open(Row("a"), "key", 2))!.Id);
        Assert.Equal(Row("a"), await store.Open(Row("b"), "key", 2));
        Assert.Equal("b", (await store.Open(Row("b"), null, 2))!.Id);
        Assert.Null(await store.Open(Row("c"), "other", 2));
        Assert.Equal(Row("a"), await store.Open(Row("c"), "key", 2));
        Assert.Equal((2, 2), (await store.Count(), store.LastCount));
        Assert.True(await store.Uses("table", "v"));
        Assert.True(await store.Close("a"));
        Assert.False(await store.Close("a"));
        Assert.Equal("c", (await store.Open(Row("c"), "key", 2))!.Id);
        Assert.True(await store.Close("b"));
        Assert.True(await store.Close("c"));
        Assert.Equal((0, 0), (await store.Count(), store.LastCount));
        Assert.False(await store.Uses("table", "v"));
        await store.Check();
        Assert.Equal(["antiphon:check", "antiphon:format"], await Keys(redis));
    }

    /// <summary>Sessions of one millisecond are in descending order of their ids, also across pages.</summary>
    [RedisFact]
    public async Task Sessions_are_listed_page_by_page()
    {
        using var redis = new RedisProcess();
        var clock = new SetClock();
        await using RedisStore store = await Open(redis, clock);
        for (int number = 0; number < 9; number++)
        {
            clock.Now += number % 5 == 0 ? 1 : 0;
            await store.Open(Row($"{number}"), null, 10);
        }

        clock.Now += 7;
        await store.Append("3", Step(0, null), null);
        await store.Hold("3", "10.0.0.1:1@2");
        var listed = new List<ListedSession>();
        SessionPlace? after = null;
        while (await store.List(after, 2) is { Count: > 0 } page)
        {
            listed.AddRange(page);
            after = new SessionPlace(page[^1].Opened, page[^1].Row.Id);
        }

        Assert.Equal("876543210", string.Concat(listed.Select(session => session.Row.Id)));
        ListedSession used = listed.Single(session => session.Row.Id == "3");
        Assert.Equal((1L, clock.Now, "10.0.0.1:1@2"), (used.Steps, used.Taken, used.Holder));
        Assert.All(listed.Except([used]), session => Assert.Equal((0L, null, null), (session.Steps, session.Taken, session.Holder)));
        await store.Release("3", "another");
        Assert.NotNull((await store.List(null, 9)).Single(session => session.Row.Id == "3").Holder);
        await store.Release("3", "10.0.0.1:1@2");
        await store.Hold("gone", "10.0.0.1:1@2");
        Assert.All(await store.List(null, 10), session => Assert.Null(session.Holder));
    }

    [RedisFact]
    public async Task Sessions_that_nobody_used_since_are_closed()
    {
        using var redis = new RedisProcess();
        var clock = new SetClock();
        await using RedisStore store = await Open(redis, clock);
        for (int number = 0; number < 40; number++)
        {
            await store.Open(Row($"{number}"), null, 100);
        }

        clock.Now += 1000;
        await store.Append("7", Step(0, null), null);
        await store.Open(Row("new"), null, 100);
        Assert.Equal(39, await store.CloseIdle(clock.GetUtcNow(), CancellationToken.None));
        Assert.Equal(
            "7 new",
            string.Join(' ', (await store.List(null, 10)).Select(session => session.Row.Id).Order(StringComparer.Ordinal))
        );
    }

    [RedisFact]
    public async Task The_log_keeps_the_latest_decisions()
    {
        using var redis = new RedisProcess();
        await using RedisStore store = await Open(redis);
        for (int number = 0; number < 12; number++)
        {
            await store.Log(new LoggedDecision("table", "v", 1, [1], number), 10);
        }

        RedisValue[] kept = await Database(redis, database => database.ListRangeAsync(RedisKeys.Decisions));
        Assert.Equal(
            Enumerable.Range(2, 10).Reverse(),
            kept.Select(each => JsonDocument.Parse($"{each}").RootElement.GetProperty("action").GetInt32())
        );
    }

    internal static async Task<RedisStore> Open(RedisProcess redis, TimeProvider? clock = null)
    {
        ConnectionMultiplexer connection = await RedisConnection.Open(RedisAddress.Read(redis.Address), TextWriter.Null);
        return new RedisStore(new RedisRequests(connection, TextWriter.Null), clock ?? TimeProvider.System);
    }

    private static SessionRow Row(string id) => new(id, "table", "v", ulong.MaxValue);

    private static StepRow Step(long number, string? key) => new(number, key, [1, 2], 3, [4]);

    private static async Task<T> Database<T>(RedisProcess redis, Func<IDatabase, Task<T>> use)
    {
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(redis.Address);
        return await use(connection.GetDatabase());
    }

    private static Task<string[]> Keys(RedisProcess redis) => Database(redis, async database =>
        {
            string[] keys = (string[])(await database.ExecuteAsync("KEYS", "*"))!;
            return keys.Order(StringComparer.Ordinal).ToArray();
        });

    /// <summary>A clock that a test sets.</summary>
    private sealed class SetClock : TimeProvider
    {
        public long Now { get; set; } = 1_700_000_000_000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(Now);
    }
}
