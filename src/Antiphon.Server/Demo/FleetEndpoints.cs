namespace Antiphon.Server;

/// <summary>The simulated population, where there is one.</summary>
/// <param name="loop">The population; null where the server has none.</param>
/// <param name="host">The server.</param>
internal sealed class FleetEndpoints(FleetLoop? loop, StreamHost host)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/demo", Show);
        routes.MapPost("/v1/demo", Change);
        routes.MapGet("/v1/demo/events", Watch);
    }

    private Task Show(HttpContext context) => JsonAnswer.Write(context, StatusCodes.Status200OK, loop?.Demo, static (json, demo) =>
        {
            if (demo is not null)
            {
                FleetText.WriteGame(json, demo);
            }
        });

    private async Task Change(HttpContext context)
    {
        FleetLoop running = Running();
        running.Apply(await FleetSettings.Read(context, running.Demo));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task Watch(HttpContext context)
    {
        FleetLoop running = Running();
        StepQueue queue = running.Join();
        try
        {
            await new EventStream(context, host, queue).Run();
        }
        finally
        {
            running.Leave(queue);
        }
    }

    private FleetLoop Running() => loop ?? throw FleetProblems.None();
}
