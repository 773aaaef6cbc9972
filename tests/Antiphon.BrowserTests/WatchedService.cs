using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Server;

namespace Antiphon.BrowserTests;

/// <summary>What a service has beyond the policies "remembering", whose plan has values, and "table".</summary>
internal sealed record ServiceContents
{
    /// <summary>The file of keys.</summary>
    public string? Keys { get; init; }

    /// <summary>The key that the program uses.</summary>
    public string? Key { get; init; }

    /// <summary>Further policies.</summary>
    public IReadOnlyList<PolicySource> Policies { get; init; } = [];

    /// <summary>Populations to play with; null: of the usual game, without training.</summary>
    public FleetDemo? Demo { get; init; }

    /// <summary>The store; null: a file.</summary>
    public ISessionStore? Store { get; init; }
}

/// <summary>A policy service for a page to look at, and a program that uses it.</summary>
internal sealed class WatchedService : IAsyncDisposable
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse-flat");
    private static readonly LocalPolicy Local = LocalPolicy.Uniform(Game);
    private static readonly Lazy<PopulationPlan> Plan = new(() => new InformedPlan(new GLearnOptions()).Solve(Game, Local, 5));

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-live-");
    private readonly HttpClient client = new();
    private readonly ServiceContents contents;
    private PolicyServer? server;

    private WatchedService(ServiceContents contents)
    {
        this.contents = contents;
        if (contents.Key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", contents.Key);
        }
    }

    /// <summary>Where it listens; the same after a restart.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Starts one.</summary>
    public static async Task<WatchedService> Start(ServiceContents? contents = null)
    {
        var service = new WatchedService(contents ?? new ServiceContents());
        await service.Listen("http://127.0.0.1:0");
        service.Address = new Uri(service.server!.Addresses[0]);
        return service;
    }

    /// <summary>Stops and leaves its address free.</summary>
    public async Task Stop()
    {
        await server!.StopAsync(TimeSpan.FromSeconds(10));
        await server.DisposeAsync();
        server = null;
    }

    /// <summary>Starts again at the same address with the same store.</summary>
    public Task Restart() => Listen(Address.GetLeftPart(UriPartial.Authority));

    /// <summary>Opens a session.</summary>
    public async Task<string> Open(string policy = "remembering")
    {
        JsonNode opened = await Post("v1/sessions", new JsonObject { ["policy"] = policy, ["seed"] = 7 });
        return (string)opened["session"]!;
    }

    /// <summary>Takes a step of a session.</summary>
    public Task<JsonNode> Step(string session, params ReadOnlySpan<int> observation)
    {
        int[] counts = observation.ToArray();
        return Post(
            $"v1/sessions/{session}/decisions",
            new JsonObject { ["globalState"] = 0, ["observation"] = new JsonArray([.. counts.Select(count => (JsonNode)count)]) }
        );
    }

    /// <summary>Closes a session.</summary>
    public async Task Close(string session) =>
        (await client.DeleteAsync(new Uri(Address, $"v1/sessions/{session}"))).EnsureSuccessStatusCode();

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        client.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task Listen(string url)
    {
        var remembering = new JointPolicy(new RememberingPolicy(10, Plan.Value, new MemoryOptions()), Local);
        var table = new JointPolicy(UniformTable(), Local);
        var options = new ServerOptions
        {
            Urls = [url],
            Store = Path.Combine(folder.FullName, "sessions.db"),
            Keys = contents.Keys,
            Demo = contents.Demo ?? new FleetDemo(Game, 5, table, table, (_, _) => throw new InvalidInputException("no training here")),
        };
        PolicySource[] policies =
        [
            new("remembering", () => ServedPolicy.Of(Game, remembering, value: 110)),
            new("table", () => ServedPolicy.Of(Game, table)),
            .. contents.Policies,
        ];
        server = contents.Store is null
            ? await PolicyServer.StartAsync(options, policies)
            : await PolicyServer.StartAsync(options, policies, contents.Store, TextWriter.Null, CancellationToken.None);
    }

    private static TabularGlobalPolicy UniformTable() =>
        TabularGlobalPolicy.FromFunction(Game.GlobalStates, Game.GlobalActions, new(Game.LocalStates, 5), (_, rank) =>
            rank % Game.GlobalActions
        );

    private async Task<JsonNode> Post(string path, JsonObject body)
    {
        HttpResponseMessage response = await client.PostAsJsonAsync(new Uri(Address, path), body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
