using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Reads rewards of a game file: a number, an object that describes a law, one that says how a reward depends on an aggregate, or one that
/// gives a reward for each next state.
/// </summary>
internal sealed class RewardReader(StrictJson json, LevelReader levels, AggregateReader aggregates)
{
    /// <summary>Fields of a reward with finitely many values.</summary>
    public static readonly ImmutableArray<string> FiniteFields = ["values", "probabilities"];

    /// <summary>Fields of a reward with uniform noise.</summary>
    public static readonly ImmutableArray<string> UniformFields = ["mean", "halfWidth"];

    /// <summary>Fields of a reward that depends on the next state.</summary>
    public static readonly ImmutableArray<string> NextFields = ["next"];

    /// <summary>Whether any reward read so far is not one number.</summary>
    public bool AnyForm { get; private set; }

    /// <summary>Whether any reward read so far depends on the next state.</summary>
    public bool AnyNext { get; private set; }

    /// <summary>A reader of a row of rewards: an array, or {"same": reward} for rewards that do not depend on the action.</summary>
    /// <param name="size">How many rewards "same" stands for.</param>
    /// <param name="next">The states that can follow.</param>
    public Func<string, JsonElement, RewardEntry[]?> Row(int size, Axis next) => (place, element) => Row(place, element, size, next);

    private RewardEntry[]? Row(string place, JsonElement element, int size, Axis next)
    {
        if (levels.IsShared(place, element, out JsonElement reward))
        {
            var same = new RewardEntry[size];
            Array.Fill(same, Entry($"{place}.same", reward, next));
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
            row[i] =
                entry.ValueKind == JsonValueKind.Number ? new RewardEntry(entry.GetDouble(), null) : Entry($"{place}[{i}]", entry, next);
            i++;
        }

        return row;
    }

    private RewardEntry Entry(string place, JsonElement element, Axis next)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return new RewardEntry(element.GetDouble(), null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            _ = levels.IsOmitted(element) ? double.NaN : json.Number(place, element);
            return new RewardEntry(double.NaN, null);
        }

        if (element.TryGetProperty("next", out JsonElement rewards))
        {
            json.Fields(place, element, NextFields, []);
            AnyNext = true;
            return new RewardEntry(0, null) { Next = Next($"{place}.next", rewards, next) };
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
                "is an object without values, mean, by or next",
                "a number, {\"values\": [..], \"probabilities\": [..]}, {\"mean\": number, \"halfWidth\": number}, {\"by\": aggregate, "
                    + "\"at\": [..]} or {\"next\": [..]}",
                "replace it"
            );
            return new RewardEntry(double.NaN, null);
        }

        var unsound = new List<Violation>();
        law.Check(place, unsound);
        return new RewardEntry(unsound.Count == 0 ? law.Normalized().Mean : double.NaN, law);
    }

    // Null for rewards that are unsound: what then stands for their mean is not judged again.
    private double[]? Next(string place, JsonElement element, Axis next)
    {
        int before = json.Violations.Count;
        if (json.Numbers(place, element) is { } rewards && json.Violations.Count == before)
        {
            new TableCheck<double>(json.Violations, CheckNext).Table(place, rewards, next);
            return json.Violations.Count == before ? rewards : null;
        }

        return null;
    }

    private static void CheckNext(string place, ReadOnlySpan<double> row, ICollection<Violation> violations)
    {
        for (int i = 0; i < row.Length; i++)
        {
            RewardLaw.CheckNumber($"{place}[{i}]", row[i], violations);
        }
    }

    private static bool Has(JsonElement element, ImmutableArray<string> fields) =>
        fields.Any(field => element.TryGetProperty(field, out _));

    private FiniteRewardLaw Finite(string place, JsonElement element)
    {
        json.Fields(place, element, FiniteFields, []);
        return new FiniteRewardLaw(
            List(place, element, "values", json.Numbers),
            List(place, element, "probabilities", levels.Probabilities)
        );
    }

    private UniformRewardLaw Uniform(string place, JsonElement element)
    {
        json.Fields(place, element, UniformFields, []);
        return new UniformRewardLaw(Number(place, element, "mean"), Number(place, element, "halfWidth"));
    }

    private static ImmutableArray<double> List(
        string place,
        JsonElement element,
        string field,
        Func<string, JsonElement, double[]?> read
    ) => element.TryGetProperty(field, out JsonElement found) && read($"{place}.{field}", found) is { } numbers ? [.. numbers] : default;

    private double Number(string place, JsonElement element, string field) =>
        element.TryGetProperty(field, out JsonElement found) ? json.Number($"{place}.{field}", found) : double.NaN;
}
