using System.Diagnostics;

namespace Antiphon.Server;

/// <summary>Serves the page of some work under way, on this machine alone. Disposing of it lets pages receive the end first.</summary>
internal sealed class WatchServer : IAsyncDisposable
{
    // What is left to pages when the work has ended; whoever cancels waits for it.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(10);

    private readonly WebApplication app;
    private readonly WorkFeed feed;

    private WatchServer(WebApplication app, WorkFeed feed)
    {
        this.app = app;
        this.feed = feed;
    }

    /// <summary>Where it listens.</summary>
    public string Address => ServerApplication.Addresses(app)[0];

    /// <summary>Begins to listen.</summary>
    /// <param name="options">Where, and what log and clock it has.</param>
    /// <param name="feed">The work.</param>
    /// <param name="cancellation">Gives up starting.</param>
    /// <exception cref="InvalidInputException">An address cannot be listened at, or is not of this machine alone.</exception>
    public static async Task<WatchServer> StartAsync(ServerOptions options, WorkFeed feed, CancellationToken cancellation)
    {
        options.Require("choose one; a tunnel, such as ssh has, reaches it from another machine");
        WebApplication web = ServerApplication.Create(options);
        AccessControl access = ServerApplication.Guard(web, options, keys: null, new ServerMetrics(), options.Log);
        new WorkEndpoints(feed, new StreamHost(access, options.Time, web.Lifetime.ApplicationStopping)).Map(web);
        PageEndpoints.Map(web);
        await ServerApplication.Start(web, options, cancellation);
        return new WatchServer(web, feed);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        long start = Stopwatch.GetTimestamp();
        while (feed.Watchers > 0 && Stopwatch.GetElapsedTime(start) < Patience)
        {
            await Task.Delay(Glance);
        }

        using var limit = new CancellationTokenSource(Patience);
        await app.StopAsync(limit.Token);
        await app.DisposeAsync();
    }
}
