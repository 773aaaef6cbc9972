using System.Text;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Server;
using Microsoft.AspNetCore.Http;

namespace Antiphon.Fuzz;

/// <summary>Readers of what the service is sent and configured by.</summary>
internal static class ServiceTargets
{
    private const int LargestBatch = 1000;

    /// <summary>Requests for decisions, under policies of every kind.</summary>
    public static FuzzTarget Decision(FuzzFolder folder, Scratch scratch)
    {
        ServedPolicy[] policies = [.. Policies(folder)];
        return Request("request-decision", ["globalState", "observation", "seed", "probabilities"], body =>
        {
            RequestBody.Flag(body, "probabilities");
            RequestBody.Seed(body);
            foreach (ServedPolicy policy in policies)
            {
                Ask(policy, body);
            }
        });
    }

    /// <summary>Requests for the actions of local agents.</summary>
    public static FuzzTarget LocalDecision(FuzzFolder folder, Scratch scratch)
    {
        ServedPolicy[] policies = [.. Policies(folder)];
        return Request("request-local", ["globalState", "localStates", "seed"], body =>
        {
            RequestBody.Seed(body);
            foreach (ServedPolicy policy in policies)
            {
                Tried(() => policy.ActLocally(body, LargestBatch, new RandomStream(1)));
            }
        });
    }

    /// <summary>Requests for sessions.</summary>
    public static FuzzTarget Session(FuzzFolder folder, Scratch scratch) => Request("request-session", ["policy", "seed"], body =>
        {
            JsonBody.Text(RequestBody.Required(body, "policy", "the name of a policy"));
            RequestBody.Seed(body);
        });

    /// <summary>Files of keys.</summary>
    public static FuzzTarget Keys(FuzzFolder folder, Scratch scratch) =>
        FuzzTarget.OfFile("keys", "keys.txt", scratch, path =>
            Encoding.UTF8.GetBytes(string.Join('\n', AccessKey.ReadFile(path).Select(key => key.ToString())))
        );

    private static IEnumerable<ServedPolicy> Policies(FuzzFolder folder)
    {
        CooperativeGame patrol = GameFile.Load(folder.Fixture("patrol.json"));
        foreach (string file in (string[])["policy.json", "memory.json"])
        {
            yield return ServedPolicy.Of(patrol, PolicyFile.Load(folder.Fixture($"served/{file}"), patrol));
        }

        CooperativeGame couriers = GameFile.Load(folder.Fixture("couriers.json"));
        yield return ServedPolicy.Of(couriers, PolicyFile.Load(folder.Fixture("served/couriers.json"), couriers));
    }

    private static void Ask(ServedPolicy policy, JsonElement body) =>
        Tried(() =>
        {
            Question question = policy.Read(body);
            int action = policy.Start(new RandomStream(1)).Act(question, new RandomStream(2));
            policy.Law(question);
            policy.ExpectedReward(question, action, []);
            RoundTripException.Require(question.Stored(), policy.Read(question.Stored()).Stored());
        });

    // A body that one policy refuses may suit another.
    private static void Tried(Action ask)
    {
        try
        {
            ask();
        }
        catch (ProblemException)
        {
            // Documented.
        }
    }

    private static FuzzTarget Request(string name, string[] fields, Action<JsonElement> read) =>
        new(name, input => Read(input, fields, read)) { Documents = static problem => problem is ProblemException };

    private static void Read(byte[] input, string[] fields, Action<JsonElement> read)
    {
        var context = new DefaultHttpContext();
        context.Request.ContentType = "application/json";
        context.Request.Body = new MemoryStream(input);
        ValueTask<JsonBody> reading = RequestBody.Read(context, fields);
        using JsonBody body = reading.AsTask().GetAwaiter().GetResult();
        read(body.Root);
    }
}
