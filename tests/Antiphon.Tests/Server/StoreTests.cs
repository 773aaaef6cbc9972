using System.Net;
using System.Text.Json;
using Antiphon.Populations;
using Antiphon.Server;
using Microsoft.Data.Sqlite;

namespace Antiphon.Tests.Server;

/// <summary>Stores that fail, and come back.</summary>
public class StoreTests : ServerTest
{
    private const int NoSpace = 28;

    private static PolicySource[] Served =>
        [Source("linear", Game, Pair(Game, Remembering(FilterKind.Linear))), Source("table", Game, Pair(Game, Table(Game, 5)))];

    [Fact]
    public async Task Days_that_no_calendar_has_are_refused()
    {
        InvalidOptionException refusal = await Assert.ThrowsAsync<InvalidOptionException>(() =>
            PolicyServer.StartAsync(Options with { IdleDays = 1_000_000 }, Served)
        );
        Assert.Equal(nameof(ServerOptions.IdleDays), refusal.Option);
    }

    /// <summary>
    /// Decisions are refused before they are acknowledged, reads are answered; once there is room the session goes on as if nothing had
    /// happened.
    /// </summary>
    [Fact]
    public async Task On_a_full_disk_nothing_is_acknowledged_and_nothing_is_lost()
    {
        var store = new FailingStore(SqlStore.Open("memory", TimeProvider.System, Log));
        await Start(store, Served);
        const ulong seed = 3;
        string id = await Open("linear", seed);
        foreach (
            (int number, RecordedStep step) in RecordedStep.Record(Game, Pair(Game, Remembering(FilterKind.Linear)), seed, 40).Index()
        )
        {
            string question = Question(step.GlobalState, step.Observation);
            if (number % 5 == 4)
            {
                // Every other failure comes after the step was written: nobody knows then, and the key finds out.
                store.Failure = new IOException("No space left on device", NoSpace);
                store.WritesBeforeFailing = number % 2 == 0;
                Answer refused = await Post($"/v1/sessions/{id}/decisions", question, $"{number}");
                Assert.Equal("store", refused.Refused(HttpStatusCode.ServiceUnavailable));
                Assert.Equal("store", (await Post("/v1/sessions", """{"policy": "table"}""")).Refused(HttpStatusCode.ServiceUnavailable));
                int steps = (await Get($"/v1/sessions/{id}")).Succeeded().GetProperty("steps").GetInt32();
                Assert.Equal(store.WritesBeforeFailing ? number + 1 : number, steps);
                (await Post("/v1/policies/table/decisions", Question(0, [5, 0, 0, 0, 0]))).Succeeded();
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get("/readyz")).Status);
                store.Failure = null;
                Assert.Equal(HttpStatusCode.OK, (await Get("/readyz")).Status);
            }

            JsonElement answer = (await Post($"/v1/sessions/{id}/decisions", question, $"{number}")).Succeeded();
            Assert.Equal((number, step.Action), (answer.GetProperty("step").GetInt32(), answer.GetProperty("action").GetInt32()));
            Assert.Equal(step.Estimate, answer.GetProperty("estimate").EnumerateArray().Select(entry => entry.GetDouble()));
        }
    }

    /// <summary>The file has the step, the server ends before anybody is told: the next server finds the answer by the key.</summary>
    [Fact]
    public async Task A_step_that_SQLite_has_and_nobody_was_told_of_is_answered_by_the_next_server()
    {
        var store = new FailingStore(SqlStore.Open(In("sessions.db"), TimeProvider.System, Log));
        await Start(store, Served);
        List<RecordedStep> steps = RecordedStep.Record(Game, Pair(Game, Remembering(FilterKind.Linear)), 3, 40);
        string path = $"/v1/sessions/{await Open("linear", 3)}/decisions";
        for (int number = 0; number < 33; number++)
        {
            (await Post(path, Question(steps[number].GlobalState, steps[number].Observation), $"{number}")).Succeeded();
        }

        store.Failure = new IOException("the server is gone");
        store.WritesBeforeFailing = true;
        (await Post(path, Question(steps[33].GlobalState, steps[33].Observation), "33")).Refused(HttpStatusCode.ServiceUnavailable);
        await Start(Options with { Store = In("sessions.db") }, Served);
        for (int number = 33; number < 40; number++)
        {
            JsonElement answer = (
                await Post(path, Question(steps[number].GlobalState, steps[number].Observation), $"{number}")
            ).Succeeded();
            Assert.Equal((number, steps[number].Action), (answer.GetProperty("step").GetInt32(), answer.GetProperty("action").GetInt32()));
            Assert.Equal(steps[number].Estimate, answer.GetProperty("estimate").EnumerateArray().Select(entry => entry.GetDouble()));
        }
    }

    /// <summary>The database itself has no room left: what SQLite says then is no success.</summary>
    [Fact]
    public async Task SQLite_without_room_refuses_and_reads()
    {
        var dialect = new SmallDialect(In("small.db"));
        await using var writer = new StoreWriter(dialect, Log);
        byte[] large = new byte[200_000];
        await writer.Write(sql => sql.Execute("CREATE TABLE filler (content BLOB)"));
        await Assert.ThrowsAsync<StoreException>(() => writer.Write(sql => sql.Execute("INSERT INTO filler VALUES (@p0)", large)));
        Assert.Equal(0, await writer.Read(sql => sql.Number("SELECT COUNT(*) FROM filler")));
        Task<int> refused = writer.Write(sql => sql.Execute("INSERT INTO filler VALUES (@p0)", large));
        Task<long> read = writer.Read(sql => sql.Number("SELECT COUNT(*) FROM filler"));
        await Assert.ThrowsAsync<StoreException>(() => refused);
        Assert.Equal(0, await read);
        Assert.Equal(1, await writer.Write(sql => sql.Execute("INSERT INTO filler VALUES (@p0)", new byte[10])));
        Assert.Contains("full", Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_decisions_is_bounded()
    {
        await Start(Options with { Store = In("log.db"), LoggedDecisions = 100 }, Served);
        for (int request = 0; request < 30; request++)
        {
            (await Post("/v1/policies/table/decisions", Question(0, [5, 0, 0, 0, 0]))).Succeeded();
        }

        await Stop();
        await using var writer = new StoreWriter(new SqliteDialect(In("log.db")), Log);
        Assert.Equal(30, await writer.Read(sql => sql.Number("SELECT COUNT(*) FROM antiphon_decisions")));
        await writer.DisposeAsync();
        await using var store = SqlStore.Open(In("log.db"), TimeProvider.System, Log);
        await Task.WhenAll(Enumerable.Range(0, 2001).Select(number => store.Log(new LoggedDecision("p", "v", 1, [1], 2), 100)));
        await store.DisposeAsync();
        await using var reader = new StoreWriter(new SqliteDialect(In("log.db")), Log);
        Assert.InRange(await reader.Read(sql => sql.Number("SELECT COUNT(*) FROM antiphon_decisions")), 100, 1100);
    }

    private sealed class SmallDialect(string path) : SqlDialect
    {
        private readonly SqliteDialect inner = new(path);

        public override string Bytes => inner.Bytes;

        public override string Identity => inner.Identity;

        public override string BeginAlone => inner.BeginAlone;

        public override bool IsTimeOut(Exception failure) => inner.IsTimeOut(failure);

        public override System.Data.Common.DbConnection Connect()
        {
            System.Data.Common.DbConnection connection = inner.Connect();
            using var pragma = (SqliteCommand)connection.CreateCommand();
            pragma.CommandText = "PRAGMA max_page_count = 30";
            pragma.ExecuteNonQuery();
            return connection;
        }

        public override void Dispose()
        {
            inner.Dispose();
            base.Dispose();
        }
    }
}
