using System.Text.Json;

namespace Antiphon.Games;

/// <summary>Reads states that a game file gives by name or by index.</summary>
/// <param name="json">Where violations go.</param>
/// <param name="kind">What the states are, for example "a local state".</param>
/// <param name="names">Their names in order; null when these could not be read, in which case any name is accepted.</param>
internal sealed class StateReader(StrictJson json, string kind, IReadOnlyList<string?>? names)
{
    private readonly Dictionary<string, int> indices = Indexed(names);

    /// <summary>A list of states, or null; indices are not compared with the number of states.</summary>
    public int[]? List(string place, JsonElement element) => json.List(place, element, State);

    /// <summary>One state; -1 stands for what cannot be read.</summary>
    public int State(string place, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return json.Whole(place, element) is { } whole ? (int)Math.Clamp(whole, int.MinValue, int.MaxValue) : -1;
        }

        if (element.ValueKind != JsonValueKind.String)
        {
            json.Wrong<string>(place, element, $"the name or the index of {kind}");
            return -1;
        }

        return Named(place, element.GetString()!);
    }

    /// <summary>The state of a name; -1 where there is none.</summary>
    public int Named(string place, string name)
    {
        if (indices.TryGetValue(name, out int index) || names is null)
        {
            return index;
        }

        json.Add(
            place,
            $"is {JsonSerializer.Serialize(name)}",
            $"the name or the index of {kind}",
            "correct the name, or add it to the list of names"
        );
        return -1;
    }

    // A name that is given twice is a violation of the list of names.
    private static Dictionary<string, int> Indexed(IReadOnlyList<string?>? names)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < names?.Count; i++)
        {
            found.TryAdd(names[i] ?? string.Empty, i);
        }

        return found;
    }
}
