using System.Net;
using System.Text;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Server;

/// <summary>Starts servers in this process, at a free port, and asks them over HTTP.</summary>
public abstract class ServerTest : IAsyncLifetime, IDisposable
{
    private protected static readonly CooperativeGame Game = ServedPair.Game;

    private const int LargeBody = 1 << 16;

    private readonly HttpClient client = new();
    private readonly TemporaryFolder temporary = new();
    private PolicyServer? server;

    private protected StringWriter Log { get; } = new();

    private protected string In(params string[] parts) => temporary.In(parts);

    /// <summary>The policies that a test asks for, unless it starts a server of its own.</summary>
    private protected virtual IReadOnlyList<PolicySource> Policies => [];

    private protected ServerOptions Options =>
        new()
        {
            Urls = ["http://127.0.0.1:0"],
            Store = "memory",
            Log = Log,
        };

    private protected ServerOptions OnDisk => Options with { Store = In("sessions.db") };

    public async Task InitializeAsync()
    {
        if (Policies.Count > 0)
        {
            await Start(Options, Policies);
        }
    }

    public async Task DisposeAsync() => await Stop();

    public void Dispose()
    {
        client.Dispose();
        temporary.Dispose();
        Log.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected static PolicySource Source(string name, CooperativeGame game, JointPolicy pair) =>
        new(name, () => ServedPolicy.Of(game, pair));

    private protected static TabularGlobalPolicy Table(CooperativeGame game, int subsample) => ServedPair.Table(game, subsample);

    private protected static JointPolicy Pair(CooperativeGame game, GlobalPolicy global) => new(global, LocalPolicy.Uniform(game));

    private protected static RememberingPolicy Remembering(FilterKind filter) => ServedPair.Remembering(filter);

    private protected async Task<PolicyServer> Start(ServerOptions options, params IReadOnlyList<PolicySource> policies)
    {
        await Stop();
        server = await PolicyServer.StartAsync(options, policies);
        return server;
    }

    /// <summary>Where the server listens.</summary>
    private protected Uri Address => new(server!.Addresses[0]);

    /// <summary>Starts a server with a store of the test.</summary>
    private protected Task Start(ISessionStore store, params IReadOnlyList<PolicySource> policies) => Start(Options, store, policies);

    private protected async Task Start(ServerOptions options, ISessionStore store, params IReadOnlyList<PolicySource> policies)
    {
        await Stop();
        server = await PolicyServer.StartAsync(options, policies, store, Log, CancellationToken.None);
    }

    /// <summary>Stops the server as a signal does: requests under way are answered.</summary>
    private protected Task Drain() => server!.StopAsync(TimeSpan.FromSeconds(30));

    private protected async Task Stop()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
            server = null;
        }
    }

    /// <summary>Does something to the store on the disk, which no server uses.</summary>
    private protected async Task<T> InStore<T>(Func<SqlConnection, T> work)
    {
        await using var writer = new StoreWriter(new SqliteDialect(In("sessions.db")), Log);
        return await writer.Write(work);
    }

    private protected Task<Answer> Get(string path) => Send(HttpMethod.Get, path);

    private protected Task<Answer> Post(string path, string body, string? key = null) => Send(HttpMethod.Post, path, body, key);

    private protected async Task<Answer> Send(
        HttpMethod method,
        string path,
        string? body = null,
        string? key = null,
        string? bearer = null,
        string type = "application/json",
        string? last = null
    )
    {
        using var request = new HttpRequestMessage(method, server!.Addresses[0] + path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, type);

            // Of a refused body that does not fit into buffers, the rest cannot be sent: ask first.
            request.Headers.ExpectContinue = body.Length > LargeBody;
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (last is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", last);
        }

        if (bearer is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {bearer}");
        }

        using HttpResponseMessage response = await client.SendAsync(request);
        return new Answer(
            response.StatusCode,
            response.Content.Headers.ContentType?.MediaType ?? "",
            await response.Content.ReadAsStringAsync()
        );
    }

    /// <summary>Watches a session.</summary>
    private protected Task<ReceivedEvents> Watch(string id, long? last = null, string? bearer = null) =>
        ReceivedEvents.Open(client, $"{server!.Addresses[0]}/v1/sessions/{id}/events", last, bearer);

    /// <summary>Watches the simulated population.</summary>
    private protected Task<ReceivedEvents> WatchDemo() =>
        ReceivedEvents.Open(client, $"{server!.Addresses[0]}/v1/demo/events", last: null, bearer: null);

    private protected async Task<string> Open(string policy, ulong seed = 7)
    {
        Answer opened = await Post("/v1/sessions", $$"""{"policy": "{{policy}}", "seed": {{seed}}}""");
        return opened.Succeeded(HttpStatusCode.Created).GetProperty("session").GetString()!;
    }

    /// <summary>The body of a decision.</summary>
    private protected static string Question(int globalState, IEnumerable<int> observation) =>
        $$"""{"globalState": {{globalState}}, "observation": [{{string.Join(',', observation)}}]}""";

    private protected sealed record Answer(HttpStatusCode Status, string Type, string Text)
    {
        public JsonElement Json => JsonDocument.Parse(Text).RootElement;

        public JsonElement Succeeded(HttpStatusCode status = HttpStatusCode.OK)
        {
            Assert.True(Status == status, $"{(int)Status}: {Text}");
            return Json;
        }

        /// <summary>It was refused with a whole problem document; returns the field.</summary>
        public string Refused(HttpStatusCode status)
        {
            Assert.Equal((status, "application/problem+json"), (Status, Type));
            Assert.Equal((int)status, Json.GetProperty("status").GetInt32());
            Assert.All(["title", "detail", "found", "expected", "remedy"], name => Assert.NotEmpty(Json.GetProperty(name).GetString()!));
            return Json.GetProperty("field").GetString()!;
        }
    }
}
