using System.Text.Json;

namespace Antiphon.Files;

/// <summary>
/// Reads values of a JSON document by type. What has the wrong type is noted with its place and replaced by null or NaN, so that reading
/// goes on and finds the rest.
/// </summary>
internal sealed class StrictJson
{
    /// <summary>What was found wrong so far.</summary>
    public List<Violation> Violations { get; } = [];

    /// <summary>What a value is, in words.</summary>
    public static string KindOf(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.String => "a text",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a truth value",
            JsonValueKind.Null => "null",
            _ => "nothing",
        };

    /// <summary>Notes fields that do not belong into an object and required ones that are missing.</summary>
    public void Fields(string place, JsonElement element, IReadOnlyCollection<string> required, IReadOnlyCollection<string> optional)
    {
        string prefix = place.Length == 0 ? string.Empty : place + ".";
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!required.Contains(property.Name, StringComparer.Ordinal) && !optional.Contains(property.Name, StringComparer.Ordinal))
            {
                Add(
                    prefix + JsonSerializer.Serialize(property.Name),
                    "is not a field of this format",
                    string.Join(", ", required.Concat(optional)),
                    "correct its spelling or remove it"
                );
            }
        }

        foreach (string field in required)
        {
            if (!element.TryGetProperty(field, out _))
            {
                Add(prefix + field, "is missing", "this field", "add it");
            }
        }
    }

    /// <summary>A text, or null.</summary>
    public string? Text(string place, JsonElement element) =>
        element.ValueKind == JsonValueKind.String ? element.GetString() : Wrong<string>(place, element, "a text");

    /// <summary>A number, or NaN.</summary>
    public double Number(string place, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return element.GetDouble();
        }

        Wrong<string>(place, element, "a number");
        return double.NaN;
    }

    /// <summary>A whole number, or null.</summary>
    public long? Whole(string place, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Number)
        {
            Wrong<string>(place, element, "a whole number");
            return null;
        }

        // 1e3 and 1000.0 are whole numbers, too.
        if (
            element.TryGetInt64(out long whole)
            || (element.TryGetDecimal(out decimal value) && value == decimal.Truncate(value) && Fits(value, out whole))
        )
        {
            return whole;
        }

        Add(place, $"is {element.GetRawText()}", "a whole number", "round it");
        return null;
    }

    /// <summary>An array of numbers, or null. Places are spelled out only where something is wrong: these arrays are long.</summary>
    public double[]? Numbers(string place, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return Wrong<double[]>(place, element, "an array");
        }

        double[] numbers = new double[element.GetArrayLength()];
        int i = 0;
        foreach (JsonElement entry in element.EnumerateArray())
        {
            numbers[i] = entry.ValueKind == JsonValueKind.Number ? entry.GetDouble() : Number($"{place}[{i}]", entry);
            i++;
        }

        return numbers;
    }

    /// <summary>An array of indices, or null; -1 stands for those that cannot be read.</summary>
    public int[]? Indices(string place, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return Wrong<int[]>(place, element, "an array");
        }

        int[] indices = new int[element.GetArrayLength()];
        int i = 0;
        foreach (JsonElement entry in element.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Number || !entry.TryGetInt32(out indices[i]))
            {
                indices[i] = Whole($"{place}[{i}]", entry) is { } whole ? (int)Math.Clamp(whole, int.MinValue, int.MaxValue) : -1;
            }

            i++;
        }

        return indices;
    }

    /// <summary>An array of anything that <paramref name="read"/> reads, or null.</summary>
    public T[]? List<T>(string place, JsonElement element, Func<string, JsonElement, T> read)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            return Wrong<T[]>(place, element, "an array");
        }

        var list = new T[element.GetArrayLength()];
        int i = 0;
        foreach (JsonElement entry in element.EnumerateArray())
        {
            list[i] = read($"{place}[{i}]", entry);
            i++;
        }

        return list;
    }

    /// <summary>Notes a violation.</summary>
    public void Add(string place, string found, string expected, string remedy) =>
        Violations.Add(new Violation(place, found, expected, remedy));

    /// <summary>Notes a value of the wrong type and gives null.</summary>
    public T? Wrong<T>(string place, JsonElement element, string expected)
        where T : class
    {
        Add(place, $"is {KindOf(element)}", expected, "replace it");
        return null;
    }

    /// <summary>This reader's violations, then those of a validator that are not about places that could not even be read.</summary>
    public IReadOnlyList<Violation> Merge(IEnumerable<Violation> validated)
    {
        var unread = Violations.Select(violation => violation.Place).ToHashSet(StringComparer.Ordinal);
        return [.. Violations, .. validated.Where(violation => !IsWithin(violation.Place, unread))];
    }

    private static bool IsWithin(string place, HashSet<string> unread)
    {
        for (int end = place.Length; end > 0; end = place.LastIndexOfAny(['[', '.'], end - 1))
        {
            if (unread.Contains(place[..end]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Fits(decimal value, out long whole)
    {
        bool fits = value is >= long.MinValue and <= long.MaxValue;
        whole = fits ? (long)value : 0;
        return fits;
    }
}
