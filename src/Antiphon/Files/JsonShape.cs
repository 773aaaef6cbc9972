using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Antiphon.Files;

/// <summary>
/// Compares a JSON value with the type it is about to be read as: every field that is missing, unknown, null or of the wrong kind is noted
/// with its place, also within lists. The JSON library finds only the first such fault, does not look for null within lists, and names
/// types of this program.
/// </summary>
/// <param name="json">Takes the notes.</param>
/// <param name="isPlaced">Whether notes say where; without, it is only to be known whether there is one.</param>
internal sealed class JsonShape(StrictJson json, bool isPlaced = true)
{
    private const string Remedy = "restore the file";

    // Journals have thousands of objects of the same type.
    private static readonly ConditionalWeakTable<JsonTypeInfo, Dictionary<string, JsonPropertyInfo>> Known = [];

    private static readonly ConditionalWeakTable<JsonSerializerOptions, ConcurrentDictionary<Type, JsonTypeInfo>> Infos = [];

    private static readonly string[] NotFinite = ["NaN", "Infinity", "-Infinity"];

    /// <summary>Notes all that is wrong with a value.</summary>
    public void Check(string place, JsonElement element, JsonTypeInfo type)
    {
        if (Nullable.GetUnderlyingType(type.Type) is { } value)
        {
            if (element.ValueKind != JsonValueKind.Null)
            {
                Check(place, element, InfoOf(type.Options, value));
            }
        }
        else if (type.Kind == JsonTypeInfoKind.Object)
        {
            Fields(place, element, type);
        }
        else if (type.Kind == JsonTypeInfoKind.Enumerable)
        {
            Entries(place, element, type);
        }
        else
        {
            Leaf(place, element, type);
        }
    }

    private void Fields(string place, JsonElement element, JsonTypeInfo type)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Wrong(place, element, "an object");
            return;
        }

        string prefix = place.Length == 0 ? string.Empty : place + ".";
        Dictionary<string, JsonPropertyInfo> known = Known.GetValue(type, PropertiesOf);
        int required = known.Values.Count(property => property.IsRequired);
        foreach (JsonProperty field in element.EnumerateObject())
        {
            if (known.TryGetValue(field.Name, out JsonPropertyInfo? property))
            {
                required -= property.IsRequired ? 1 : 0;
                Field(isPlaced ? prefix + field.Name : string.Empty, field.Value, property);
            }
            else
            {
                json.Add(prefix + field.Name, "is not a field of this format", string.Join(", ", known.Keys), Remedy);
            }
        }

        if (required != 0)
        {
            Missing(prefix, element, known.Values);
        }
    }

    private void Missing(string prefix, JsonElement element, IEnumerable<JsonPropertyInfo> known)
    {
        foreach (JsonPropertyInfo property in known.Where(each => each.IsRequired && !element.TryGetProperty(each.Name, out _)))
        {
            json.Add(prefix + property.Name, "is missing", "this field", Remedy);
        }
    }

    // The library asks much of a type each time.
    private static JsonTypeInfo InfoOf(JsonSerializerOptions options, Type type) =>
        Infos
            .GetValue(options, static _ => new ConcurrentDictionary<Type, JsonTypeInfo>())
            .GetOrAdd(type, static (each, from) => from.GetTypeInfo(each), options);

    private static Dictionary<string, JsonPropertyInfo> PropertiesOf(JsonTypeInfo type) =>
        type
            .Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null)
            .ToDictionary(property => property.Name, StringComparer.Ordinal);

    private void Field(string place, JsonElement element, JsonPropertyInfo property)
    {
        bool mayBeNull = !property.PropertyType.IsValueType && (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable);
        if (element.ValueKind != JsonValueKind.Null || !mayBeNull)
        {
            Check(place, element, InfoOf(property.Options, property.PropertyType));
        }
    }

    private void Entries(string place, JsonElement element, JsonTypeInfo type)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            Wrong(place, element, "a list");
            return;
        }

        JsonTypeInfo entry = InfoOf(type.Options, type.ElementType!);
        int index = 0;
        foreach (JsonElement item in element.EnumerateArray())
        {
            Check(isPlaced ? $"{place}[{index}]" : string.Empty, item, entry);
            index++;
        }
    }

    private void Leaf(string place, JsonElement element, JsonTypeInfo type)
    {
        switch (Type.GetTypeCode(type.Type))
        {
            case TypeCode.String:
                Require(element.ValueKind == JsonValueKind.String, place, element, "a text");
                break;
            case TypeCode.Boolean:
                Require(element.ValueKind is JsonValueKind.True or JsonValueKind.False, place, element, "true or false");
                break;
            case TypeCode.Double:
                Number(place, element);
                break;
            case TypeCode.Int32 or TypeCode.Int64 or TypeCode.UInt64 when !type.Type.IsEnum:
                Require(element.ValueKind == JsonValueKind.Number && IsRead(element, type), place, element, "a whole number in its range");
                break;
            default:
                Require(element.ValueKind != JsonValueKind.Null && IsRead(element, type), place, element, Expected(type.Type));
                break;
        }
    }

    private void Number(string place, JsonElement element)
    {
        bool isNumber =
            element.ValueKind == JsonValueKind.Number
                ? double.IsFinite(element.GetDouble())
                : element.ValueKind == JsonValueKind.String && NotFinite.Contains(element.GetString(), StringComparer.Ordinal);
        Require(isNumber, place, element, "a number");
    }

    private static bool IsRead(JsonElement element, JsonTypeInfo type)
    {
        try
        {
            return element.Deserialize(type) is not null;
        }
        catch (Exception problem)
            when (problem
                    is JsonException
                        or FormatException
                        or ArgumentException
                        or InvalidInputException
                        or InvalidOperationException
                        or OverflowException
            )
        {
            return false;
        }
    }

    private static string Expected(Type type) =>
        type.IsEnum ? string.Join(", ", Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)) : "a value of this field";

    private void Require(bool holds, string place, JsonElement element, string expected)
    {
        if (!holds)
        {
            Wrong(place, element, expected);
        }
    }

    private void Wrong(string place, JsonElement element, string expected)
    {
        string found = element.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null
            ? StrictJson.KindOf(element)
            : Short(element.GetRawText());
        json.Add(place, $"is {found}", expected, Remedy);
    }

    private static string Short(string text) => text.Length <= 40 ? text : $"{text[..40]}..";
}
