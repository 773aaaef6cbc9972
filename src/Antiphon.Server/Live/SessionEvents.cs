namespace Antiphon.Server;

/// <summary>The steps of a session as they are taken, as server-sent events.</summary>
/// <param name="sessions">The open sessions.</param>
/// <param name="watchers">Those who watch.</param>
/// <param name="store">Where steps are kept.</param>
/// <param name="host">The server.</param>
internal sealed class SessionEvents(SessionTable sessions, SessionWatchers watchers, ISessionStore store, StreamHost host)
{
    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/v1/sessions/{id}/events", Watch);

    private async Task Watch(HttpContext context)
    {
        string id = (string)context.Request.RouteValues["id"]!;
        long last = LastEvent.Of(context.Request) ?? -1;
        StepQueue queue = watchers.Join(id);
        try
        {
            WatchedHead head = await Head(id, context.RequestAborted);
            var sources = new StepSources(id, queue, sessions, store, context.RequestAborted);
            await new SessionStream(context, host, sources, head, last).Run();
        }
        finally
        {
            watchers.Leave(id, queue);
        }
    }

    private async Task<WatchedHead> Head(string id, CancellationToken cancellation)
    {
        WatchedHead? head = null;
        await sessions.Show(
            id,
            session =>
            {
                head = new WatchedHead(id, EventText.Session(session), EventText.Latest(session), session.Version.Policy);
                return Task.CompletedTask;
            },
            cancellation
        );
        return head!;
    }
}
