namespace Antiphon.Server;

/// <summary>Joins the parts of the service to a web application.</summary>
internal static class ServerApplication
{
    /// <summary>Builds it; it does not listen yet.</summary>
    public static WebApplication Build(
        ServerOptions options,
        PolicyCatalog catalog,
        SessionTable sessions,
        ISessionStore store,
        TextWriter log
    )
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration.AddEnvironmentVariables();
        builder.Services.AddRoutingCore();
        builder
            .WebHost.UseKestrelCore()
            .UseKestrelHttpsConfiguration()
            .UseUrls([.. options.Urls])
            .ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                kestrel.Limits.MaxRequestBodySize = options.LargestBody;
            });
        WebApplication app = builder.Build();
        ServerMetrics metrics = Metrics(catalog, sessions);
        var pipeline = new RequestPipeline(metrics, log);
        app.Use(next => context => pipeline.Run(context, next));
        app.UseRouting();
        new PolicyEndpoints(catalog, options).Map(app);
        new SessionEndpoints(sessions).Map(app);
        new OperationEndpoints(metrics, store).Map(app);
        return app;
    }

    private static ServerMetrics Metrics(PolicyCatalog catalog, SessionTable sessions)
    {
        var metrics = new ServerMetrics();
        metrics.Observe("antiphon_policies", "Policies that are served.", () => catalog.All.Count());
        metrics.Observe("antiphon_sessions", "Open sessions.", () => sessions.Open);
        metrics.Observe("antiphon_sessions_in_memory", "Open sessions in memory.", () => sessions.InMemory);
        metrics.Observe("process_resident_memory_bytes", "Resident memory.", () => Environment.WorkingSet);
        return metrics;
    }
}
