using Microsoft.AspNetCore.Http.Features;

namespace Antiphon.Server;

/// <summary>What to say of a request that routing or the web server refuses by a status alone.</summary>
internal static class StatusProblem
{
    /// <summary>The problem that a status stands for.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status.</param>
    public static ProblemException Of(HttpContext context, int status) =>
        status switch
        {
            StatusCodes.Status404NotFound => new(
                status,
                "There is no such path",
                new Violation("path", "is not a path of this service", "a path of the API (GET /openapi/v1.json)", "correct the path")
            ),
            StatusCodes.Status405MethodNotAllowed => new(
                status,
                "The path does not support this method",
                new Violation("method", $"is {context.Request.Method}", $"{context.Response.Headers.Allow}", "use a supported method")
            ),
            StatusCodes.Status408RequestTimeout => new(
                status,
                "The body did not arrive in time",
                new Violation("body", "arrives too slowly", "a body without long pauses", "send the request again")
            ),
            StatusCodes.Status413PayloadTooLarge => new(
                status,
                "The body is too large",
                new Violation("body", "is too large", Limit(context), "send less in one request")
            ),
            StatusCodes.Status500InternalServerError => new(
                status,
                "The request failed",
                new Violation("service", "failed", "an answer", "tell the operator of the service, whose log has the cause")
            ),
            _ => new(
                status,
                "The request cannot be read",
                new Violation("body", "does not match the headers", "a whole body", "correct Content-Length or Transfer-Encoding")
            ),
        };

    private static string Limit(HttpContext context) =>
        $"at most {context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize} bytes";
}
