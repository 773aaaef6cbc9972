using System.Net;
using System.Text;
using System.Text.Json;
using Antiphon.Cluster;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;
using Antiphon.Tests.Server;

namespace Antiphon.Tests.Cluster;

/// <summary>Members of a cluster in one process; killed ones: tests/cluster/check.</summary>
[Trait("Tier", "full")]
public sealed class ClusterServerTests : IDisposable
{
    private const ulong Seed = 11;

    private static readonly JointPolicy Policy = new(ServedPair.Remembering(FilterKind.Linear), LocalPolicy.Uniform(ServedPair.Game));
    private static readonly PolicySource Served = new("linear", () => ServedPolicy.Of(ServedPair.Game, Policy));

    private readonly HttpClient client = new();
    private readonly StringWriter log = new();

    public void Dispose()
    {
        client.Dispose();
        log.Dispose();
    }

    /// <summary>Requests of one session go to both members in turn; one leaves, and the other goes on.</summary>
    [RedisFact]
    public async Task Members_answer_as_one_and_go_on_when_one_leaves()
    {
        using var redis = new RedisProcess();
        await using PolicyServer first = await Join(redis, Served);
        PolicyServer second = await Join(redis, Served);
        string id = await Open(second);
        foreach ((int number, RecordedStep step) in RecordedStep.Record(ServedPair.Game, Policy, Seed, 80).Index())
        {
            if (number == 40)
            {
                Assert.Equal(await Holder(first, id), await Holder(second, id));
                await second.StopAsync(TimeSpan.FromSeconds(5));
                await second.DisposeAsync();
            }

            string answer = await Ask(number is < 40 && number % 2 == 0 ? second : first, id, step, $"{number}");
            JsonElement read = JsonDocument.Parse(answer).RootElement;
            Assert.Equal((number, step.Action), (read.GetProperty("step").GetInt32(), read.GetProperty("action").GetInt32()));
            Assert.Equal(step.Estimate, read.GetProperty("estimate").EnumerateArray().Select(entry => entry.GetDouble()));
            Assert.Equal(answer, await Ask(first, id, step, $"{number}"));
        }

        Assert.NotNull(await Holder(first, id));
        using HttpResponseMessage unknown = await Send(
            first,
            new string('0', 32),
            """{"globalState": 0, "observation": [2, 0, 0, 0, 0]}""",
            "k"
        );
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using HttpResponseMessage odd = await Send(first, id, """{"globalState": 99, "observation": [2, 0, 0, 0, 0]}""", "k");
        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
        Assert.Contains("\"field\":\"globalState\"", await odd.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [RedisFact]
    public async Task A_member_that_serves_something_else_is_kept_out()
    {
        using var redis = new RedisProcess();
        await using PolicyServer first = await Join(redis, Served);
        PolicySource other = Served with { Load = () => ServedPolicy.Of(ServedPair.Game.WithAgents(10), Policy) };
        InvalidInputException refusal = await Assert.ThrowsAsync<InvalidInputException>(() => Join(redis, other));
        Assert.Contains("policy 'linear' has 10 agents; expected 1000, as there", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("the cluster has the member 127.0.0.1:", refusal.Message, StringComparison.Ordinal);

        // Its refusal leaves nothing behind that would keep the next one out.
        await using PolicyServer second = await Join(redis, Served);
        Assert.NotEmpty(await Open(second));
    }

    [RedisFact]
    public async Task A_Redis_that_would_lose_steps_is_refused()
    {
        using var redis = new RedisProcess("--appendonly", "no");
        InvalidInputException refusal = await Assert.ThrowsAsync<InvalidInputException>(() => Join(redis, Served));
        Assert.Equal(
            $"the Redis at {redis.Address} cannot hold a cluster: aof_enabled is 0; expected 1; set 'appendonly yes': without it a restart "
                + "of Redis loses steps that were answered",
            refusal.Message
        );
    }

    [RedisFact]
    public async Task A_Redis_that_asks_for_a_password_is_named()
    {
        using var redis = new RedisProcess("--requirepass", "secret");
        InvalidOptionException refusal = await Assert.ThrowsAsync<InvalidOptionException>(() => Join(redis, Served));
        Assert.StartsWith(
            $"RedisConfiguration is {redis.Address}, where Redis refuses this user or password; expected",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    private Task<PolicyServer> Join(RedisProcess redis, PolicySource source) =>
        ClusterServer.StartAsync(
            new ServerOptions { Urls = ["http://127.0.0.1:0"], Log = log },
            new MemberOptions { RedisConfiguration = redis.Address },
            [source]
        );

    private async Task<string> Open(PolicyServer server)
    {
        using var body = new StringContent($$"""{"policy": "linear", "seed": {{Seed}}}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage opened = await client.PostAsync($"{server.Addresses[0]}/v1/sessions", body);
        string text = await opened.Content.ReadAsStringAsync();
        Assert.True(opened.StatusCode == HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("session").GetString()!;
    }

    private async Task<string?> Holder(PolicyServer server, string id)
    {
        JsonElement listed = JsonDocument.Parse(await client.GetStringAsync($"{server.Addresses[0]}/v1/sessions")).RootElement;
        JsonElement session = listed
            .GetProperty("sessions")
            .EnumerateArray()
            .Single(each => each.GetProperty("session").GetString() == id);
        return session.TryGetProperty("holder", out JsonElement holder) ? holder.GetString() : null;
    }

    private async Task<string> Ask(PolicyServer server, string id, RecordedStep step, string key)
    {
        string question = $$"""{"globalState": {{step.GlobalState}}, "observation": [{{string.Join(',', step.Observation)}}]}""";
        using HttpResponseMessage response = await Send(server, id, question, key);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return text;
    }

    private async Task<HttpResponseMessage> Send(PolicyServer server, string id, string question, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server.Addresses[0]}/v1/sessions/{id}/decisions");
        request.Headers.Add("Idempotency-Key", key);
        request.Content = new StringContent(question, Encoding.UTF8, "application/json");
        return await client.SendAsync(request);
    }
}
