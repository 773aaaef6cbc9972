using System.Net;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

public class AccessTests : ServerTest
{
    private const string Decisions = "/v1/policies/table/decisions";

    private static readonly string Good = Question(0, [5, 0, 0, 0, 0]);

    private static PolicySource[] Served => [Source("table", Game, Pair(Game, Table(Game, 5)))];

    private string KeysPath => In("keys.txt");

    [Fact]
    public async Task Scopes_decide_what_a_key_is_good_for()
    {
        (string reader, AccessKey read) = AccessKey.Create("reader", AccessScope.Read);
        (string actor, AccessKey act) = AccessKey.Create("actor", AccessScope.Act);
        (string admin, AccessKey all) = AccessKey.Create("admin", AccessScope.Admin);
        await File.WriteAllTextAsync(KeysPath, $"# Who may ask\n\n{read}\n{act}\n  {all}  \n");
        await Start(Options with { Keys = KeysPath }, Served);

        Assert.Equal("Authorization", (await Get("/v1/policies")).Refused(HttpStatusCode.Unauthorized));
        Assert.Equal("Authorization", (await Ask(HttpMethod.Get, "/v1/policies", reader + "x")).Refused(HttpStatusCode.Unauthorized));
        Assert.Equal(HttpStatusCode.OK, (await Get("/healthz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Get("/readyz")).Status);
        Assert.Equal(HttpStatusCode.OK, (await Get("/openapi/v1.json")).Status);
        (string Key, int Rank)[] keys = [(reader, 0), (actor, 1), (admin, 2)];
        foreach ((string key, int rank) in keys)
        {
            Check(0, await Ask(HttpMethod.Get, "/v1/policies", key));
            Check(1, await Ask(HttpMethod.Post, Decisions, key));
            Check(1, await Ask(HttpMethod.Post, "/v1/sessions", key, """{"policy": "table"}"""));
            Check(2, await Ask(HttpMethod.Get, "/metrics", key));

            void Check(int needed, Answer answer)
            {
                if (rank >= needed)
                {
                    Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.Created, answer.Text);
                }
                else
                {
                    Assert.Equal("Authorization", answer.Refused(HttpStatusCode.Forbidden));
                }
            }
        }

        Assert.Equal(6, Refusals());
        Assert.Contains("refused 403 GET /metrics to 127.0.0.1 actor", Log.ToString(), StringComparison.Ordinal);
        Assert.All(keys, key => Assert.DoesNotContain(key.Key, Log.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_is_revoked_without_a_restart_and_a_damaged_file_holds_none()
    {
        (string former, AccessKey line) = AccessKey.Create("former", AccessScope.Act);
        (string later, AccessKey other) = AccessKey.Create("later", AccessScope.Act);
        await File.WriteAllTextAsync(KeysPath, $"{line}\n");
        await Start(Options with { Keys = KeysPath }, Served);
        await Becomes(former, HttpStatusCode.OK);
        await File.WriteAllTextAsync(KeysPath, $"# former is gone\n{other}\n");
        await Becomes(former, HttpStatusCode.Unauthorized);
        await Becomes(later, HttpStatusCode.OK);
        await File.WriteAllTextAsync(KeysPath, $"{other}\nnonsense\n");
        await Becomes(later, HttpStatusCode.Unauthorized);
        await File.WriteAllTextAsync(KeysPath, $"{other}\n{line}\n");
        await Becomes(later, HttpStatusCode.OK);
    }

    // As mounted secrets are changed: the link stays as it is, its target is another file of the same length and time.
    [Fact]
    public async Task A_key_is_revoked_where_the_file_is_a_link_to_another_one()
    {
        (string former, AccessKey line) = AccessKey.Create("former", AccessScope.Act);
        (string later, AccessKey other) = AccessKey.Create("later1", AccessScope.Act);
        (string first, string second) = (In("first"), In("second"));
        DateTime time = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        foreach ((string folder, AccessKey key) in new[] { (first, line), (second, other) })
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllTextAsync(Path.Combine(folder, "keys.txt"), $"{key}\n");
            File.SetLastWriteTimeUtc(Path.Combine(folder, "keys.txt"), time);
        }

        Directory.CreateSymbolicLink(In("data"), first);
        File.CreateSymbolicLink(KeysPath, Path.Combine("data", "keys.txt"));
        await Start(Options with { Keys = KeysPath }, Served);
        await Becomes(former, HttpStatusCode.OK);
        Directory.Delete(In("data"));
        Directory.CreateSymbolicLink(In("data"), second);
        await Becomes(former, HttpStatusCode.Unauthorized);
        await Becomes(later, HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("alice root sha256:00")]
    [InlineData("alice 2 sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("alice act sha256:g000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("al/ice act sha256:0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task A_file_of_keys_that_is_none_is_refused_at_the_start(string line)
    {
        await File.WriteAllTextAsync(KeysPath, line);
        await Assert.ThrowsAsync<InvalidInputException>(() => PolicyServer.StartAsync(Options with { Keys = KeysPath }, Served));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://example.com:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://[localhost]:0")]
    [InlineData("http://[127.0.0.1]:0")]
    [InlineData("ftp://127.0.0.1:0")]
    [InlineData("nonsense")]
    public async Task Without_keys_only_this_machine_is_listened_to(string url)
    {
        InvalidOptionException refusal = await Assert.ThrowsAsync<InvalidOptionException>(() =>
            PolicyServer.StartAsync(Options with { Urls = [url] }, Served)
        );
        Assert.Equal(nameof(ServerOptions.Urls), refusal.Option);
    }

    /// <summary>A name that another site leads to this address is in the header Host.</summary>
    [Fact]
    public async Task Without_keys_only_names_of_this_machine_are_answered()
    {
        PolicyServer server = await Start(Options, Served);
        string address = server.Addresses[0];
        Assert.StartsWith("HTTP/1.1 200", await Raw(address, "localhost"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await Raw(address, "127.0.0.1:1"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403", await Raw(address, "evil.example"), StringComparison.Ordinal);
        Assert.Contains("refused 403 GET /v1/policies", Log.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A proxy on this machine has an address of this machine, whoever asked it.</summary>
    [Theory]
    [InlineData("Forwarded: for=203.0.113.9", "Forwarded")]
    [InlineData("forwarded: for=203.0.113.9", "Forwarded")]
    [InlineData("X-Forwarded-For: 203.0.113.9", "X-Forwarded-*")]
    [InlineData("x-forwarded-proto: https", "X-Forwarded-*")]
    [InlineData("X-Real-IP: 203.0.113.9", "X-Real-IP")]
    [InlineData("Via: 1.1 proxy", "Via")]
    public async Task Without_keys_what_a_proxy_passes_on_is_refused(string header, string name)
    {
        PolicyServer server = await Start(Options, Served);
        string answer = await Raw(server.Addresses[0], "localhost", header);
        Assert.StartsWith("HTTP/1.1 403", answer, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/problem+json", answer, StringComparison.Ordinal);
        Assert.Contains($"\"field\":\"{name}\"", answer, StringComparison.Ordinal);
        Assert.Contains("ask the operator to configure keys", answer, StringComparison.Ordinal);
        Assert.Contains($"refused 403 GET /v1/policies to 127.0.0.1: {name} shows", Log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_keys_what_a_proxy_passes_on_is_answered()
    {
        (string key, AccessKey line) = AccessKey.Create("alice", AccessScope.Read);
        await File.WriteAllTextAsync(KeysPath, $"{line}\n");
        PolicyServer server = await Start(Options with { Keys = KeysPath }, Served);
        string headers = $"X-Forwarded-For: 203.0.113.9\r\nAuthorization: Bearer {key}";
        Assert.StartsWith("HTTP/1.1 200", await Raw(server.Addresses[0], "proxy.example", headers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_the_scheme_is_told()
    {
        await File.WriteAllTextAsync(KeysPath, $"{AccessKey.Create("alice", AccessScope.Read).Line}\n");
        PolicyServer server = await Start(Options with { Keys = KeysPath }, Served);
        string answer = await Raw(server.Addresses[0], "localhost");
        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nWWW-Authenticate: Bearer\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_cannot_be_tried_quickly_and_refusals_do_not_flood_the_log()
    {
        (string used, AccessKey first) = AccessKey.Create("used", AccessScope.Read);
        (string fresh, AccessKey second) = AccessKey.Create("fresh", AccessScope.Read);
        await File.WriteAllTextAsync(KeysPath, $"{first}\n{second}\n");
        var clock = new StoppedClock();
        await Start(Options with { Keys = KeysPath, Time = clock }, Served);
        Assert.Equal(HttpStatusCode.OK, await Try(used));
        for (int attempt = 0; attempt < 2 * RefusalLog.MostPerSecond; attempt++)
        {
            HttpStatusCode expected = attempt < RefusalLog.MostPerSecond ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests;
            Assert.Equal(expected, await Try($"guess {attempt}"));
        }

        // Keys are too long to be guessed; those who have one do not suffer from others at their address.
        Assert.Equal(HttpStatusCode.OK, await Try(fresh));
        Assert.Equal(HttpStatusCode.OK, await Try(used));
        Assert.Equal(RefusalLog.MostPerSecond, Refusals());
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await Try(fresh));
        Assert.Equal(HttpStatusCode.Unauthorized, await Try("guess"));
        Assert.Equal(RefusalLog.MostPerSecond + 1, Refusals());
        Assert.Contains($"({RefusalLog.MostPerSecond} earlier refusals are not logged)", Log.ToString(), StringComparison.Ordinal);

        async Task<HttpStatusCode> Try(string key) => (await Ask(HttpMethod.Get, "/v1/policies", key)).Status;
    }

    [Fact]
    public async Task A_client_that_asks_too_often_does_not_flood_the_log()
    {
        await Start(Options with { Rate = 1, Time = new StoppedClock() }, Served);
        for (int request = 0; request < 3 * RefusalLog.MostPerSecond; request++)
        {
            HttpStatusCode expected = request == 0 ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests;
            Assert.Equal(expected, (await Get("/v1/policies")).Status);
        }

        Assert.Equal(RefusalLog.MostPerSecond, Refusals());
    }

    [Fact]
    public async Task A_client_that_asks_too_often_is_told_to_wait()
    {
        await Start(Options with { Rate = 5 }, Served);
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Post(Decisions, Good)));
        Assert.InRange(answers.Count(answer => answer.Status == HttpStatusCode.OK), 5, 25);
        Assert.Equal("rate", answers.First(answer => answer.Status != HttpStatusCode.OK).Refused(HttpStatusCode.TooManyRequests));
        Assert.Equal(HttpStatusCode.OK, (await Get("/healthz")).Status);
    }

    private int Refusals() => Log.ToString().Split('\n').Count(line => line.Contains("refused", StringComparison.Ordinal));

    private Task<Answer> Ask(HttpMethod method, string path, string key, string? body = null) =>
        Send(method, path, method == HttpMethod.Post ? body ?? Good : null, bearer: key);

    private async Task Becomes(string key, HttpStatusCode expected)
    {
        HttpStatusCode found = default;
        for (int attempt = 0; attempt < 600 && found != expected; attempt++)
        {
            found = (await Ask(HttpMethod.Get, "/v1/policies", key)).Status;
            await Task.Delay(found == expected ? 0 : 50);
        }

        Assert.Equal(expected, found);
    }

    private static Task<string> Raw(string address, string host, string header = "X-Other: 1") =>
        RawHttp.Send(address, $"GET /v1/policies HTTP/1.1\r\nHost: {host}\r\n{header}\r\nConnection: close\r\n\r\n");

    /// <summary>A clock at which no time passes that a test does not let pass; dates and timers are the system's.</summary>
    private sealed class StoppedClock : TimeProvider
    {
        private long now;

        public void Pass(TimeSpan time) => Interlocked.Add(ref now, (long)(time.TotalSeconds * TimestampFrequency));

        public override long GetTimestamp() => Interlocked.Read(ref now);
    }
}
