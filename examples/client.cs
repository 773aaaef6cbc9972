// ./antiphon serve runs/warehouse --memory filter
// dotnet run examples/client.cs http://127.0.0.1:5080
// A client of the policy service: it asks for the action of each step in a session, and sends a step again with the same key when the
// service is away, so that no step is taken twice. Where the service needs a key, put it into the environment variable ANTIPHON_KEY.
#:property PublishAot=false
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

using var client = new HttpClient { BaseAddress = new Uri(args.FirstOrDefault() ?? "http://127.0.0.1:5080") };
if (Environment.GetEnvironmentVariable("ANTIPHON_KEY") is string key)
{
    client.DefaultRequestHeaders.Add("Authorization", $"Bearer {key}");
}

var policy = (await Ask(HttpMethod.Get, "/v1/policies"))!["policies"]![0]!;
string[] zones = [.. policy["localStates"]!.AsArray().Select(zone => (string)zone!)];
int observed = (int)policy["k"]!;
Console.WriteLine($"{policy["name"]}: {policy["game"]}, observes {observed} of {policy["agents"]} agents");

// What the observed agents report: most are in the second state.
string[] seen = [.. Enumerable.Range(0, observed).Select(agent => agent % 3 == 0 ? zones[0] : zones[1])];
var session = (await Ask(HttpMethod.Post, "/v1/sessions", new { policy = (string)policy["name"]!, seed = 7 }, Guid.NewGuid().ToString()))![
    "session"
];
for (int round = 0; round < 3; round++)
{
    var question = new { globalState = policy["globalStates"]![0], observation = new { states = seen } };
    var step = (await Ask(HttpMethod.Post, $"/v1/sessions/{session}/decisions", question, Guid.NewGuid().ToString()))!;
    var estimate = step["estimate"]?.AsArray().Select(share => $"{(double)share!:F2}") ?? [];
    Console.WriteLine($"step {step["step"]}: {step["actionName"]}  {string.Join(' ', estimate)}");
}

await Ask(HttpMethod.Delete, $"/v1/sessions/{session}");
var agents = await Ask(
    HttpMethod.Post,
    $"/v1/policies/{policy["name"]}/local-decisions",
    new
    {
        globalState = 0,
        localStates = zones,
        seed = 7,
    }
);
foreach (var (zone, action) in zones.Zip(agents!["actions"]!.AsArray()))
{
    Console.WriteLine($"an agent in {zone}: {policy["localActions"]![(int)action!]}");
}

async Task<JsonNode?> Ask(HttpMethod method, string path, object? body = null, string? idempotency = null)
{
    for (int attempt = 0; attempt < 8; attempt++)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        if (idempotency is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotency);
        }

        try
        {
            using var response = await client.SendAsync(request);
            if (response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable))
            {
                var text = await response.Content.ReadAsStringAsync();
                var answer = text.Length == 0 ? null : JsonNode.Parse(text);
                return response.IsSuccessStatusCode
                    ? answer
                    : throw new InvalidOperationException($"{answer!["detail"] ?? answer["title"]}");
            }
        }
        catch (HttpRequestException)
        {
            // The service is away, or died before it answered.
        }

        await Task.Delay(100 << attempt);
    }

    throw new InvalidOperationException($"{method} {path}: no answer");
}
