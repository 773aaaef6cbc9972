using System.Text.Json;

namespace Antiphon.Server;

/// <summary>States or actions, which requests give by name or by index.</summary>
/// <param name="noun">What they are, for example "global state".</param>
/// <param name="names">Their names, in order.</param>
internal sealed class NameIndex(string noun, IReadOnlyList<string> names)
{
    private const int Listed = 8;

    private readonly Dictionary<string, int> places = names
        .Select((name, place) => (name, place))
        .ToDictionary(pair => pair.name, pair => pair.place, StringComparer.Ordinal);

    /// <summary>Their names, in order.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Reads one.</summary>
    /// <param name="field">Where it is, for messages.</param>
    /// <param name="element">A name or an index.</param>
    /// <returns>The index, from 0.</returns>
    /// <exception cref="ProblemException">There is no such state or action.</exception>
    public int Read(string field, JsonElement element) => TryRead(element) ?? throw Unknown(field, element);

    /// <summary>Reads one of a list; the place in the list is part of messages.</summary>
    /// <param name="field">Where the list is.</param>
    /// <param name="place">The place in the list.</param>
    /// <param name="element">A name or an index.</param>
    public int Read(string field, int place, JsonElement element) => TryRead(element) ?? throw Unknown($"{field}[{place}]", element);

    private int? TryRead(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return element.TryGetInt32(out int index) && (uint)index < (uint)names.Count ? index : null;
        }

        return JsonBody.Text(element) is string name && places.TryGetValue(name, out int place) ? place : null;
    }

    private ProblemException Unknown(string field, JsonElement element) =>
        ProblemException.Invalid(
            field,
            ProblemException.Is(element),
            $"a {noun}: an index from 0 to {names.Count - 1}, or a name ({string.Join(", ", names.Take(Listed))}"
                + $"{(names.Count > Listed ? ", .." : "")})",
            "give one that the game has"
        );
}
