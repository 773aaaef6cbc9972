namespace Antiphon.Server;

/// <summary>
/// The policy service: decisions over HTTP by given policies, and sessions that survive a restart. The contract is the OpenAPI document at
/// <c>/openapi/v1.json</c>. It handles no signals: the caller decides when to stop.
/// </summary>
public sealed class PolicyServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ISessionStore store;
    private readonly Upkeep upkeep;
    private readonly FleetLoop? fleet;
    private readonly ISessionHost? host;

    private PolicyServer(WebApplication app, ISessionStore store, Upkeep upkeep, FleetLoop? fleet, ISessionHost? host)
    {
        this.app = app;
        this.fleet = fleet;
        this.host = host;
        Lost = host?.Lost ?? new TaskCompletionSource<string>().Task;
        this.store = store;
        this.upkeep = upkeep;
    }

    /// <summary>The addresses at which it listens.</summary>
    public IReadOnlyList<string> Addresses => ServerApplication.Addresses(app);

    /// <summary>Ends when the server can no longer serve sessions, with the reason.</summary>
    internal Task<string> Lost { get; }

    /// <summary>Methods and patterns of paths, for example "GET /healthz".</summary>
    internal IEnumerable<string> Routes =>
        from route in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select $"{method} {route.RoutePattern.RawText}";

    /// <summary>Loads the policies, opens the store and starts to listen.</summary>
    /// <param name="options">How it runs.</param>
    /// <param name="policies">What it serves, at least one unless there is a folder of runs; names differ.</param>
    /// <param name="cancellation">Cancels the start.</param>
    /// <exception cref="InvalidInputException">
    /// An option is out of range; a policy cannot be loaded; the store cannot be opened or belongs to another server; an address cannot be
    /// listened at; or the certificate for https cannot be used.
    /// </exception>
    public static async Task<PolicyServer> StartAsync(
        ServerOptions options,
        IReadOnlyList<PolicySource> policies,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Require();
        var log = TextWriter.Synchronized(options.Log);
        var opened = SqlStore.Open(options.Store, options.Time, log);
        try
        {
            return await StartAsync(options, policies, opened, log, cancellation);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same with a store, and perhaps a host, of the caller's, which this disposes of once it has started.</summary>
    internal static async Task<PolicyServer> StartAsync(
        ServerOptions options,
        IReadOnlyList<PolicySource> policies,
        ISessionStore opened,
        TextWriter log,
        CancellationToken cancellation,
        ISessionHost? host = null
    )
    {
        ArgumentNullException.ThrowIfNull(policies);
        if (policies.Count == 0 && options.Runs is null)
        {
            throw new InvalidInputException("there is no policy to serve; give at least one");
        }

        var catalog = new PolicyCatalog(policies);
        var watchers = new SessionWatchers();
        var sessions = new SessionTable(opened, catalog, options, watchers, log);
        await sessions.Start();
        ISessionDecisions decisions = host is null ? sessions : await host.Start(sessions, catalog, cancellation);
        FleetLoop? simulated = options.Demo is null ? null : new FleetLoop(options.Demo, options.Time);
        WebApplication web = ServerApplication.Build(options, catalog, sessions, decisions, watchers, simulated, opened, log);
        try
        {
            await ServerApplication.Start(web, options, cancellation);
        }
        catch
        {
            await (simulated?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw;
        }

        var kept = new Upkeep(catalog, new FormerPolicies(catalog, opened), sessions, options, log);
        return new PolicyServer(web, opened, kept, simulated, host);
    }

    /// <summary>Takes no new connection, answers the requests that are under way, and stops.</summary>
    /// <param name="patience">How long to wait for them.</param>
    public async Task StopAsync(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        await app.StopAsync(limit.Token);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await upkeep.DisposeAsync();
        await (fleet?.DisposeAsync() ?? ValueTask.CompletedTask);
        await app.DisposeAsync();
        await (host?.DisposeAsync() ?? ValueTask.CompletedTask);
        await store.DisposeAsync();
    }
}
