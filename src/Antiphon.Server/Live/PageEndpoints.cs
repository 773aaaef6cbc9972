using System.Text;

namespace Antiphon.Server;

/// <summary>
/// The page that shows what the service does. Its files hold nothing of the service: what is shown needs a key where keys are.
/// </summary>
internal static class PageEndpoints
{
    // The page may run its own script, and ask this server alone.
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; "
        + "form-action 'none'; frame-ancestors 'none'";

    private static readonly byte[] NotBuilt = Encoding.UTF8.GetBytes(
        "This build of the service has no page: build web/live with npm and Vite, then the service again (docs/serve.md tells how).\n"
    );

    private static readonly Dictionary<string, (string Type, byte[] Bytes)> Files = Read(
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page.js", "page.js", "text/javascript; charset=utf-8")
    );

    /// <summary>Whether a path is one of the page.</summary>
    public static bool Has(string path) => Files.ContainsKey(path);

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach ((string path, (string type, byte[] bytes)) in Files)
        {
            routes.MapGet(path, context =>
            {
                context.Response.Headers.ContentSecurityPolicy = Policy;
                context.Response.Headers.CacheControl = "no-cache";
                context.Response.Headers["Referrer-Policy"] = "no-referrer";
                return JsonAnswer.Write(context, type, bytes);
            });
        }
    }

    private static Dictionary<string, (string Type, byte[] Bytes)> Read(params ReadOnlySpan<(string Path, string Name, string Type)> files)
    {
        var read = new Dictionary<string, (string, byte[])>(StringComparer.Ordinal);
        foreach ((string path, string name, string type) in files)
        {
            byte[]? bytes = Resources.Read($"live/{name}");
            read.Add(path, bytes is null ? ("text/plain; charset=utf-8", NotBuilt) : (type, bytes));
        }

        return read;
    }
}
