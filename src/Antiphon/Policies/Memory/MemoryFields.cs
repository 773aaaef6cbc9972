using System.Collections.Immutable;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>The object "memory" of a policy file: what a remembering policy keeps, and how its table is read.</summary>
internal static class MemoryFields
{
    private static readonly ImmutableArray<string> Required = ["filter", "particles", "read", "watch"];

    private static readonly ImmutableArray<string> OfTables = ["plan", .. Required];

    private static readonly ImmutableArray<string> Optional = ["actionValues"];

    // In files, in the order of FilterKind and of PlanReading.
    private static readonly ImmutableArray<string> Filters = ["linear", "dirichlet", "particles", "last observation", "flow"];

    private static readonly ImmutableArray<string> Readings = ["nearest", "interpolated", "expected"];

    /// <summary>Writes the object.</summary>
    public static void Write(Utf8JsonWriter writer, RememberingPolicy policy)
    {
        writer.WriteStartObject("memory");
        if (policy.Plan.Table is { } table)
        {
            writer.WriteNumber("plan", table.Subsample);
        }

        writer.WriteString("filter", Filters[(int)policy.Memory.Filter]);
        writer.WriteNumber("particles", policy.Memory.Particles);
        writer.WriteString("read", Readings[(int)policy.Memory.Reading]);
        writer.WriteBoolean("watch", policy.Memory.Watch);
        if (policy.Plan.TableValues is { } values)
        {
            writer.WriteStartArray("actionValues");
            foreach (ImmutableArray<double> row in values)
            {
                JsonTables.Row(writer, row.ToArray());
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    /// <summary>Reads the object of a dispatcher whose plan is a table.</summary>
    /// <param name="field">The object.</param>
    /// <param name="json">Collects what is wrong with its form.</param>
    /// <param name="violations">Collects what is wrong with its contents.</param>
    /// <param name="agents">n.</param>
    /// <returns>k' of the plan, the options, and the action values if there are any; null when something is wrong.</returns>
    public static (int Plan, MemoryOptions Memory, double[][]? Values)? Read(
        JsonElement field,
        StrictJson json,
        List<Violation> violations,
        long agents
    )
    {
        if (!IsObject(field, json))
        {
            return null;
        }

        json.Fields("memory", field, OfTables, Optional);
        int before = violations.Count;
        int? plan = Whole("plan", 1, (int)Math.Min(agents, int.MaxValue), field, json, violations);
        MemoryOptions? options = Options(field, json, violations);
        double[]?[]? values = field.TryGetProperty("actionValues", out JsonElement table)
            ? json.List("memory.actionValues", table, json.Numbers)
            : null;
        return plan is null || options is null || violations.Count > before || values?.Any(row => row is null) == true
            ? null
            : (plan.Value, options, values?.Select(row => row!).ToArray());
    }

    /// <summary>Reads the object of a dispatcher whose plan is none of count vectors.</summary>
    /// <param name="root">The policy.</param>
    /// <param name="json">Collects what is wrong with its form.</param>
    /// <param name="violations">Collects what is wrong with its contents.</param>
    /// <returns>The options; null when something is wrong.</returns>
    public static MemoryOptions? Read(JsonElement root, StrictJson json, List<Violation> violations)
    {
        if (!root.TryGetProperty("memory", out JsonElement field))
        {
            json.Add("memory", "is missing", "an object: the global agent's memory", "add it");
            return null;
        }

        if (!IsObject(field, json))
        {
            return null;
        }

        json.Fields("memory", field, Required, []);
        return Options(field, json, violations);
    }

    private static bool IsObject(JsonElement field, StrictJson json)
    {
        if (field.ValueKind == JsonValueKind.Object)
        {
            return true;
        }

        _ = json.Wrong<string>("memory", field, "an object: the global agent's memory");
        return false;
    }

    private static MemoryOptions? Options(JsonElement field, StrictJson json, List<Violation> violations)
    {
        int before = violations.Count;
        int? particles = Whole("particles", 1, MemoryOptions.MostParticles, field, json, violations);
        int? filter = Word("filter", Filters);
        int? reading = Word("read", Readings);
        bool watch = field.TryGetProperty("watch", out JsonElement flag) && flag.ValueKind == JsonValueKind.True;
        if (flag.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Undefined))
        {
            violations.Add(new Violation("memory.watch", $"is {flag.GetRawText()}", "true or false", "correct it"));
        }

        return particles is null || filter is null || reading is null || violations.Count > before
            ? null
            : new MemoryOptions
            {
                Filter = (FilterKind)filter.Value,
                Particles = particles.Value,
                Reading = (PlanReading)reading.Value,
                Watch = watch,
            };

        int? Word(string name, ImmutableArray<string> words)
        {
            if (!field.TryGetProperty(name, out JsonElement text) || json.Text($"memory.{name}", text) is not { } found)
            {
                return null;
            }

            // What earlier versions called it.
            found = found == "last look" ? "last observation" : found;
            if (words.IndexOf(found) is >= 0 and var place)
            {
                return place;
            }

            violations.Add(
                new Violation(
                    $"memory.{name}",
                    $"is {JsonSerializer.Serialize(found)}",
                    string.Join(" or ", words),
                    "correct it, or use a program that supports it"
                )
            );
            return null;
        }
    }

    private static int? Whole(string name, int least, int most, JsonElement field, StrictJson json, List<Violation> violations)
    {
        if (!field.TryGetProperty(name, out JsonElement number) || json.Whole($"memory.{name}", number) is not { } found)
        {
            return null;
        }

        if (found >= least && found <= most)
        {
            return (int)found;
        }

        violations.Add(new Violation($"memory.{name}", $"is {found}", $"from {least} to {most:N0}", "correct it"));
        return null;
    }
}
