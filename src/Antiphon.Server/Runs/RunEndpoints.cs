using System.Text;

namespace Antiphon.Server;

/// <summary>The folder of runs, where there is one.</summary>
internal sealed class RunEndpoints
{
    private const string Json = "application/json";
    private const string AnyVersion = "*";

    private readonly RunIndex? index;
    private readonly RunReports reports;
    private readonly Turns turns = new();

    /// <summary>Prepares the routes.</summary>
    /// <param name="options">Names the folder, and what makes reports.</param>
    public RunEndpoints(ServerOptions options)
    {
        reports = new RunReports(options.Report);
        index = options.Runs is null ? null : new RunIndex(Path.GetFullPath(options.Runs), options.Time, reports);
    }

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/runs", List);
        routes.MapGet("/v1/runs/compare", Compare);
        routes.MapGet("/v1/runs/{id}", Show);
        routes.MapGet("/v1/runs/{id}/report", Report);
    }

    private async Task List(HttpContext context)
    {
        if (index is null)
        {
            await JsonAnswer.Write(context, Json, "{}"u8);
            return;
        }

        RunList list = await index.List(context.RequestAborted);
        string known = context.Request.Query["known"].ToString();
        byte[] answer = known == AnyVersion || known == list.Version ? Unchanged(list) : list.Document;
        await JsonAnswer.Write(context, Json, answer);
    }

    private static byte[] Unchanged(RunList list) =>
        RunText.Object(json =>
        {
            json.WriteString("folder", list.Folder);
            json.WriteString("version", list.Version);
        });

    private async Task Show(HttpContext context)
    {
        ListedRun run = await Named(context, (string)context.Request.RouteValues["id"]!, "id");
        var document = RunDocument.Read(run);
        await JsonAnswer.Write(context, Json, RunText.Object(document.Write));
    }

    private async Task Compare(HttpContext context)
    {
        ListedRun a = await Named(context, context.Request.Query["a"].ToString(), "a");
        ListedRun b = await Named(context, context.Request.Query["b"].ToString(), "b");

        // Tables of actions may be large: one comparison at a time.
        byte[] answer = await turns.Run(
            () => RunText.Object(RunComparison.Of(a, b, context.RequestAborted).Write),
            context.RequestAborted
        );
        await JsonAnswer.Write(context, Json, answer);
    }

    private async Task Report(HttpContext context)
    {
        ListedRun run = await Named(context, (string)context.Request.RouteValues["id"]!, "id");
        string html = await reports.Read(run, context.RequestAborted);
        context.Response.Headers.ContentSecurityPolicy = InlineScripts.Policy(html);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        await JsonAnswer.Write(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));
    }

    // A link may have come into the folder since it was searched.
    private async Task<ListedRun> Named(HttpContext context, string id, string field)
    {
        if (index is null)
        {
            throw new ProblemException(
                StatusCodes.Status404NotFound,
                "There is no folder of runs",
                new Violation("path", "leads to nothing at this server", "a server with a folder of runs", "have its operator name one")
            );
        }

        ListedRun run = await index.Find(id, field, context.RequestAborted);
        return run.State == RunState.Damaged || !RunsTree.HasLink(run.Folder) ? run : throw RunIndex.Unknown(field);
    }
}
