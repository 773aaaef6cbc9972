using System.Text.Json;

namespace Antiphon.Server;

/// <summary>
/// What two runs were asked, field by field; fields of parts are named by their path. A field that is null may be left out.
/// </summary>
internal sealed class OptionDifferences
{
    private static readonly string[] Head = ["game", "gameHash", "agents", "kind", "cut", "version"];
    private static readonly JsonElement Nothing = JsonElement.Parse("null");

    private readonly List<(string Name, JsonElement A, JsonElement B)> differ = [];
    private readonly List<(string Name, JsonElement Value)> equal = [];

    private OptionDifferences() { }

    /// <summary>Compares two records.</summary>
    public static OptionDifferences Of(RunView a, RunView b)
    {
        var found = new OptionDifferences();
        foreach (string name in Head)
        {
            found.Compare(name, Field(a.Record.Value, name), Field(b.Record.Value, name));
        }

        found.Parts("", Field(a.Record.Value, "options"), Field(b.Record.Value, "options"));
        return found;
    }

    /// <summary>Writes them as fields of an object.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartArray("differ");
        foreach ((string name, JsonElement a, JsonElement b) in differ)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WritePropertyName("a");
            a.WriteTo(json);
            json.WritePropertyName("b");
            b.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("equal");
        foreach ((string name, JsonElement value) in equal)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WritePropertyName("value");
            value.WriteTo(json);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void Compare(string name, JsonElement a, JsonElement b)
    {
        if (a.ValueKind == JsonValueKind.Object || b.ValueKind == JsonValueKind.Object)
        {
            Parts($"{name}.", a, b);
        }
        else if (a.GetRawText() != b.GetRawText())
        {
            differ.Add((name, a, b));
        }
        else if (a.ValueKind != JsonValueKind.Null)
        {
            equal.Add((name, a));
        }
    }

    private void Parts(string prefix, JsonElement a, JsonElement b)
    {
        foreach (string name in Names(a).Union(Names(b), StringComparer.Ordinal))
        {
            Compare(prefix + name, Field(a, name), Field(b, name));
        }
    }

    private static IEnumerable<string> Names(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object ? element.EnumerateObject().Select(field => field.Name) : [];

    private static JsonElement Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement field) ? field : Nothing;
}
