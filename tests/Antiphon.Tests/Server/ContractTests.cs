using System.Text.Json;
using Antiphon.Server;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Server;

/// <summary>The OpenAPI document says what the service does.</summary>
public class ContractTests : ServerTest
{
    private protected override IReadOnlyList<PolicySource> Policies => [Source("table", Game, Pair(Game, Table(Game, 5)))];

    [Fact]
    public async Task The_document_is_the_accepted_one()
    {
        Answer answer = await Get("/openapi/v1.json");
        answer.Succeeded();
        Assert.Equal(
            await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "src", "Antiphon.Server", "openapi.json")),
            answer.Text
        );
    }

    [Fact]
    public async Task Every_route_is_in_the_document_and_nothing_else_is()
    {
        PolicyServer server = await Start(Options, Policies);
        JsonElement paths = (await Get("/openapi/v1.json")).Succeeded().GetProperty("paths");
        IEnumerable<string> described = paths
            .EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(described.Order(StringComparer.Ordinal), server.Routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_reference_leads_somewhere()
    {
        JsonElement document = (await Get("/openapi/v1.json")).Succeeded();
        foreach (string reference in References(document))
        {
            JsonElement place = document;
            foreach (string part in reference.TrimStart('#', '/').Split('/'))
            {
                Assert.True(place.TryGetProperty(part, out place), reference);
            }
        }
    }

    /// <summary>Answers have the fields that the document says, and no others.</summary>
    [Fact]
    public async Task Answers_are_as_described()
    {
        JsonElement schemas = (await Get("/openapi/v1.json")).Succeeded().GetProperty("components").GetProperty("schemas");
        string id = await Open("table");
        string question = Question(0, [5, 0, 0, 0, 0]);
        Check("Policy", (await Get("/v1/policies")).Succeeded().GetProperty("policies")[0]);
        Check("Decision", (await Post("/v1/policies/table/decisions", question)).Succeeded());
        Check(
            "LocalDecisions",
            (await Post("/v1/policies/table/local-decisions", """{"globalState": 0, "localStates": [0]}""")).Succeeded()
        );
        Check("Session", (await Get($"/v1/sessions/{id}")).Succeeded());
        Check("Step", (await Post($"/v1/sessions/{id}/decisions", question)).Succeeded());
        Check("Session", (await Get($"/v1/sessions/{id}")).Succeeded());
        Check("ListedSession", (await Get("/v1/sessions")).Succeeded().GetProperty("sessions")[0]);
        await using (ReceivedEvents watched = await Watch(id))
        {
            Check("WatchedSession", await watched.Next("session"));
            Check("WatchedStep", await watched.Next("step"));
        }

        Check("Demo", (await Get("/v1/demo")).Succeeded());
        Check("Work", (await Get("/v1/work")).Succeeded());
        Check("Status", (await Get("/healthz")).Succeeded());
        Check("Status", (await Get("/readyz")).Succeeded());
        Check("Problem", (await Post("/v1/sessions", "{}")).Json);
        Check("Problem", (await Get("/v1/nothing")).Json);

        void Check(string schema, JsonElement answer) => ContractTests.Check(schemas, schema, answer);
    }

    [Fact]
    public async Task Runs_are_as_described()
    {
        WrittenRuns.Write(In("runs", "a"));
        WrittenRuns.Cancel(In("runs", "b"));
        await Start(Options with { Runs = In("runs") }, Policies);
        JsonElement schemas = (await Get("/openapi/v1.json")).Succeeded().GetProperty("components").GetProperty("schemas");
        JsonElement list = (await Get("/v1/runs")).Succeeded();
        Check(schemas, "Runs", list);
        string[] ids = [.. list.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString()!)];
        Assert.All(list.GetProperty("runs").EnumerateArray(), run => Check(schemas, "ListedRun", run));
        Check(schemas, "Run", (await Get($"/v1/runs/{ids[0]}")).Succeeded());
        JsonElement comparison = (await Get($"/v1/runs/compare?a={ids[0]}&b={ids[1]}")).Succeeded();
        Check(schemas, "RunComparison", comparison);
        Check(schemas, "ComparedRun", comparison.GetProperty("a"));
        Check(schemas, "RunProposal", comparison.GetProperty("b").GetProperty("proposals")[0]);
        JsonElement parts = schemas.GetProperty("RunComparison").GetProperty("properties");
        Check(parts, "options", comparison.GetProperty("options"));
        Check(parts, "returns", comparison.GetProperty("returns"));
        JsonElement policies = parts.GetProperty("policies").GetProperty("properties");
        Check(policies, "dispatcher", comparison.GetProperty("policies").GetProperty("dispatcher"));
        Check(policies, "local", comparison.GetProperty("policies").GetProperty("local"));
    }

    /// <summary>An answer has the fields that a schema requires, and no others than it describes.</summary>
    internal static void Check(JsonElement schemas, string schema, JsonElement answer)
    {
        JsonElement described = schemas.GetProperty(schema);
        Assert.All(described.GetProperty("required").EnumerateArray(), name => answer.GetProperty(name.GetString()!));
        Assert.All(answer.EnumerateObject(), field => described.GetProperty("properties").GetProperty(field.Name));
    }

    [Fact]
    public async Task Metrics_are_in_the_format_of_Prometheus()
    {
        await Get("/v1/policies");
        await Get("/v1/nothing");
        Answer metrics = await Get("/metrics");
        Assert.Equal("text/plain", metrics.Type);
        Assert.Contains("antiphon_requests_total{route=\"/v1/policies\",status=\"200\"} 1\n", metrics.Text, StringComparison.Ordinal);
        Assert.Contains("antiphon_requests_total{route=\"none\",status=\"404\"} 1\n", metrics.Text, StringComparison.Ordinal);
        Assert.Contains("antiphon_request_seconds_bucket{route=\"/v1/policies\",le=\"+Inf\"} 1\n", metrics.Text, StringComparison.Ordinal);
        Assert.All(metrics.Text.TrimEnd('\n').Split('\n'), line =>
            Assert.Matches("^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\\{[^}]+\\})? [0-9.e+-]+)$", line)
        );
    }

    private static IEnumerable<string> References(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(field => field.Name == "$ref" ? [field.Value.GetString()!] : References(field.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
            _ => [],
        };
}
