using System.Net;

namespace Antiphon.Server;

/// <summary>Decides whether a request may be made, and writes a line for each that may not.</summary>
/// <param name="keys">The keys; null where the service listens to its own machine alone.</param>
/// <param name="rate">How often a client may ask.</param>
/// <param name="options">The clock, and where lines go.</param>
/// <param name="log">Receives the lines.</param>
internal sealed class AccessControl(KeyFile? keys, RateLimit rate, ServerOptions options, TextWriter log)
{
    private const string Scheme = "Bearer ";

    /// <summary>Lets a request pass or refuses it.</summary>
    /// <param name="context">The request; routing has found its endpoint.</param>
    /// <param name="next">What handles it.</param>
    /// <exception cref="ProblemException">It is refused.</exception>
    public Task Run(HttpContext context, RequestDelegate next)
    {
        string path = RequestPipeline.Route(context);
        if (path is "/healthz" or "/readyz" or "/openapi/v1.json" || PageEndpoints.Has(path))
        {
            return next(context);
        }

        string client = context.Connection.RemoteIpAddress?.ToString() ?? "unknown";
        if (keys is null)
        {
            RequireLoopbackName(context, client);
        }
        else
        {
            client = Authorise(context, path, client).Name;
        }

        return rate.Allows(client)
            ? next(context)
            : throw Refuse(
                context,
                client,
                StatusCodes.Status429TooManyRequests,
                "There are too many requests",
                new Violation("rate", "is too high", "fewer requests per second", "wait, and send the request again")
            );
    }

    /// <summary>Whether the key of a request that passed is still good; there are requests that last.</summary>
    /// <param name="context">The request, a GET.</param>
    public bool StillAllows(HttpContext context) => keys is null || keys.Find(Bearer(context)) is { Scope: >= AccessScope.Read };

    private static string Bearer(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
    }

    // A page of another site can lead its own name to this address; the browser then sends that name.
    private void RequireLoopbackName(HttpContext context, string client)
    {
        string host = context.Request.Host.Host.Trim('[', ']');
        if (host != "localhost" && !(IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address)))
        {
            throw Refuse(
                context,
                client,
                StatusCodes.Status403Forbidden,
                "The host is not this machine",
                new Violation("Host", "is another name", "localhost or a loopback address", "ask the service by its own address")
            );
        }
    }

    private AccessKey Authorise(HttpContext context, string path, string client)
    {
        string header = context.Request.Headers.Authorization.ToString();
        AccessKey? key = Bearer(context) is { Length: > 0 } bearer ? keys!.Find(bearer) : null;
        if (key is null)
        {
            context.Response.Headers.WWWAuthenticate = Scheme.Trim();
            throw Refuse(
                context,
                client,
                StatusCodes.Status401Unauthorized,
                "A key is needed",
                new Violation(
                    "Authorization",
                    header.Length == 0 ? "is missing" : "holds no key that is good",
                    "Bearer and a key",
                    "ask the operator of the service for a key"
                )
            );
        }

        AccessScope needed =
            path == "/metrics" ? AccessScope.Admin
            : HttpMethods.IsGet(context.Request.Method) ? AccessScope.Read
            : AccessScope.Act;
        return key.Scope >= needed
            ? key
            : throw Refuse(
                context,
                $"{client} {key.Name}",
                StatusCodes.Status403Forbidden,
                "The key is not good for this",
                new Violation(
                    "Authorization",
                    $"holds a key with the scope {key.Scope.ToString().ToLowerInvariant()}",
                    $"the scope {needed.ToString().ToLowerInvariant()}",
                    "use another key"
                )
            );
    }

    private ProblemException Refuse(HttpContext context, string client, int status, string title, Violation problem)
    {
        // The path is the client's text; the route is not.
        string method = context.GetEndpoint() is null ? "-" : context.Request.Method;
        log.WriteLine(
            $"{options.Time.GetUtcNow():yyyy-MM-ddTHH:mm:ssZ} refused {status} {method} {RequestPipeline.Route(context)} to {client}: "
                + $"{problem.Place} {problem.Found}"
        );
        return new ProblemException(status, title, problem) { RetryAfter = status == StatusCodes.Status429TooManyRequests ? 1 : null };
    }
}
