using System.Net;
using System.Text.Json;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

public class PostgresTests : ServerTest
{
    private static readonly JointPolicy Policy = Pair(Game, Remembering(FilterKind.Linear));

    private static PolicySource[] Served => [Source("linear", Game, Policy), Source("table", Game, Pair(Game, Table(Game, 5)))];

    /// <summary>While the database is away the service is not ready and acknowledges nothing; it comes back by itself.</summary>
    [PostgresFact]
    [Trait("Tier", "full")]
    public async Task A_database_that_goes_away_and_comes_back_loses_nothing()
    {
        using var database = new PostgresProcess();
        ServerOptions options = Options with { Store = database.ConnectionString, LoggedDecisions = 10 };
        await Assert.ThrowsAsync<InvalidInputException>(() => PolicyServer.StartAsync(options, Served));
        database.Start();
        await Start(options, Served);
        const ulong seed = 5;
        string id = await Open("linear", seed);
        foreach ((int number, RecordedStep step) in RecordedStep.Record(Game, Policy, seed, 120).Index())
        {
            string question = Question(step.GlobalState, step.Observation);
            if (number is 40 or 70)
            {
                database.Stop();
                Assert.Equal(
                    "store",
                    (await Post($"/v1/sessions/{id}/decisions", question, $"{number}")).Refused(HttpStatusCode.ServiceUnavailable)
                );
                Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get("/readyz")).Status);
                database.Start();
                await Ready();
            }

            if (number is 20 or 100)
            {
                await Start(options, Served);
            }

            JsonElement answer = (await Post($"/v1/sessions/{id}/decisions", question, $"{number}")).Succeeded();
            Assert.Equal((number, step.Action), (answer.GetProperty("step").GetInt32(), answer.GetProperty("action").GetInt32()));
            Assert.Equal(step.Estimate, answer.GetProperty("estimate").EnumerateArray().Select(entry => entry.GetDouble()));
            Assert.Equal(
                answer.GetRawText(),
                (await Post($"/v1/sessions/{id}/decisions", question, $"{number}")).Succeeded().GetRawText()
            );
        }

        (await Post($"/v1/sessions/{id}/decisions", Question(0, [2, 0, 0, 0, 0]))).Succeeded();
        Assert.Equal(
            121,
            (await Post($"/v1/sessions/{id}/decisions", Question(0, [2, 0, 0, 0, 0]))).Succeeded().GetProperty("step").GetInt32()
        );
        Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Delete, $"/v1/sessions/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await Get($"/v1/sessions/{id}")).Status);
        (await Post("/v1/policies/table/decisions", Question(0, [5, 0, 0, 0, 0]))).Succeeded();
    }

    /// <summary>Two servers on one database: a key that one of them answered, the other answers alike, and no step is taken twice.</summary>
    [PostgresFact]
    [Trait("Tier", "full")]
    public async Task Servers_that_share_a_database_take_each_step_once()
    {
        using var database = new PostgresProcess();
        database.Start();
        ServerOptions options = Options with { Store = database.ConnectionString };
        await using PolicyServer other = await PolicyServer.StartAsync(options, Served);
        PolicyServer own = await Start(options, Served);
        string id = await Open("linear");
        using var client = new HttpClient();
        string[] addresses = [own.Addresses[0], other.Addresses[0]];
        for (int step = 0; step < 60; step++)
        {
            string[] answers = await Task.WhenAll(addresses.Select(address => Ask(address, step)));
            Assert.Equal(answers[0], answers[1]);
            Assert.Contains($"\"step\":{step},", answers[0], StringComparison.Ordinal);
        }

        async Task<string> Ask(string address, int step)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/v1/sessions/{id}/decisions");
            request.Headers.Add("Idempotency-Key", $"{step}");
            request.Content = new StringContent(Question(0, [1, 1, 0, 0, 0]), System.Text.Encoding.UTF8, "application/json");
            using HttpResponseMessage response = await client.SendAsync(request);
            string text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return text;
        }
    }

    /// <summary>A database that accepts and says nothing: requests end, and all goes on when it speaks again.</summary>
    [PostgresFact]
    [Trait("Tier", "full")]
    public async Task A_database_that_says_nothing_keeps_nobody_waiting()
    {
        using var database = new PostgresProcess();
        database.Start();
        using Relay relay = database.Relay();
        await Start(Options with { Store = PostgresProcess.ConnectionStringAt(relay.Port) }, Served);
        string id = await Open("table");
        string path = $"/v1/sessions/{id}/decisions";
        string question = Question(0, [5, 0, 0, 0, 0]);
        (await Post(path, question, "0")).Succeeded();
        relay.Withhold("");
        Assert.Equal("store", (await Post(path, question, "1")).Refused(HttpStatusCode.ServiceUnavailable));
        Answer[] answers = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(number => number % 2 == 0 ? Post(path, question, $"{number}") : Get($"/v1/sessions/{id}"))
        );
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await Get("/readyz")).Status);
        (await Post("/v1/policies/table/decisions", question)).Succeeded();
        relay.Speak();
        await Ready();
        (await Post(path, question, "1")).Succeeded();
        Assert.InRange((await Get($"/v1/sessions/{id}")).Succeeded().GetProperty("steps").GetInt32(), 2, 3);
    }

    /// <summary>What one server did, the other one tells at once: steps, the end of a session, the number of sessions.</summary>
    [PostgresFact]
    [Trait("Tier", "full")]
    public async Task Servers_that_share_a_database_tell_the_same()
    {
        using var database = new PostgresProcess();
        database.Start();
        ServerOptions options = Options with { Store = database.ConnectionString, MostSessions = 5 };
        Task<PolicyServer> starting = Task.Run(() => PolicyServer.StartAsync(options, Served));
        await Start(options, Served);
        await using PolicyServer other = await starting;
        using var client = new HttpClient { BaseAddress = new Uri(other.Addresses[0]) };
        string id = await Open("linear");
        (await Post($"/v1/sessions/{id}/decisions", Question(0, [1, 1, 0, 0, 0]))).Succeeded();
        Assert.Contains("\"steps\":1,", await client.GetStringAsync($"/v1/sessions/{id}"), StringComparison.Ordinal);
        (await Post($"/v1/sessions/{id}/decisions", Question(0, [1, 1, 0, 0, 0]))).Succeeded();
        Assert.Contains("\"steps\":2,", await client.GetStringAsync($"/v1/sessions/{id}"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Delete, $"/v1/sessions/{id}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/v1/sessions/{id}")).StatusCode);

        const string body = """{"policy": "linear"}""";
        HttpStatusCode[] answers = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async number =>
                    number % 2 == 0
                        ? (await Post("/v1/sessions", body)).Status
                        : (await client.PostAsync("/v1/sessions", new StringContent(body, null, "application/json"))).StatusCode
                )
        );
        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(15, answers.Count(status => status == HttpStatusCode.TooManyRequests));
    }

    /// <summary>Whoever dies within a transaction, or stops there, keeps steps of others waiting for nobody.</summary>
    [PostgresFact]
    [Trait("Tier", "full")]
    public async Task A_transaction_that_does_not_end_elsewhere_stops_no_steps()
    {
        using var database = new PostgresProcess();
        database.Start();
        await Start(Options with { Store = database.ConnectionString }, Served);
        string id = await Open("table");
        string question = Question(0, [5, 0, 0, 0, 0]);
        await using var other = new Npgsql.NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync();
        await using Npgsql.NpgsqlTransaction held = await other.BeginTransactionAsync();
        await using var count = new Npgsql.NpgsqlCommand("UPDATE antiphon_store SET sessions = sessions + 1", other, held);
        await count.ExecuteNonQueryAsync();
        Task<Answer> opening = Post("/v1/sessions", """{"policy": "table"}""");
        (await Post($"/v1/sessions/{id}/decisions", question, "0")).Succeeded();
        Assert.Equal("store", (await opening).Refused(HttpStatusCode.ServiceUnavailable));
        (await Post($"/v1/sessions/{id}/decisions", question, "1")).Succeeded();
        Assert.Equal(HttpStatusCode.OK, (await Get("/readyz")).Status);
        await held.RollbackAsync();
        Assert.NotEqual(id, await Open("table"), StringComparer.Ordinal);
    }

    private async Task Ready()
    {
        for (int attempt = 0; attempt < 100 && (await Get("/readyz")).Status != HttpStatusCode.OK; attempt++)
        {
            await Task.Delay(50);
        }

        Assert.Equal(HttpStatusCode.OK, (await Get("/readyz")).Status);
    }
}
