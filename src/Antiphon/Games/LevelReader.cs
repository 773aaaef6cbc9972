using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Reads the tables of a game file level by level. A level is an array, or {"same": part} where the part does not depend on that index;
/// the part then is one object in every place. The level of the global states may be {"byPhase": [..]} with a level for each phase of the
/// file's clock, of which one phase is read.
/// </summary>
/// <param name="json">Where violations go.</param>
/// <param name="aggregates">Reads what depends on the population.</param>
/// <param name="rounding">What becomes of rows that are off by rounding.</param>
/// <param name="clock">The file's clock; null where it has none, or one that cannot be read.</param>
/// <param name="phase">The phase that is read.</param>
/// <param name="shared">
/// Levels of rows that all phases share, by place, as the first phase read them; null where there is no clock.
/// </param>
internal sealed class LevelReader(
    StrictJson json,
    AggregateReader aggregates,
    RowRounding rounding,
    Clock? clock = null,
    int phase = 0,
    Dictionary<string, Array>? shared = null
)
{
    /// <summary>Fields of a level that does not depend on its index.</summary>
    public static readonly ImmutableArray<string> SameFields = ["same"];

    /// <summary>How a fault ends that is only that there is no clock.</summary>
    public const string WithoutClock = " in a file without a clock";

    /// <summary>What stands for a list of all actions.</summary>
    public const string AllActions = "all";

    /// <summary>Fields of a level that depends on the phase.</summary>
    public static readonly ImmutableArray<string> PhaseFields = ["byPhase"];

    /// <summary>Fields of a sparse row.</summary>
    public static readonly ImmutableArray<string> RowFields = ["to", "p"];

    // Outer levels stand before those within.
    private readonly List<(string Place, bool ByPhase)> written = [];

    /// <summary>Whether a row or a reward may be null, because the file forbids actions.</summary>
    public bool MayOmit { get; init; }

    /// <summary>Whether a level read so far is given phase by phase.</summary>
    public bool DependsOnPhase { get; private set; }

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
        written.Add((place, false));
        return true;
    }

    /// <summary>Violations at the places where the file says what is wrong, each once.</summary>
    /// <param name="violations">Violations of the tables, which have a shared part in every place and no phases.</param>
    public IEnumerable<Violation> AsWritten(IEnumerable<Violation> violations) => violations.Select(AsWritten).Distinct();

    private Violation AsWritten(Violation violation)
    {
        foreach ((string level, bool byPhase) in written)
        {
            violation = byPhase ? InPhase(violation, level) : InPart(violation, level);
        }

        return violation;
    }

    private static Violation InPart(Violation violation, string level)
    {
        if (!violation.Place.StartsWith($"{level}[", StringComparison.Ordinal))
        {
            return violation;
        }

        int end = violation.Place.IndexOf(']', level.Length) + 1;
        (string index, string part) = (violation.Place[..end], $"{level}.same");
        return violation with
        {
            Place = part + violation.Place[end..],
            Found = violation.Found.Replace(index, part, StringComparison.Ordinal),
        };
    }

    private Violation InPhase(Violation violation, string level)
    {
        bool within = violation.Place.StartsWith(level, StringComparison.Ordinal) && (violation.Place + "[")[level.Length] is '[' or '.';
        if (!within)
        {
            return violation;
        }

        string own = $"{level}.byPhase[{phase}]";
        return violation with
        {
            Place = own + violation.Place[level.Length..],
            Found = violation.Found.Replace(level, own, StringComparison.Ordinal),
        };
    }

    /// <summary>A reader of the level of the global states: one part for each, the same in all phases or given phase by phase.</summary>
    /// <param name="size">How many global states there are, without phases.</param>
    /// <param name="read">Reads the part of one.</param>
    public Func<string, JsonElement, T[]?> OfGlobalStates<T>(int size, Func<string, JsonElement, T?> read)
    {
        Func<string, JsonElement, T[]?> level = Of(size, read);
        return (place, element) =>
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty("byPhase", out JsonElement phases))
            {
                return level(place, element);
            }

            json.Fields(place, element, PhaseFields, []);
            if (!HasEveryPhase(place, phases))
            {
                return null;
            }

            DependsOnPhase = true;
            written.Add((place, true));
            return level($"{place}.byPhase[{phase}]", phases[phase]);
        };
    }

    /// <summary>The same for rows, of which what is the same in all phases is read once.</summary>
    /// <param name="size">How many global states there are, without phases.</param>
    /// <param name="actions">How many rows each has.</param>
    /// <param name="row">Reads one.</param>
    public Func<string, JsonElement, TransitionRow[][]?> RowsOfGlobalStates(
        int size,
        int actions,
        Func<string, JsonElement, TransitionRow?> row
    )
    {
        Func<string, JsonElement, TransitionRow[][]?> level = OfGlobalStates(size, Of(actions, row));
        return (place, element) =>
        {
            if (shared?.GetValueOrDefault(place) is TransitionRow[][] known)
            {
                return known;
            }

            (bool depended, DependsOnPhase) = (DependsOnPhase, false);
            TransitionRow[][]? rows = level(place, element);
            if (rows is not null && !DependsOnPhase)
            {
                shared?.Add(place, rows);
            }

            DependsOnPhase |= depended;
            return rows;
        };
    }

    // Noted at the level itself, which then is not judged.
    private bool HasEveryPhase(string place, JsonElement phases)
    {
        int? count = phases.ValueKind == JsonValueKind.Array ? phases.GetArrayLength() : null;
        if (count is not null && count == clock?.Period)
        {
            return true;
        }

        string found = count switch
        {
            null => "is {\"byPhase\": ..} without an array",
            1 => "is {\"byPhase\": ..} with 1 entry",
            _ => $"is {{\"byPhase\": ..}} with {count} entries",
        };
        if (clock is null)
        {
            json.Add(place, $"{found}{WithoutClock}", "a clock", "add {\"clock\": {\"period\": P}}, or correct the clock");
        }
        else
        {
            json.Add(place, found, $"{clock.Period}, one per phase of the clock", "give a table for every phase");
        }

        return false;
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

    /// <summary>Whether the entry of an action that is forbidden, as only the validator knows, is left out.</summary>
    public bool IsOmitted(JsonElement element) => MayOmit && element.ValueKind == JsonValueKind.Null;

    /// <summary>A reader of the actions that are allowed somewhere: a list, or "all", which is null.</summary>
    /// <param name="actions">Reads an action.</param>
    public Func<string, JsonElement, int[]?> Allowed(StateReader actions) =>
        (place, element) =>
            element.ValueKind switch
            {
                JsonValueKind.Array => actions.List(place, element),
                JsonValueKind.String when element.GetString() == AllActions => null,
                _ => json.Wrong<int[]>(place, element, $"an array of actions, or \"{AllActions}\""),
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
            if (IsOmitted(element))
            {
                return null;
            }

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
                    "is {\"same\": ..}, which replaces a level of rows",
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
