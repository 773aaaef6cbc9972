namespace Antiphon.Server;

/// <summary>The work under way, where there is any.</summary>
/// <param name="feed">The work; null where the server serves policies.</param>
/// <param name="host">The server.</param>
internal sealed class WorkEndpoints(WorkFeed? feed, StreamHost host)
{
    private static readonly string[] Fields = ["work"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/work", Show);
        routes.MapGet("/v1/work/events", Watch);
        routes.MapPost("/v1/work/cancel", Cancel);
    }

    private Task Show(HttpContext context) =>
        JsonAnswer.Write(context, StatusCodes.Status200OK, feed, static (json, feed) => feed?.Write(json));

    private async Task Watch(HttpContext context)
    {
        WorkFeed running = Running();
        Require(running, context.Request.Query["work"].ToString());
        (IReadOnlyList<StepEvent> missed, StepQueue queue) = running.Join(LastEvent.Of(context.Request));
        try
        {
            await new WorkStream(context, host, missed, queue).Run();
        }
        finally
        {
            running.Leave(queue);
        }
    }

    private async Task Cancel(HttpContext context)
    {
        WorkFeed running = Running();
        using JsonBody body = await RequestBody.Read(context, Fields);
        string name = JsonBody.Text(RequestBody.Required(body.Root, Fields[0], "the field work of GET /v1/work")) ?? "";
        Require(running, name);
        if (!running.Cancel())
        {
            throw new ProblemException(
                StatusCodes.Status409Conflict,
                "The work has ended",
                new Violation("work", "names work that has ended", "work under way", "look at its result")
            );
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    // A page of earlier work at this address does not know the name of this one, and a page of another site cannot read it.
    private static void Require(WorkFeed running, string name)
    {
        if (name != running.Id)
        {
            throw new ProblemException(
                StatusCodes.Status409Conflict,
                "This is other work",
                new Violation("work", "is not the name of what runs here", "the field work of GET /v1/work", "load the page again")
            );
        }
    }

    private WorkFeed Running() =>
        feed
        ?? throw new ProblemException(
            StatusCodes.Status404NotFound,
            "There is no work to watch",
            new Violation("path", "leads to nothing at this server", "a training or a sweep that is watched", "ask that one")
        );
}
