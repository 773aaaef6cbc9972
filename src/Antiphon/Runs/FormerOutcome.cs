using System.Text.Json;
using System.Text.Json.Nodes;
using Antiphon.Numerics;

namespace Antiphon.Runs;

/// <summary>
/// Outcomes as earlier versions wrote them: without some of the fields of <see cref="Equilibrium.AlternationOutcome"/>, which get values
/// that say that they are not known.
/// </summary>
internal static class FormerOutcome
{
    private const string NotDefined = "NaN";

    private static readonly string[] Numbers =
    [
        "threshold",
        "value",
        "valueErrorBound",
        "globalGain",
        "localGain",
        "globalFirstOrderGap",
        "localFirstOrderGap",
    ];

    private static readonly string[] Unknown =
    [
        "otherResolution",
        "otherValue",
        "modelErrorEstimate",
        "measuredShare",
        "gainErrorBound",
        "globalGainDeployed",
        "localGainDeployed",
    ];

    /// <summary>Record of a run in a continuous game: complete as it is, or without a hash and with an outcome of its own.</summary>
    /// <param name="root">run.json.</param>
    public static JsonElement CompleteContinuous(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("gameHash", out _))
        {
            return root;
        }

        JsonObject document = JsonNode.Parse(root.GetRawText())!.AsObject();
        document.Add("gameHash", "");
        if (document["outcome"] is JsonObject outcome)
        {
            outcome.TryAdd("threshold", (document["options"] as JsonObject)?["threshold"]?.DeepClone());
            Complete(outcome, "simulation", "no population model");
        }

        return Element(document);
    }

    /// <summary>Cell of a sweep: complete as it is, or with figures alone.</summary>
    /// <param name="root">The cell.</param>
    public static JsonElement CompleteCell(JsonElement root)
    {
        if (
            !root.TryGetProperty("outcome", out JsonElement stored)
            || stored.ValueKind != JsonValueKind.Object
            || stored.TryGetProperty("deployed", out _)
            || RewardsOf(stored) is not { Length: > 0 } rewards
        )
        {
            // Where it is none of theirs either, the reader names what is missing.
            return root;
        }

        JsonObject cell = JsonNode.Parse(root.GetRawText())!.AsObject();
        JsonObject outcome = cell["outcome"]!.AsObject();
        outcome.Add(
            "deployed",
            JsonSerializer.SerializeToNode(StudentInterval.FromSamples(rewards), RunJsonStyle.Line.TypeOf<ConfidenceInterval>())
        );
        outcome.TryAdd("judge", "");
        outcome.TryAdd("baselines", new JsonArray());
        Complete(outcome, "", "");
        return Element(cell);
    }

    // Null where a reward is no finite number: 1e999 is read as infinity.
    private static double[]? RewardsOf(JsonElement outcome) =>
        outcome.TryGetProperty("rewards", out JsonElement rewards)
        && rewards.ValueKind == JsonValueKind.Array
        && rewards.EnumerateArray().All(reward => reward.ValueKind == JsonValueKind.Number && double.IsFinite(reward.GetDouble()))
            ? [.. rewards.EnumerateArray().Select(reward => reward.GetDouble())]
            : null;

    private static void Complete(JsonObject outcome, string model, string size)
    {
        outcome.TryAdd("populationModel", model);
        outcome.TryAdd("populationSize", size);
        outcome.TryAdd("populationNodes", 0);
        outcome.TryAdd("bestRestart", 0);
        outcome.TryAdd("restarts", new JsonArray());
        outcome.TryAdd("notices", new JsonArray());
        foreach (string name in Numbers)
        {
            outcome.TryAdd(name, NotDefined);
        }

        foreach (string name in Unknown)
        {
            outcome.TryAdd(name, null);
        }
    }

    private static JsonElement Element(JsonObject document) => JsonSerializer.SerializeToElement(document, RunJson.Default.JsonNode);
}
