using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Reads the tables of a game file level by level. A level is an array, or {"same": part} where the part does not depend on that index;
/// the part then is one object in every place.
/// </summary>
internal sealed class LevelReader(StrictJson json)
{
    /// <summary>Fields of a level that does not depend on its index.</summary>
    public static readonly ImmutableArray<string> SameFields = ["same"];

    /// <summary>Fields of a sparse row.</summary>
    public static readonly ImmutableArray<string> RowFields = ["to", "p"];

    /// <summary>A reader of one level.</summary>
    /// <param name="size">How many parts "same" stands for.</param>
    /// <param name="read">Reads one part.</param>
    public Func<string, JsonElement, T[]?> Of<T>(int size, Func<string, JsonElement, T?> read) =>
        (place, element) =>
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("same", out JsonElement part))
            {
                return json.List(place, element, read)!;
            }

            json.Fields(place, element, SameFields, []);
            var level = new T[size];
            Array.Fill(level, read($"{place}.same", part)!);
            return level;
        };

    /// <summary>A reader of one row of probabilities: an array with one for every state, or an object that lists the states.</summary>
    public Func<string, JsonElement, TransitionRow?> Row(StateReader states) =>
        (place, element) =>
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                return json.Numbers(place, element) is { } dense ? new TransitionRow(dense) : null;
            }

            if (element.TryGetProperty("same", out _))
            {
                json.Add(
                    place,
                    "is {\"same\": ..}, which stands for a level of rows",
                    "an array of probabilities or {\"to\": [..], \"p\": [..]}",
                    "move same one level out, or list the probabilities"
                );
                return null;
            }

            if (!element.TryGetProperty("to", out JsonElement to) || !element.TryGetProperty("p", out JsonElement p))
            {
                return json.Wrong<TransitionRow>(place, element, "an array, or {\"to\": [..], \"p\": [..]}");
            }

            json.Fields(place, element, RowFields, []);
            int[]? targets = states.List($"{place}.to", to);
            double[]? probabilities = json.Numbers($"{place}.p", p);
            // Whatever stands in for a list that cannot be read is not judged.
            return new TransitionRow(targets ?? [.. Enumerable.Range(0, probabilities?.Length ?? 0)], probabilities ?? []);
        };
}
