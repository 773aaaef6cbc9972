using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Antiphon.Server;

/// <summary>Sessions.</summary>
/// <param name="sessions">The open ones.</param>
/// <param name="decisions">Takes their steps.</param>
internal sealed class SessionEndpoints(SessionTable sessions, ISessionDecisions decisions)
{
    /// <summary>The header by which a request is known when it is sent again.</summary>
    public const string KeyHeader = "Idempotency-Key";

    private const int LongestKey = 200;

    private static readonly string[] OpenFields = ["policy", "seed"];
    private static readonly string[] DecisionFields = ["globalState", "observation"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/v1/sessions", Open);
        routes.MapGet("/v1/sessions/{id}", Show);
        routes.MapDelete("/v1/sessions/{id}", Close);
        routes.MapPost("/v1/sessions/{id}/decisions", Decide);
    }

    private async Task Open(HttpContext context)
    {
        string? key = Key(context.Request);
        using JsonBody body = await RequestBody.Read(context, OpenFields);
        JsonElement field = RequestBody.Required(body.Root, "policy", "the name of a policy");
        string policy = JsonBody.Text(field)
            ?? throw ProblemException.Invalid("policy", ProblemException.Is(field), "the name of a policy", "give a name");
        ulong? seed = RequestBody.Seed(body.Root);
        SessionRow session = await sessions.Begin(policy, seed, key is null ? null : OfCaller(context.Request, key));
        context.Response.Headers.Location = $"/v1/sessions/{session.Id}";
        await JsonAnswer.Write(context, StatusCodes.Status201Created, session, static (json, opened) =>
        {
            json.WriteString("session", opened.Id);
            json.WriteNumber("seed", opened.Seed);
        });
    }

    private async Task Decide(HttpContext context)
    {
        string? key = Key(context.Request);
        using JsonBody body = await RequestBody.Read(context, DecisionFields);
        TakenStep step = await decisions.Decide(Id(context), key, body.Root, context.RequestAborted);
        await JsonAnswer.Write(context, StatusCodes.Status200OK, step, static (json, step) =>
        {
            json.WriteNumber("step", step.Answer.Number);
            json.WriteNumber("action", step.Answer.Action);
            json.WriteString("actionName", step.ActionName);
            WriteEstimate(json, step.Answer.Estimate);
        });
    }

    private Task Show(HttpContext context) =>
        sessions.Show(
            Id(context),
            session => JsonAnswer.Write(context, StatusCodes.Status200OK, session, Describe),
            context.RequestAborted
        );

    private async Task Close(HttpContext context)
    {
        await sessions.End(Id(context));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static void Describe(Utf8JsonWriter json, Session session)
    {
        json.WriteString("session", session.Row.Id);
        json.WriteString("policy", session.Row.Policy);
        json.WriteString("version", session.Row.Version);
        json.WriteNumber("seed", session.Row.Seed);
        json.WriteNumber("steps", session.Steps);
        if (session.Last is { } last)
        {
            last.WriteGlobalState(json);
            json.WriteNumber("action", session.Action);
            json.WriteString("actionName", session.Version.Policy.GlobalActions[session.Action]);
        }

        WriteEstimate(json, session.Estimate);
    }

    private static void WriteEstimate(Utf8JsonWriter json, ReadOnlySpan<double> estimate)
    {
        if (!estimate.IsEmpty)
        {
            json.WriteNumbers("estimate", estimate);
        }
    }

    private static string? Key(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(KeyHeader, out Microsoft.Extensions.Primitives.StringValues values))
        {
            return null;
        }

        string? key = values.Count == 1 ? values[0] : null;
        return key is { Length: > 0 and <= LongestKey }
            ? key
            : throw ProblemException.Invalid(
                KeyHeader,
                values.Count > 1 ? "is given several times" : "is empty or too long",
                $"one text of 1 to {LongestKey} characters",
                "use a new UUID for each step and each session"
            );
    }

    // Two callers may choose the same key, and must not be given each other's sessions. What a caller is known by is not stored.
    private static string OfCaller(HttpRequest request, string key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Headers.Authorization}\n{key}")));

    private static string Id(HttpContext context) => (string)context.Request.RouteValues["id"]!;
}
