using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Reads rewards of a game file: a number, an object that describes a law, or one that says how a reward depends on an aggregate.
/// </summary>
internal sealed class RewardReader(StrictJson json, LevelReader levels, AggregateReader aggregates)
{
    /// <summary>Fields of a reward with finitely many values.</summary>
    public static readonly ImmutableArray<string> FiniteFields = ["values", "probabilities"];

    /// <summary>Fields of a reward with uniform noise.</summary>
    public static readonly ImmutableArray<string> UniformFields = ["mean", "halfWidth"];

    /// <summary>Whether any reward read so far is not one number.</summary>
    public bool AnyForm { get; private set; }

    /// <summary>A reader of a row of rewards: an array, or {"same": reward} for rewards that do not depend on the action.</summary>
    /// <param name="size">How many rewards "same" stands for.</param>
    public Func<string, JsonElement, RewardEntry[]?> Row(int size) => (place, element) => Row(place, element, size);

    private RewardEntry[]? Row(string place, JsonElement element, int size)
    {
        if (levels.IsShared(place, element, out JsonElement reward))
        {
            var same = new RewardEntry[size];
            Array.Fill(same, Entry($"{place}.same", reward));
            return same;
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            return json.Wrong<RewardEntry[]>(place, element, "an array");
        }

        // Places are spelled out only where they are needed: these tables are long.
        var row = new RewardEntry[element.GetArrayLength()];
        int i = 0;
        foreach (JsonElement entry in element.EnumerateArray())
        {
            row[i] = entry.ValueKind == JsonValueKind.Number ? new RewardEntry(entry.GetDouble(), null) : Entry($"{place}[{i}]", entry);
            i++;
        }

        return row;
    }

    private RewardEntry Entry(string place, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return new RewardEntry(element.GetDouble(), null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            json.Number(place, element);
            return new RewardEntry(double.NaN, null);
        }

        AnyForm = true;
        if (AggregateReader.IsCoupled(element))
        {
            (int aggregate, double[]? at) = aggregates.Coupled(place, element, json.Number);
            return new RewardEntry(double.NaN, new CoupledReward(aggregate, at is null ? [] : [.. at]));
        }

        RewardLaw? law =
            Has(element, FiniteFields) ? Finite(place, element)
            : Has(element, UniformFields) ? Uniform(place, element)
            : null;
        if (law is null)
        {
            json.Add(
                place,
                "is an object without values, without a mean and without by",
                "a number, {\"values\": [..], \"probabilities\": [..]}, {\"mean\": number, \"halfWidth\": number} or {\"by\": aggregate, "
                    + "\"at\": [..]}",
                "replace it"
            );
            return new RewardEntry(double.NaN, null);
        }

        var unsound = new List<Violation>();
        law.Check(place, unsound);
        return new RewardEntry(unsound.Count == 0 ? law.Normalized().Mean : double.NaN, law);
    }

    private static bool Has(JsonElement element, ImmutableArray<string> fields) =>
        fields.Any(field => element.TryGetProperty(field, out _));

    private FiniteRewardLaw Finite(string place, JsonElement element)
    {
        json.Fields(place, element, FiniteFields, []);
        return new FiniteRewardLaw(Numbers(place, element, "values"), Numbers(place, element, "probabilities"));
    }

    private UniformRewardLaw Uniform(string place, JsonElement element)
    {
        json.Fields(place, element, UniformFields, []);
        return new UniformRewardLaw(Number(place, element, "mean"), Number(place, element, "halfWidth"));
    }

    private ImmutableArray<double> Numbers(string place, JsonElement element, string field) =>
        element.TryGetProperty(field, out JsonElement found) && json.Numbers($"{place}.{field}", found) is { } numbers
            ? [.. numbers]
            : default;

    private double Number(string place, JsonElement element, string field) =>
        element.TryGetProperty(field, out JsonElement found) ? json.Number($"{place}.{field}", found) : double.NaN;
}
