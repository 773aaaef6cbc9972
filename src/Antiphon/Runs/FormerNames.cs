using System.Text.Json;
using System.Text.Json.Nodes;

namespace Antiphon.Runs;

/// <summary>
/// Fields that earlier versions wrote under other names, or that no version writes any more. Their files stay readable; new files have the
/// new names only.
/// </summary>
internal static class FormerNames
{
    // How fast something was computed is no part of it.
    private const string Dropped = "threads";

    private static readonly Dictionary<string, string> Present = new(StringComparer.Ordinal)
    {
        ["look"] = "sampling",
        ["correctLook"] = "correctSampling",
        ["lookPlaces"] = "observationPlaces",
    };

    /// <summary>The document under the names of this version; the document itself where it has no former name.</summary>
    /// <param name="root">The document.</param>
    public static JsonElement Replace(JsonElement root)
    {
        if (!Has(root))
        {
            return root;
        }

        JsonNode renamed = Renamed(JsonNode.Parse(root.GetRawText())!);
        return JsonSerializer.SerializeToElement(renamed, RunJson.Default.JsonNode);
    }

    private static bool Has(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => value
                .EnumerateObject()
                .Any(field => field.Name == Dropped || Present.ContainsKey(field.Name) || Has(field.Value)),
            JsonValueKind.Array => value.GetArrayLength() > 0
                && value[0].ValueKind is JsonValueKind.Object or JsonValueKind.Array
                && value.EnumerateArray().Any(Has),
            _ => false,
        };

    private static JsonNode Renamed(JsonNode node)
    {
        switch (node)
        {
            case JsonObject fields:
                // A field under both names is left for the reader to refuse.
                var names = fields.Select(field => field.Key).ToHashSet(StringComparer.Ordinal);
                return new JsonObject(
                    fields
                        .ToList()
                        .Where(field => field.Key != Dropped)
                        .Select(field =>
                        {
                            fields.Remove(field.Key);
                            string name = Present.GetValueOrDefault(field.Key, field.Key);
                            return KeyValuePair.Create(
                                names.Contains(name) ? field.Key : name,
                                field.Value is null ? null : Renamed(field.Value)
                            );
                        })
                );
            case JsonArray entries:
                List<JsonNode?> list = [.. entries];
                entries.Clear();
                return new JsonArray([.. list.Select(entry => entry is null ? null : Renamed(entry))]);
            default:
                return node;
        }
    }
}
