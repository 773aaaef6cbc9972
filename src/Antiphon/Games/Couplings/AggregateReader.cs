using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>Reads the aggregates of a game file, and the entries that depend on one.</summary>
internal sealed class AggregateReader
{
    /// <summary>Fields of an aggregate.</summary>
    public static readonly ImmutableArray<string> Fields = ["name", "weights", "breakpoints"];

    /// <summary>Fields of an entry that depends on an aggregate.</summary>
    public static readonly ImmutableArray<string> CoupledFields = ["by", "at"];

    private readonly StrictJson json;
    private readonly StateReader names;

    /// <summary>Reads the aggregates.</summary>
    /// <param name="json">Where violations go.</param>
    /// <param name="root">The file's object.</param>
    /// <param name="localStates">Names of local states; null when these could not be read.</param>
    public AggregateReader(StrictJson json, JsonElement root, IReadOnlyList<string>? localStates)
    {
        this.json = json;
        if (root.TryGetProperty("aggregates", out JsonElement element))
        {
            var states = new StateReader(json, "a local state", localStates);
            Aggregates = json.List("aggregates", element, (place, one) => Read(place, one, states, localStates?.Count))!;
        }

        names = new StateReader(json, "an aggregate", Aggregates is { } known ? [.. known.Select(one => one?.Name)] : []);
    }

    /// <summary>What was read; null when the file declares no aggregates, or they cannot be read.</summary>
    public Aggregate[]? Aggregates { get; }

    /// <summary>Whether an entry depends on an aggregate.</summary>
    public static bool IsCoupled(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && (element.TryGetProperty("by", out _) || element.TryGetProperty("at", out _));

    /// <summary>The aggregate of an entry and what the entry is at its breakpoints.</summary>
    /// <param name="place">The entry.</param>
    /// <param name="element">What is there.</param>
    /// <param name="read">Reads what stands at one breakpoint.</param>
    public (int Aggregate, T[]? At) Coupled<T>(string place, JsonElement element, Func<string, JsonElement, T> read)
    {
        json.Fields(place, element, CoupledFields, []);
        int aggregate = element.TryGetProperty("by", out JsonElement by) ? names.State($"{place}.by", by) : -1;
        return (aggregate, element.TryGetProperty("at", out JsonElement at) ? json.List($"{place}.at", at, read) : null);
    }

    private Aggregate? Read(string place, JsonElement element, StateReader states, int? count)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return json.Wrong<Aggregate>(place, element, $"an object with the fields {string.Join(", ", Fields)}");
        }

        json.Fields(place, element, Fields, []);
        string? name = element.TryGetProperty("name", out JsonElement text) ? json.Text($"{place}.name", text) : null;
        double[]? weights = element.TryGetProperty("weights", out JsonElement given)
            ? Weights($"{place}.weights", given, states, count)
            : null;
        double[]? breakpoints = element.TryGetProperty("breakpoints", out JsonElement at)
            ? json.Numbers($"{place}.breakpoints", at)
            : null;
        return new Aggregate(name!, weights!, breakpoints!);
    }

    // States that are not listed weigh nothing.
    private double[]? Weights(string place, JsonElement element, StateReader states, int? count)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return json.Numbers(place, element);
        }

        double[] weights = new double[count ?? 1];
        foreach (JsonProperty weight in element.EnumerateObject())
        {
            int state = states.Named($"{place}.{JsonSerializer.Serialize(weight.Name)}", weight.Name);
            double value = json.Number($"{place}.{JsonSerializer.Serialize(weight.Name)}", weight.Value);
            if (state >= 0 && state < weights.Length)
            {
                weights[state] = value;
            }
        }

        return weights;
    }
}
