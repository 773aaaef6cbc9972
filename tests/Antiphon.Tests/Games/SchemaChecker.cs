using System.Text.Json;
using System.Text.RegularExpressions;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Games;

/// <summary>
/// Checks a document against the part of JSON Schema 2020-12 that the schemas in this repository use. A keyword it does not know is an
/// error, so that no schema can promise what is not tested.
/// </summary>
internal sealed class SchemaChecker(JsonElement root)
{
    private static readonly HashSet<string> Annotations = new(
        ["$schema", "$id", "$defs", "title", "description", "deprecated"],
        StringComparer.Ordinal
    );

    public JsonElement Root { get; } = root;

    /// <summary>Reads a schema of the folder schemas/.</summary>
    public static SchemaChecker Load(string name) =>
        new(JsonDocument.Parse(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "schemas", name))).RootElement);

    /// <summary>Every way in which a document breaks the schema.</summary>
    public IReadOnlyList<string> Check(string json)
    {
        using var document = JsonDocument.Parse(json);
        var errors = new List<string>();
        Check("", document.RootElement, Root, errors);
        return errors;
    }

    private void Check(string place, JsonElement value, JsonElement schema, List<string> errors)
    {
        foreach (JsonProperty keyword in schema.EnumerateObject())
        {
            if (!Annotations.Contains(keyword.Name) && !Holds(place, value, schema, keyword, errors))
            {
                errors.Add($"{place} breaks {keyword.Name}: {keyword.Value}");
            }
        }
    }

    private bool Holds(string place, JsonElement value, JsonElement schema, JsonProperty keyword, List<string> errors)
    {
        JsonElement limit = keyword.Value;
        bool isNumber = value.ValueKind == JsonValueKind.Number,
            isArray = value.ValueKind == JsonValueKind.Array,
            isText = value.ValueKind == JsonValueKind.String;
        switch (keyword.Name)
        {
            case "type":
                return HasType(value, limit.GetString()!);
            case "const":
                return JsonElement.DeepEquals(value, limit);
            case "enum":
                return limit.EnumerateArray().Any(allowed => JsonElement.DeepEquals(value, allowed));
            case "not":
                return !Fits(place, value, limit);
            case "minimum":
                return !isNumber || value.GetDouble() >= limit.GetDouble();
            case "maximum":
                return !isNumber || value.GetDouble() <= limit.GetDouble();
            case "exclusiveMinimum":
                return !isNumber || value.GetDouble() > limit.GetDouble();
            case "exclusiveMaximum":
                return !isNumber || value.GetDouble() < limit.GetDouble();
            case "minItems":
                return !isArray || value.GetArrayLength() >= limit.GetInt32();
            case "maxItems":
                return !isArray || value.GetArrayLength() <= limit.GetInt32();
            case "uniqueItems":
                return !isArray
                    || value.EnumerateArray().Select(item => item.GetRawText()).Distinct(StringComparer.Ordinal).Count()
                        == value.GetArrayLength();
            case "maxLength":
                return !isText || value.GetString()!.Length <= limit.GetInt32();
            case "pattern":
                return !isText || Regex.IsMatch(value.GetString()!, limit.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(1));
            case "$ref":
                Check(place, value, Root.GetProperty("$defs").GetProperty(limit.GetString()!["#/$defs/".Length..]), errors);
                return true;
            case "oneOf":
                return limit.EnumerateArray().Count(branch => Fits(place, value, branch)) == 1;
            case "items":
                CheckItems(place, value, limit, errors);
                return true;
            case "properties":
                CheckProperties(place, value, limit, errors);
                return true;
            case "patternProperties":
                CheckPattern(place, value, limit, errors);
                return true;
            case "required":
                return value.ValueKind != JsonValueKind.Object
                    || limit.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _));
            case "additionalProperties":
                return limit.ValueKind == JsonValueKind.False
                    && (
                        value.ValueKind != JsonValueKind.Object
                        || schema.TryGetProperty("patternProperties", out _)
                        || value.EnumerateObject().All(property => schema.GetProperty("properties").TryGetProperty(property.Name, out _))
                    );
            default:
                throw new NotSupportedException($"The checker does not know the keyword {keyword.Name}.");
        }
    }

    private bool Fits(string place, JsonElement value, JsonElement branch)
    {
        var errors = new List<string>();
        Check(place, value, branch, errors);
        return errors.Count == 0;
    }

    private void CheckItems(string place, JsonElement value, JsonElement schema, List<string> errors)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            int i = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Check($"{place}[{i++}]", item, schema, errors);
            }
        }
    }

    // The one pattern in use fits every name.
    private void CheckPattern(string place, JsonElement value, JsonElement patterns, List<string> errors)
    {
        JsonProperty pattern = Assert.Single(patterns.EnumerateObject());
        Assert.Equal("^", pattern.Name);
        foreach (JsonProperty property in value.ValueKind == JsonValueKind.Object ? value.EnumerateObject() : default)
        {
            Check($"{place}.{property.Name}", property.Value, pattern.Value, errors);
        }
    }

    private void CheckProperties(string place, JsonElement value, JsonElement properties, List<string> errors)
    {
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            if (value.ValueKind == JsonValueKind.Object && value.TryGetProperty(property.Name, out JsonElement inner))
            {
                Check($"{place}.{property.Name}", inner, property.Value, errors);
            }
        }
    }

    private static bool HasType(JsonElement value, string type) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "null" => value.ValueKind == JsonValueKind.Null,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "integer" => value.ValueKind == JsonValueKind.Number && value.GetDouble() == Math.Floor(value.GetDouble()),
            _ => throw new NotSupportedException($"The checker does not know the type {type}."),
        };
}
