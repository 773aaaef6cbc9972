using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antiphon.Learning;

/// <summary>
/// Records of runs in continuous games as earlier versions wrote them: without a hash, and with an outcome of their own.
/// </summary>
internal static class FormerOutcome
{
    private const string NotDefined = "NaN";

    /// <summary>The document with a complete outcome; the document itself where it is complete, or there is none yet.</summary>
    /// <param name="root">run.json.</param>
    public static JsonElement Complete(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || root.TryGetProperty("gameHash", out _))
        {
            return root;
        }

        JsonObject document = JsonNode.Parse(root.GetRawText())!.AsObject();
        document.Add("gameHash", "");
        foreach ((string name, JsonNode? value) in document["outcome"] is JsonObject ? Missing(document) : [])
        {
            document["outcome"]!.AsObject().TryAdd(name, value);
        }

        return JsonSerializer.SerializeToElement(document, LearningJson.Default.JsonObject);
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Missing(JsonObject document)
    {
        yield return ("populationModel", "simulation");
        yield return ("populationNodes", 0);
        yield return ("populationSize", "no population model");
        yield return ("threshold", document["options"]?["threshold"]?.DeepClone());
        yield return ("bestRestart", 0);
        yield return ("restarts", new JsonArray());
        yield return ("notices", new JsonArray());
        foreach (
            string name in new[] { "value", "valueErrorBound", "globalGain", "localGain", "globalFirstOrderGap", "localFirstOrderGap" }
        )
        {
            yield return (name, NotDefined);
        }

        string[] unknown =
        [
            "otherResolution",
            "otherValue",
            "modelErrorEstimate",
            "measuredShare",
            "gainErrorBound",
            "globalGainDeployed",
            "localGainDeployed",
        ];
        foreach (string name in unknown)
        {
            yield return (name, null);
        }
    }
}
