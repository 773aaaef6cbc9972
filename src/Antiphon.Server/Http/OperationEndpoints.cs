using System.Text;

namespace Antiphon.Server;

/// <summary>What operators and their tools ask: health, readiness, metrics, the contract.</summary>
/// <param name="metrics">Counts requests.</param>
/// <param name="store">Without it no session can be served.</param>
internal sealed class OperationEndpoints(ServerMetrics metrics, ISessionStore store)
{
    private static readonly TimeSpan LongestCheck = TimeSpan.FromSeconds(3);
    private static readonly Lazy<byte[]> Contract = new(static () => Resources.Read("openapi.json")!);

    private readonly Lock checking = new();
    private Task check = Task.CompletedTask;

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/healthz", context => Status(context, StatusCodes.Status200OK, "healthy", null));
        routes.MapGet("/readyz", Ready);
        routes.MapGet("/metrics", context =>
            JsonAnswer.Write(context, "text/plain; version=0.0.4; charset=utf-8", Encoding.UTF8.GetBytes(metrics.Text()))
        );
        routes.MapGet("/openapi/v1.json", context => JsonAnswer.Write(context, "application/json", Contract.Value));
    }

    private async Task Ready(HttpContext context)
    {
        try
        {
            await Check().WaitAsync(LongestCheck);
            await Status(context, StatusCodes.Status200OK, "ready", null);
        }
        catch (Exception failure) when (failure is StoreException or TimeoutException)
        {
            await Status(context, StatusCodes.Status503ServiceUnavailable, "not ready", "the store cannot be used");
        }
    }

    // One at a time: whoever asks meanwhile, and anybody may, waits for the same answer.
    private Task Check()
    {
        lock (checking)
        {
            return check = check.IsCompleted ? store.Check() : check;
        }
    }

    private static Task Status(HttpContext context, int status, string word, string? reason) =>
        JsonAnswer.Write(context, status, (Word: word, Reason: reason), static (json, state) =>
        {
            json.WriteString("status", state.Word);
            if (state.Reason is not null)
            {
                json.WriteString("reason", state.Reason);
            }
        });
}
