using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Server;

/// <summary>The server as a process: killed at any moment, and told to stop.</summary>
public sealed class KillTests : IDisposable
{
    private const ulong Seed = 17;

    private static readonly JointPolicy Policy = new(ServedPair.Remembering(FilterKind.Linear), LocalPolicy.Uniform(ServedPair.Game));

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient client = new();

    public KillTests() => PolicyFile.Save(Policy, ServedPair.Game, folder.In("served.json"));

    public void Dispose()
    {
        client.Dispose();
        folder.Dispose();
    }

    [Fact]
    [Trait("Tier", "full")]
    public Task Retried_requests_survive_kills() => Survive(requests: 40, kills: 10);

    [Fact]
    [Trait("Tier", "full")]
    public Task Hundreds_of_retried_requests_survive_kills() => Survive(requests: 200, kills: 50);

    [Fact]
    [Trait("Tier", "full")]
    [Trait("Tier", "long")]
    public Task A_thousand_retried_requests_survive_kills() => Survive(requests: 1000, kills: 250);

    [Fact]
    public async Task It_ends_well_by_SIGTERM_and_as_cancelled_by_Ctrl_C()
    {
        using (ServedProcess first = await Start())
        {
            (int code, string error) = await first.End(PosixSignal.SIGTERM);
            Assert.Equal((0, "Stopping after open requests; interrupt again to stop at once.\n"), (code, error));
        }

        using ServedProcess second = await Start();
        using ServedProcess third = await ServedProcess.Start(folder.Root, "served.json", "--store", "memory");
        Assert.Equal(130, (await second.End(PosixSignal.SIGINT)).Code);
        Assert.Equal(0, (await third.End(PosixSignal.SIGTERM)).Code);
        Task<ServedProcess> refused = ServedProcess.Start(folder.Root, "served.json", "--urls", "http://0.0.0.0:0");
        Assert.StartsWith(
            "error: --urls is http://",
            (await Assert.ThrowsAsync<ServedProcess.EndedException>(() => refused)).Message,
            StringComparison.Ordinal
        );
    }

    /// <summary>Requests that are under way when the signal comes are answered.</summary>
    [Fact]
    [Trait("Tier", "full")]
    public async Task Requests_that_are_under_way_are_answered()
    {
        using ServedProcess server = await Start();
        string id = await Open(server);
        Task<string?>[] requests =
        [
            .. Enumerable.Range(0, 60).Select(step => Ask(server, id, new RecordedStep(0, [1, 1, 0, 0, 0], 0, []), $"{step}")),
        ];
        await requests[0];
        (int code, _) = await server.End(PosixSignal.SIGTERM);
        string?[] answers = await Task.WhenAll(requests);
        Assert.Equal(0, code);
        using ServedProcess again = await Start();
        using HttpResponseMessage state = await client.GetAsync($"{again.Address}/v1/sessions/{id}");
        int steps = JsonDocument.Parse(await state.Content.ReadAsStringAsync()).RootElement.GetProperty("steps").GetInt32();
        Assert.Equal(answers.Count(answer => answer is not null), steps);
    }

    /// <summary>
    /// The database's word that a step is committed never reaches the service, which is killed: the step was taken, nobody was answered,
    /// and the key finds the answer.
    /// </summary>
    [PostgresFact]
    [Trait("Tier", "full")]
    public async Task A_step_that_was_committed_and_not_answered_is_answered_after_a_kill()
    {
        using var database = new PostgresProcess();
        database.Start();
        using Relay relay = database.Relay();
        string store = PostgresProcess.ConnectionStringAt(relay.Port);
        List<RecordedStep> steps = RecordedStep.Record(ServedPair.Game, Policy, Seed, 40);
        string id;
        using (ServedProcess first = await ServedProcess.Start(folder.Root, "served.json", "--store", store))
        {
            id = await Open(first);
            for (int number = 0; number < 33; number++)
            {
                Assert.NotNull(await Ask(first, id, steps[number], $"key {number}"));
            }

            relay.Withhold("COMMIT\0");
            Task<string?> asked = Ask(first, id, steps[33], "key 33");
            await relay.Silence;
            Assert.False(asked.IsCompleted);
            first.Kill();
            Assert.Null(await asked);
        }

        relay.Speak();
        using ServedProcess second = await ServedProcess.Start(folder.Root, "served.json", "--store", store);
        using HttpResponseMessage state = await client.GetAsync($"{second.Address}/v1/sessions/{id}");
        Assert.Contains("\"steps\":34,", await state.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        for (int number = 33; number < 40; number++)
        {
            JsonElement answer = JsonDocument.Parse((await Ask(second, id, steps[number], $"key {number}"))!).RootElement;
            Assert.Equal((number, steps[number].Action), (answer.GetProperty("step").GetInt32(), answer.GetProperty("action").GetInt32()));
            Assert.Equal(steps[number].Estimate, answer.GetProperty("estimate").EnumerateArray().Select(entry => entry.GetDouble()));
        }
    }

    // The session takes the actions of the simulated episode, each once, whenever the process dies: before a request arrives, while it is
    // written, after the commit and before the answer.
    private async Task Survive(int requests, int kills)
    {
        var stream = new RandomStream((ulong)requests);
        ServedProcess server = await Start();
        try
        {
            string id = await Open(server);
            foreach ((int number, RecordedStep step) in RecordedStep.Record(ServedPair.Game, Policy, Seed, requests).Index())
            {
                bool dies = stream.NextBelow(requests) < kills;
                Task<string?> asked = Ask(server, id, step, $"key {number}");
                if (dies)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(stream.NextBelow(12)));
                    server.Kill();
                    string? lucky = await asked;
                    server.Dispose();
                    server = await Start();
                    asked = Ask(server, id, step, $"key {number}");
                    Assert.Equal(lucky ?? await asked, await asked);
                }

                JsonElement answer = JsonDocument.Parse((await asked)!).RootElement;
                Assert.Equal((number, step.Action), (answer.GetProperty("step").GetInt32(), answer.GetProperty("action").GetInt32()));
                Assert.Equal(step.Estimate, answer.GetProperty("estimate").EnumerateArray().Select(entry => entry.GetDouble()));
            }
        }
        finally
        {
            server.Dispose();
        }
    }

    private Task<ServedProcess> Start() => ServedProcess.Start(folder.Root, "served.json", "--store", "sessions.db");

    private async Task<string> Open(ServedProcess server)
    {
        using var body = new StringContent($$"""{"policy": "served", "seed": {{Seed}}}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage opened = await client.PostAsync($"{server.Address}/v1/sessions", body);
        string text = await opened.Content.ReadAsStringAsync();
        Assert.True(opened.StatusCode == HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("session").GetString()!;
    }

    // Null: the server died, or was told to stop, before it answered.
    private async Task<string?> Ask(ServedProcess server, string id, RecordedStep step, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Address}/v1/sessions/{id}/decisions");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(
            $$"""{"globalState": {{step.GlobalState}}, "observation": [{{string.Join(',', step.Observation)}}]}""",
            Encoding.UTF8,
            "application/json"
        );
        try
        {
            using HttpResponseMessage response = await client.SendAsync(request);
            string text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, text);
            return text;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
