using System.Collections.Immutable;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Reads a game file, once for each phase of its clock if it has one, rows that all phases share once: every phase is judged as a game of
/// its own, so that faults are named where they are written, and the phases are joined at the end.
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
        var shared = new Dictionary<string, Array>(StringComparer.Ordinal);
        var reader = new GameReader(root, rounding, clock, shared: shared);
        List<Violation> violations =
        [
            .. json.Violations,
            .. ReadPhase(reader, out definition).Where(fault => clock is not null || !NoClock(fault)),
        ];
        if (clock is null || violations.Count > 0 || clock.IsTooLong(definition, violations))
        {
            return violations;
        }

        var phases = new GameDefinition[clock.Period];
        Array.Fill(phases, definition);
        for (int phase = 1; phase < phases.Length && reader.DependsOnPhase; phase++)
        {
            violations.AddRange(ReadPhase(new GameReader(root, rounding, clock, phase, shared), out phases[phase]));
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
}
