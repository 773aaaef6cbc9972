using System.Collections.Immutable;
using System.Text.Json;
using Antiphon.Games;

namespace Antiphon.Policies;

/// <summary>The object "prior" of a policy file: what a dispatcher expects of the population before it observes anything.</summary>
internal static class PriorFields
{
    private const double Tolerance = 1e-9;
    private static readonly ImmutableArray<string> Names = ["weight", "means"];

    /// <summary>Writes the object, where there is a prior.</summary>
    internal static void Write(Utf8JsonWriter writer, PopulationPrior? prior)
    {
        if (prior is null)
        {
            return;
        }

        writer.WriteStartObject("prior");
        writer.WriteNumber("weight", prior.Weight);
        JsonTables.Table(writer, "means", prior.Means.Select(row => row.ToArray()).ToArray());
        writer.WriteEndObject();
    }

    /// <summary>Reads the object; null where there is none, or something is wrong, which was noted.</summary>
    internal static PopulationPrior? Read(JsonElement root, AlphaVectors vectors, StrictJson json)
    {
        if (!root.TryGetProperty("prior", out JsonElement field))
        {
            return null;
        }

        if (field.ValueKind != JsonValueKind.Object)
        {
            return json.Wrong<PopulationPrior>("prior", field, "an object: the prior of the population");
        }

        int before = json.Violations.Count;
        json.Fields("prior", field, Names, []);
        if (json.Violations.Count > before)
        {
            return null;
        }

        double weight = json.Number("prior.weight", field.GetProperty("weight"));
        double[]?[] means = json.List("prior.means", field.GetProperty("means"), json.Numbers) ?? [];
        if (!(weight > 0 && double.IsFinite(weight)) || means.Length != vectors.GlobalStates || !means.All(row => IsLaw(row, vectors)))
        {
            json.Add(
                "prior",
                "does not fit the game",
                $"a positive weight, and {vectors.GlobalStates} rows of {vectors.LocalStates} fractions that sum to 1",
                "restore the file"
            );
            return null;
        }

        return new PopulationPrior(weight, [.. means.Select(row => row!.ToImmutableArray())]);
    }

    private static bool IsLaw(double[]? row, AlphaVectors vectors) =>
        row?.Length == vectors.LocalStates && row.All(share => share >= 0) && Math.Abs(row.Sum() - 1) <= Tolerance;
}
