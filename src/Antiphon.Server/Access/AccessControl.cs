using System.Net;
using Microsoft.Extensions.Primitives;

namespace Antiphon.Server;

/// <summary>Decides whether a request may be made.</summary>
/// <param name="keys">The keys; null where the service listens to its own machine alone.</param>
/// <param name="rate">How often a client may ask.</param>
/// <param name="refusals">Receives what is refused.</param>
internal sealed class AccessControl(KeyFile? keys, RateLimit rate, RefusalLog refusals)
{
    private const string Scheme = "Bearer ";
    private const string Anything = "*";

    // A name that ends with * stands for all that begin so.
    private static readonly string[] HeadersOfProxies = ["Forwarded", "Via", "X-Real-IP", "X-Forwarded-*"];

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

        string client = RefusalLog.Address(context);
        if (keys is null)
        {
            RequireLoopbackName(context, client);
            RequireNoProxy(context, client);
        }
        else
        {
            client = Authorise(context, path, client).Name;
        }

        return rate.Allows(client) ? next(context) : throw refusals.Refuse(context, client, RefusalLog.TooMany("is too high"));
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
            throw Forbidden(
                context,
                client,
                "The host is not this machine",
                new Violation("Host", "is another name", "localhost or a loopback address", "use the service's own address")
            );
        }
    }

    // What a proxy on this machine passes on comes from this machine, too.
    private void RequireNoProxy(HttpContext context, string client)
    {
        foreach (KeyValuePair<string, StringValues> header in context.Request.Headers)
        {
            if (Array.Find(HeadersOfProxies, name => Is(name, header.Key)) is string known)
            {
                throw Forbidden(
                    context,
                    client,
                    "The request comes through a proxy",
                    new Violation(
                        known,
                        "shows that a proxy forwarded the request",
                        "a request from this machine, because the service has no keys",
                        "ask the operator to configure keys, and send one"
                    )
                );
            }
        }
    }

    private static bool Is(string name, string header) =>
        name.EndsWith(Anything, StringComparison.Ordinal)
            ? header.AsSpan().StartsWith(name.AsSpan(..^1), StringComparison.OrdinalIgnoreCase)
            : header.Equals(name, StringComparison.OrdinalIgnoreCase);

    private AccessKey Authorise(HttpContext context, string path, string address)
    {
        string header = context.Request.Headers.Authorization.ToString();
        AccessKey? key = Bearer(context) is { Length: > 0 } bearer ? keys!.Find(bearer) : null;
        if (key is null)
        {
            refusals.RequireFewRefusals(context);
            throw refusals.Refuse(
                context,
                address,
                new ProblemException(
                    StatusCodes.Status401Unauthorized,
                    "A key is needed",
                    new Violation(
                        "Authorization",
                        header.Length == 0 ? "is missing" : "does not contain a valid key",
                        "Bearer and a key",
                        "ask the operator of the service for a key"
                    )
                )
            );
        }

        RequireScope(context, path, address, key);
        return key;
    }

    private void RequireScope(HttpContext context, string path, string address, AccessKey key)
    {
        AccessScope needed =
            path == "/metrics" ? AccessScope.Admin
            : HttpMethods.IsGet(context.Request.Method) ? AccessScope.Read
            : AccessScope.Act;
        if (key.Scope < needed)
        {
            throw Forbidden(
                context,
                $"{address} {key.Name}",
                "The key does not permit this",
                new Violation(
                    "Authorization",
                    $"contains a key with the scope {key.Scope.ToString().ToLowerInvariant()}",
                    $"the scope {needed.ToString().ToLowerInvariant()}",
                    "use another key"
                )
            );
        }
    }

    private ProblemException Forbidden(HttpContext context, string client, string title, Violation problem) =>
        refusals.Refuse(context, client, new ProblemException(StatusCodes.Status403Forbidden, title, problem));
}
