using System.Globalization;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>Reads the names of states or actions of a game file, which may be only counted.</summary>
/// <param name="json">Where violations go.</param>
internal sealed class NameReader(StrictJson json)
{
    /// <summary>The names "0", "1", .. of states or actions that are only counted.</summary>
    public static string[] DefaultNames(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i.ToString(CultureInfo.InvariantCulture))];

    /// <summary>A list of names, or null.</summary>
    public string[]? Read(string place, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return json.List(place, element, json.Text)!;
        }

        if (element.ValueKind != JsonValueKind.Number)
        {
            return json.Wrong<string[]>(place, element, "a count or a list of names");
        }

        if (json.Whole(place, element) is not { } count)
        {
            return null;
        }

        if (count is < 1 or > GameLimits.Names)
        {
            json.Add(place, $"is {count}", $"from 1 to {GameLimits.Names}", "give a smaller or larger count");
            return null;
        }

        return DefaultNames((int)count);
    }
}
