using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Reads the tables of a game file level by level. A level is an array, or {"same": part} where the part does not depend on that index;
/// the part then is one object in every place.
/// </summary>
internal sealed class LevelReader(StrictJson json, AggregateReader aggregates, RowRounding rounding)
{
    /// <summary>Fields of a level that does not depend on its index.</summary>
    public static readonly ImmutableArray<string> SameFields = ["same"];

    /// <summary>Fields of a sparse row.</summary>
    public static readonly ImmutableArray<string> RowFields = ["to", "p"];

    // Outer levels stand before those within.
    private readonly List<string> shared = [];

    /// <summary>Whether a level is given by the one part that stands in every place.</summary>
    /// <param name="place">The level.</param>
    /// <param name="element">What is there.</param>
    /// <param name="part">The part.</param>
    public bool IsShared(string place, JsonElement element, out JsonElement part)
    {
        part = default;
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("same", out part))
        {
            return false;
        }

        json.Fields(place, element, SameFields, []);
        shared.Add(place);
        return true;
    }

    /// <summary>Violations at the places where the file says what is wrong, each once.</summary>
    /// <param name="violations">Violations of the tables, which have a shared part in every place.</param>
    public IEnumerable<Violation> AsWritten(IEnumerable<Violation> violations) => violations.Select(AsWritten).Distinct();

    private Violation AsWritten(Violation violation)
    {
        foreach (string level in shared.Where(level => violation.Place.StartsWith($"{level}[", StringComparison.Ordinal)))
        {
            int end = violation.Place.IndexOf(']', level.Length) + 1;
            (string index, string part) = (violation.Place[..end], $"{level}.same");
            violation = violation with
            {
                Place = part + violation.Place[end..],
                Found = violation.Found.Replace(index, part, StringComparison.Ordinal),
            };
        }

        return violation;
    }

    /// <summary>A reader of one level.</summary>
    /// <param name="size">How many parts "same" stands for.</param>
    /// <param name="read">Reads one part.</param>
    public Func<string, JsonElement, T[]?> Of<T>(int size, Func<string, JsonElement, T?> read) =>
        (place, element) =>
        {
            if (!IsShared(place, element, out JsonElement part))
            {
                return json.List(place, element, read)!;
            }

            var level = new T[size];
            Array.Fill(level, read($"{place}.same", part)!);
            return level;
        };

    /// <summary>An array of probabilities that sum to 1, or null.</summary>
    public double[]? Probabilities(string place, JsonElement element) =>
        json.Numbers(place, element) is { } row ? rounding.Read(place, row) : null;

    /// <summary>
    /// A reader of one row of probabilities: an array with one for every state, an object that lists the states, or one that gives a row
    /// for each breakpoint of an aggregate.
    /// </summary>
    public Func<string, JsonElement, TransitionRow?> Row(StateReader states)
    {
        Func<string, JsonElement, TransitionRow?> plain = PlainRow(states);
        return (place, element) =>
        {
            if (!AggregateReader.IsCoupled(element))
            {
                return plain(place, element);
            }

            (int aggregate, TransitionRow?[]? at) = aggregates.Coupled(place, element, plain);
            return TransitionRow.By(aggregate, at?.Select(row => row!) ?? []);
        };
    }

    private Func<string, JsonElement, TransitionRow?> PlainRow(StateReader states) =>
        (place, element) =>
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                return Probabilities(place, element) is { } dense ? new TransitionRow(dense) : null;
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
            double[]? probabilities = Probabilities($"{place}.p", p);
            // Whatever stands in for a list that cannot be read is not judged.
            return new TransitionRow(targets ?? [.. Enumerable.Range(0, probabilities?.Length ?? 0)], probabilities ?? []);
        };
}
