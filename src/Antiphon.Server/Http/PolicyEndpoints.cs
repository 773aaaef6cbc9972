using System.Security.Cryptography;
using System.Text.Json;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Server;

/// <summary>Policies and decisions that no session remembers.</summary>
/// <param name="catalog">The policies.</param>
/// <param name="decisions">Where decisions are logged, if they are.</param>
/// <param name="options">Limits.</param>
internal sealed class PolicyEndpoints(PolicyCatalog catalog, DecisionLog decisions, ServerOptions options)
{
    private const string LocalPurpose = "served local actions";

    private static readonly string[] DecisionFields = ["globalState", "observation", "seed", "probabilities"];
    private static readonly string[] LocalFields = ["globalState", "localStates", "seed"];

    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/policies", List);
        routes.MapPost("/v1/policies/{name}/decisions", Decide);
        routes.MapPost("/v1/policies/{name}/local-decisions", ActLocally);
    }

    /// <summary>A seed from the system's entropy that every JSON reader can hold exactly.</summary>
    public static ulong DrawSeed()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BitConverter.ToUInt64(bytes) >> 11;
    }

    /// <summary>The stream of the first episode that a simulation with this seed runs.</summary>
    /// <param name="seed">The seed.</param>
    public static RandomStream Episode(ulong seed) => OnlineExecution.RolloutStream(seed, 0, 0);

    /// <summary>The stream of a step of an episode.</summary>
    /// <param name="episode">The episode.</param>
    /// <param name="step">The step, from 0.</param>
    public static RandomStream Step(RandomStream episode, long step) => episode.Split("served decision", step);

    private Task List(HttpContext context) => JsonAnswer.Write(context, StatusCodes.Status200OK, catalog, static (json, catalog) =>
        {
            json.WriteStartArray("policies");
            foreach (PolicyVersion version in catalog.All)
            {
                json.WriteStartObject();
                WriteFields(json, version);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

    /// <summary>Writes a policy as fields of an object.</summary>
    public static void WriteFields(Utf8JsonWriter json, PolicyVersion version)
    {
        ServedPolicy policy = version.Policy;
        json.WriteString("name", version.Name);
        json.WriteString("version", version.Version);
        json.WriteString("game", policy.Game);
        json.WriteNumber("agents", policy.Agents);
        json.WriteNumber("k", policy.Subsample);
        json.WriteBoolean("remembers", policy.Remembers);
        json.WriteNumber("discount", policy.Discount);
        WriteKnown(json, "value", policy.Value);
        WriteKnown(json, "gap", policy.Gap);
        policy.WriteStates(json);
        json.WriteNames("globalActions", policy.GlobalActions);
        json.WriteNames("localActions", policy.LocalActions);
    }

    private static void WriteKnown(Utf8JsonWriter json, string field, double? number)
    {
        if (number is double known)
        {
            json.WriteNumber(field, known);
        }
    }

    private async Task Decide(HttpContext context)
    {
        PolicyVersion version = Named(context);
        if (version.Policy.Remembers)
        {
            throw new ProblemException(
                StatusCodes.Status409Conflict,
                "The policy has memory",
                new Violation(
                    "name",
                    "names a policy whose actions depend on earlier observations",
                    "a policy without memory",
                    "open a session of this policy (POST /v1/sessions) and request decisions there"
                )
            );
        }

        using JsonBody body = await RequestBody.Read(context, DecisionFields);
        Question question = version.Policy.Read(body.Root);
        bool asksForLaw = RequestBody.Flag(body.Root, "probabilities");
        ulong seed = RequestBody.Seed(body.Root) ?? DrawSeed();
        RandomStream episode = Episode(seed);
        int action = version.Policy.Start(episode).Act(question, Step(episode, 0));
        if (decisions.IsOn)
        {
            decisions.Add(new LoggedDecision(version.Name, version.Version, seed, question.Stored(), action));
        }

        await JsonAnswer.Write(
            context,
            StatusCodes.Status200OK,
            (version.Policy, Action: action, Seed: seed, Law: asksForLaw ? version.Policy.Law(question) : null),
            static (json, answer) =>
            {
                json.WriteNumber("action", answer.Action);
                json.WriteString("actionName", answer.Policy.GlobalActions[answer.Action]);
                json.WriteNumber("seed", answer.Seed);
                if (answer.Law is not null)
                {
                    json.WriteNumbers("probabilities", answer.Law);
                }
            }
        );
    }

    private async Task ActLocally(HttpContext context)
    {
        PolicyVersion version = Named(context);
        using JsonBody body = await RequestBody.Read(context, LocalFields);
        ulong seed = RequestBody.Seed(body.Root) ?? DrawSeed();
        RandomStream stream = new RandomStream(seed).Split(LocalPurpose);
        int[] actions = version.Policy.ActLocally(body.Root, options.LargestBatch, stream);
        await JsonAnswer.Write(context, StatusCodes.Status200OK, (Actions: actions, Seed: seed), static (json, answer) =>
        {
            json.WriteNumbers("actions", answer.Actions.AsSpan());
            json.WriteNumber("seed", answer.Seed);
        });
    }

    private PolicyVersion Named(HttpContext context) => catalog.Find((string)context.Request.RouteValues["name"]!);
}
