using System.Net;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Sessions that nobody uses are closed, and what was closed leaves the store.</summary>
public class CleaningTests : ServerTest
{
    private readonly Calendar clock = new();

    private static PolicySource[] Served => [Source("table", Game, Pair(Game, Table(Game, 5)))];

    [Fact]
    public async Task Idle_sessions_are_closed_and_steps_that_nobody_needs_are_forgotten()
    {
        await using SqlStore store = OpenStore();
        await Begin(store, "old", 1);
        await Begin(store, "used", ulong.MaxValue);
        DateTimeOffset opened = clock.GetUtcNow();
        clock.Now += TimeSpan.FromDays(10);
        for (int step = 0; step < 200; step++)
        {
            Checkpoint? kept = step % 32 == 31 ? new Checkpoint([1, 2], Math.Max(0, step - 63)) : null;
            Assert.True(await store.Append("used", Step(step, $"{step}"), kept));
        }

        Assert.False(await store.Append("used", Step(200, "199"), null));
        StoredSession used = (await store.Find("used"))!;
        Assert.Equal((192, ulong.MaxValue), (used.SnapshotSteps, used.Row.Seed));
        Assert.Equal(Enumerable.Range(128, 72).Select(number => (long)number), used.Steps.Select(step => step.Number));
        Assert.Equal(1, await store.CloseIdle(opened + TimeSpan.FromDays(1), CancellationToken.None));
        Assert.Null(await store.Find("old"));
        Assert.Equal((1, 1), (await store.Count(), store.LastCount));
        Assert.True(await store.Close("used"));
        Assert.False(await store.Close("used"));
        Assert.Equal(0, store.LastCount);
    }

    /// <summary>Also a server that missed so many steps that none of its own is kept cannot take one of them again.</summary>
    [Fact]
    public async Task Only_the_step_after_the_latest_one_is_added()
    {
        await using SqlStore store = OpenStore();
        await Begin(store, "session", 1);
        for (int step = 0; step < 10; step++)
        {
            Assert.True(await store.Append("session", Step(step), step == 9 ? new Checkpoint([], 8) : null));
        }

        Assert.False(await store.Append("session", Step(3), null));
        Assert.False(await store.Append("session", Step(9), null));
        Assert.False(await store.Append("session", Step(11), null));
        Assert.False(await store.Append("nobody", Step(0), null));
        Assert.True(await store.Append("session", Step(10), null));
        Assert.Equal((11, null), (await store.Steps("session"), await store.Steps("nobody")));
    }

    /// <summary>A session may have any number of steps: a portion goes at once, the others when the store is cleaned.</summary>
    [Fact]
    public async Task All_steps_of_closed_sessions_leave_the_store_and_no_others()
    {
        await using (SqlStore store = OpenStore())
        {
            await Begin(store, "long", 1);
            await Begin(store, "short", 1);
        }

        await Fill("long", 3500);
        await Fill("short", 20);
        await using (SqlStore store = OpenStore())
        {
            Assert.True(await store.Close("long"));
            Assert.Null(await store.Find("long"));
            clock.Now += TimeSpan.FromHours(1);
            await store.CloseIdle(clock.Now - TimeSpan.FromDays(1), CancellationToken.None);
            Assert.Equal(20, await store.Steps("short"));
        }

        Assert.Equal((20, 0), (await Number("SELECT COUNT(*) FROM antiphon_steps"), await Number("SELECT COUNT(*) FROM antiphon_closed")));
    }

    /// <summary>A step that another server was adding while the session was closed goes later.</summary>
    [Fact]
    public async Task A_step_that_comes_after_the_end_leaves_the_store()
    {
        await using (SqlStore store = OpenStore())
        {
            await Begin(store, "closed", 1);
            await store.Close("closed");
        }

        await Fill("closed", 1);
        await using (SqlStore store = OpenStore())
        {
            clock.Now += TimeSpan.FromHours(1);
            await store.CloseIdle(clock.Now - TimeSpan.FromDays(1), CancellationToken.None);
        }

        Assert.Equal(0, await Number("SELECT COUNT(*) FROM antiphon_steps"));
    }

    /// <summary>A transaction that was begun before the session was closed may still add its step for a minute.</summary>
    [Fact]
    public async Task What_was_closed_within_the_last_minute_is_left_alone()
    {
        await using (SqlStore store = OpenStore())
        {
            await Begin(store, "closed", 1);
            await store.Close("closed");
            clock.Now += TimeSpan.FromSeconds(59);
            await store.CloseIdle(clock.Now - TimeSpan.FromDays(1), CancellationToken.None);
        }

        Assert.Equal(1, await Number("SELECT COUNT(*) FROM antiphon_closed"));
        await using (SqlStore store = OpenStore())
        {
            clock.Now += TimeSpan.FromSeconds(2);
            await store.CloseIdle(clock.Now - TimeSpan.FromDays(1), CancellationToken.None);
        }

        Assert.Equal(0, await Number("SELECT COUNT(*) FROM antiphon_closed"));
    }

    /// <summary>A thousand idle sessions with a hundred steps each: steps of another session are taken all the while.</summary>
    [Fact]
    public async Task Requests_are_answered_while_a_hundred_thousand_steps_are_removed()
    {
        const int sessions = 1000;
        const int steps = 100;
        const int least = 5;
        clock.Now = TimeProvider.System.GetUtcNow();
        DateTimeOffset idle = clock.Now + TimeSpan.FromDays(5);
        await OpenStore().DisposeAsync();
        await Execute(
            $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {sessions}) "
                + $"INSERT INTO antiphon_sessions SELECT 'idle ' || i, 'p', 'v', 1, {Milliseconds}, NULL, 0, NULL FROM n"
        );
        await Execute($"UPDATE antiphon_store SET sessions = {sessions}");
        await Execute(
            $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {(sessions * steps) - 1}) INSERT INTO antiphon_steps "
                + $"SELECT 'idle ' || (1 + i / {steps}), i % {steps}, {Milliseconds}, NULL, x'00', 1, x'' FROM n"
        );
        clock.Now += TimeSpan.FromDays(10);
        SqlStore store = OpenStore();
        await Start(store, Served);
        string id = await Open("table");
        string question = Question(0, [5, 0, 0, 0, 0]);
        (await Post($"/v1/sessions/{id}/decisions", question)).Succeeded();
        Task<long> cleaning = store.CloseIdle(idle, CancellationToken.None);
        int answered = 0;
        while (!cleaning.IsCompleted)
        {
            (await Post($"/v1/sessions/{id}/decisions", question)).Succeeded();
            answered++;
        }

        Assert.Equal(sessions, await cleaning);
        Assert.InRange(answered, least, int.MaxValue);
        Assert.Equal((1, answered + 1), (await store.Count(), await store.Steps(id)));
        await Stop();
        Assert.Equal(0, await Number("SELECT COUNT(*) FROM antiphon_steps WHERE session LIKE 'idle%'"));
    }

    /// <summary>A session that was closed for its age is gone at once, also from memory.</summary>
    [Fact]
    public async Task A_closed_session_cannot_be_read()
    {
        await using var store = SqlStore.Open("memory", TimeProvider.System, Log);
        await Start(store, Served);
        string id = await Open("table");
        string question = Question(0, [5, 0, 0, 0, 0]);
        (await Post($"/v1/sessions/{id}/decisions", question, "key")).Succeeded();
        Assert.Equal(1, await store.CloseIdle(DateTimeOffset.UtcNow + TimeSpan.FromDays(1), CancellationToken.None));
        Assert.Equal("id", (await Get($"/v1/sessions/{id}")).Refused(HttpStatusCode.NotFound));
        Assert.Equal("id", (await Post($"/v1/sessions/{id}/decisions", question, "key")).Refused(HttpStatusCode.NotFound));
        Assert.Equal("id", (await Post($"/v1/sessions/{id}/decisions", question, "other")).Refused(HttpStatusCode.NotFound));
    }

    private long Milliseconds => clock.Now.ToUnixTimeMilliseconds();

    private static StepRow Step(long number, string? key = null) => new(number, key, [3], 4, []);

    private static async Task Begin(SqlStore store, string id, ulong seed) =>
        Assert.Equal(id, (await store.Open(new SessionRow(id, "p", "v", seed), null, long.MaxValue))!.Id);

    private SqlStore OpenStore() => SqlStore.Open(OnDisk.Store, clock, Log);

    private Task<int> Fill(string session, int steps) =>
        Execute(
            $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {steps - 1}) "
                + $"INSERT INTO antiphon_steps SELECT '{session}', i, {Milliseconds}, NULL, x'00', 1, x'' FROM n"
        );

    private Task<int> Execute(string text) => InStore(sql => sql.Execute(text));

    private Task<long> Number(string text) => InStore(sql => sql.Number(text));
}
