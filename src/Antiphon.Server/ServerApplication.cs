using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;

namespace Antiphon.Server;

/// <summary>Joins the parts of the service to a web application.</summary>
internal static class ServerApplication
{
    /// <summary>Builds it; it does not listen yet.</summary>
    public static WebApplication Build(
        ServerOptions options,
        PolicyCatalog catalog,
        SessionTable sessions,
        ISessionDecisions steps,
        SessionWatchers watchers,
        FleetLoop? fleet,
        ISessionStore store,
        TextWriter log
    )
    {
        WebApplication app = Create(options);
        var decisions = new DecisionLog(options.LoggedDecisions, store.Log);
        ServerMetrics metrics = Metrics(catalog, sessions, watchers, decisions);
        KeyFile? keys = options.Keys is null ? null : new KeyFile(options.Keys, log);
        if (
            keys is not null
            && options.Urls.Select(BindingAddress.Parse).Any(each => each.Scheme == "http" && !ServerOptions.IsLoopback(each))
        )
        {
            log.WriteLine("keys are sent to an http address without encryption; use https, or a proxy with https");
        }

        AccessControl access = Guard(app, options, keys, metrics, log);
        new PolicyEndpoints(catalog, decisions, options).Map(app);
        new SessionEndpoints(sessions, steps).Map(app);
        new SessionListEndpoint(store).Map(app);
        var host = new StreamHost(access, options.Time, app.Lifetime.ApplicationStopping);
        new SessionEvents(sessions, watchers, store, host).Map(app);
        new FleetEndpoints(fleet, host).Map(app);
        new WorkEndpoints(null, host).Map(app);
        new RunEndpoints(options).Map(app);
        new OperationEndpoints(metrics, store).Map(app);
        PageEndpoints.Map(app);
        return app;
    }

    /// <summary>An application without any endpoint; it does not listen yet.</summary>
    public static WebApplication Create(ServerOptions options)
    {
        // Paths of certificates start from the current folder, as all others do.
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions { ContentRootPath = Environment.CurrentDirectory }
        );
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .UseUrls([.. options.Urls])
            .ConfigureKestrel(kestrel =>
            {
                kestrel.Configure(Certificates(builder.Configuration));
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = options.LargestBody;
            });
        return builder.Build();
    }

    /// <summary>Puts what surrounds every request in front of the endpoints.</summary>
    public static AccessControl Guard(WebApplication app, ServerOptions options, KeyFile? keys, ServerMetrics metrics, TextWriter log)
    {
        var access = new AccessControl(keys, new RateLimit(options.Rate, options.Time), new RefusalLog(options.Time, log));
        var pipeline = new RequestPipeline(metrics, log);
        app.Use(next => context => pipeline.Run(context, next));
        app.UseRouting();
        app.Use(next => context => access.Run(context, next));
        return access;
    }

    /// <summary>Begins to listen; an application that cannot is disposed of.</summary>
    /// <exception cref="InvalidInputException">It cannot listen at an address, or use the certificate for https.</exception>
    public static async Task Start(WebApplication app, ServerOptions options, CancellationToken cancellation)
    {
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception failure)
        {
            await app.DisposeAsync();
            if (ListenFault.IsOf(failure))
            {
                throw ListenFault.Of(failure, options.Urls);
            }

            throw;
        }
    }

    /// <summary>The addresses at which an application listens.</summary>
    public static IReadOnlyList<string> Addresses(WebApplication app) =>
        [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    // Kestrel's own settings name certificates; addresses come from the options alone.
    private static IConfigurationRoot Certificates(ConfigurationManager settings) =>
        new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings
                    .GetSection("Kestrel:Certificates")
                    .AsEnumerable(makePathsRelative: true)
                    .Select(pair => KeyValuePair.Create($"Certificates:{pair.Key}", pair.Value))
            )
            .Build();

    private static ServerMetrics Metrics(PolicyCatalog catalog, SessionTable sessions, SessionWatchers watchers, DecisionLog decisions)
    {
        var metrics = new ServerMetrics();
        metrics.Observe("antiphon_policies", "Served policies.", () => catalog.All.Count());
        metrics.Observe("antiphon_sessions", "Open sessions.", () => sessions.Open);
        metrics.Observe("antiphon_sessions_in_memory", "Open sessions in memory.", () => sessions.InMemory);
        metrics.Observe("antiphon_watchers", "Connections that follow sessions.", () => watchers.Count);
        metrics.ObserveTotal("antiphon_log_entries_dropped_total", "Decisions without a session that the store did not log.", () =>
            decisions.Dropped
        );
        metrics.Observe("process_resident_memory_bytes", "Resident memory.", () => Environment.WorkingSet);
        return metrics;
    }
}
