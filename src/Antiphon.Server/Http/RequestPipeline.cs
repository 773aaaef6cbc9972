using System.Diagnostics;

namespace Antiphon.Server;

/// <summary>
/// What surrounds every request: its measure, and an answer that tells no more than it should where something goes wrong.
/// </summary>
/// <param name="metrics">Counts requests.</param>
/// <param name="log">Receives unexpected failures.</param>
internal sealed class RequestPipeline(ServerMetrics metrics, TextWriter log)
{
    /// <summary>Runs a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="next">What handles it.</param>
    public async Task Run(HttpContext context, RequestDelegate next)
    {
        long started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
            await Complete(context);
        }
        catch (ProblemException problem)
        {
            await Answer(context, problem);
        }
        catch (StoreException)
        {
            await Answer(context, Unavailable());
        }
        catch (BadHttpRequestException bad)
        {
            await Answer(context, StatusProblem.Of(context, bad.StatusCode));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
        }
        catch (Exception failure)
        {
            await log.WriteLineAsync($"failure in {context.Request.Method} {Route(context)}: {failure}");
            await Answer(context, StatusProblem.Of(context, StatusCodes.Status500InternalServerError));
        }

        metrics.Count(Route(context), context.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>The pattern of the route that a request took.</summary>
    /// <param name="context">The request.</param>
    public static string Route(HttpContext context) => (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "none";

    // What routing refuses has a status and no body.
    private static Task Complete(HttpContext context) =>
        context.Response is { HasStarted: false, StatusCode: >= 400, ContentLength: null } response
            ? JsonAnswer.Write(context, StatusProblem.Of(context, response.StatusCode))
            : Task.CompletedTask;

    private static Task Answer(HttpContext context, ProblemException problem)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }

        context.Response.Clear();
        return JsonAnswer.Write(context, problem);
    }

    // The store writes to the log why.
    private static ProblemException Unavailable() =>
        new(
            StatusCodes.Status503ServiceUnavailable,
            "The store cannot be used",
            new Violation(
                "store",
                "did not accept the request",
                "a store that works",
                "send the request again, with the same Idempotency-Key"
            )
        )
        {
            RetryAfter = 1,
        };
}
