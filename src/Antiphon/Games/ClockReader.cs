using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Reads a game file, once for each phase of its clock if it has one: every phase is judged as a game of its own, so that faults are named
/// where they are written, and the phases are joined at the end.
/// </summary>
internal static class ClockReader
{
    /// <summary>Fields that a clock has.</summary>
    public static readonly ImmutableArray<string> Required = ["period"];

    /// <summary>Fields that a clock may have.</summary>
    public static readonly ImmutableArray<string> Optional = ["names", "start"];

    /// <summary>The game of a file.</summary>
    /// <param name="root">The file's object.</param>
    /// <param name="rounding">What becomes of rows that are off by rounding.</param>
    /// <param name="definition">The game; to be used only where there are no violations.</param>
    /// <returns>Everything that is wrong with the file.</returns>
    public static IReadOnlyList<Violation> Read(JsonElement root, RowRounding rounding, out GameDefinition definition)
    {
        if (!root.TryGetProperty("clock", out JsonElement element))
        {
            return ReadPhase(new GameReader(root, rounding), out definition);
        }

        var json = new StrictJson();
        Clock? clock = ReadClock(json, element);
        var reader = new GameReader(root, rounding, clock);
        List<Violation> violations =
        [
            .. json.Violations,
            .. ReadPhase(reader, out definition).Where(fault => clock is not null || !NoClock(fault)),
        ];
        if (clock is null || violations.Count > 0 || TooLarge(clock, definition, violations))
        {
            return violations;
        }

        var phases = new GameDefinition[clock.Period];
        Array.Fill(phases, definition);
        for (int phase = 1; phase < phases.Length && reader.DependsOnPhase; phase++)
        {
            violations.AddRange(ReadPhase(new GameReader(root, rounding, clock, phase), out phases[phase]));
        }

        if (violations.Count == 0)
        {
            definition = new ClockProduct(clock, phases).Definition();
            violations.AddRange(GameValidator.Validate(definition));
        }

        return [.. violations.Distinct()];
    }

    // What misses a clock that is there, but wrong, is no fault of its own.
    private static bool NoClock(Violation fault) => fault.Found.EndsWith(LevelReader.WithoutClock, StringComparison.Ordinal);

    private static IReadOnlyList<Violation> ReadPhase(GameReader reader, out GameDefinition definition)
    {
        definition = reader.Read();
        return reader.Violations(GameValidator.Validate(definition));
    }

    private static Clock? ReadClock(StrictJson json, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            return json.Wrong<Clock>("clock", element, "an object with the fields period, names and start");
        }

        json.Fields("clock", element, Required, Optional);
        long? period = element.TryGetProperty("period", out JsonElement length) ? json.Whole("clock.period", length) : null;
        string?[]? names = element.TryGetProperty("names", out JsonElement list) ? json.List("clock.names", list, json.Text) : null;
        int start = element.TryGetProperty("start", out JsonElement phase)
            ? new StateReader(json, "a phase", names ?? DefaultNames(period)).State("clock.start", phase)
            : 0;
        if (json.Violations.Count == 0)
        {
            Clock.Validate(period!.Value, names!, start, json.Violations);
        }

        return json.Violations.Count == 0 ? new Clock((int)period!.Value, names!, start) : null;
    }

    private static string[]? DefaultNames(long? period) =>
        period is >= 1 and <= GameLimits.Phases ? NameReader.DefaultNames((int)period) : null;

    // Before every phase is read: a long period multiplies what a small file takes.
    private static bool TooLarge(Clock clock, GameDefinition game, List<Violation> violations)
    {
        long states = (long)clock.Period * game.GlobalStateNames.Length;
        long rows = game.GlobalActionNames.Length;
        rows +=
            (game.Types is { } types ? types.Sum(type => type.LocalStateNames.Length) : game.LocalStateNames.Length)
            * (long)game.LocalActionNames.Length;
        long probabilities = clock.Period * Probabilities(game);
        if (states <= GameLimits.Names && rows * states <= GameLimits.TableEntries / 2 && probabilities <= GameLimits.TableEntries)
        {
            return false;
        }

        violations.Add(
            new Violation(
                "clock.period",
                $"is {clock.Period}, which makes {states:N0} global states and {rows * states:N0} rows of {probabilities:N0} probabilities",
                $"at most {GameLimits.Names:N0} states, {GameLimits.TableEntries / 2:N0} rows and {GameLimits.TableEntries:N0} probabilities",
                "shorten the period, or merge states or actions"
            )
        );
        return true;
    }

    // As many as there are in memory for one phase: parts that are one object count once.
    private static long Probabilities(GameDefinition game) =>
        Listed(game.GlobalRows) + Listed(game.LocalRows) + (game.Types?.Sum(type => Listed(type.LocalRows)) ?? 0);

    private static long Listed(Array? level)
    {
        long sum = 0;
        object? before = null;
        foreach (object? part in level ?? Array.Empty<object>())
        {
            sum +=
                ReferenceEquals(part, before) ? 0
                : part is TransitionRow row ? row.Coupling?.At.Sum(at => (long)at.Probabilities.Length) ?? row.Probabilities.Length
                : Listed(part as Array);
            before = part;
        }

        return sum;
    }
}
