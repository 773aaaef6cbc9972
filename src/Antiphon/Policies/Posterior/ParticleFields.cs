using System.Collections.Immutable;
using System.Text.Json;
using Antiphon.Games;

namespace Antiphon.Policies;

/// <summary>
/// The object "particles" of a policy file: the populations that a dispatcher may face, and what actions are worth there.
/// </summary>
internal static class ParticleFields
{
    private static readonly ImmutableArray<string> Names = ["tempering", "smoothing", "fractions", "values"];

    /// <summary>Writes the object.</summary>
    internal static void Write(Utf8JsonWriter writer, PosteriorPolicy policy)
    {
        writer.WriteStartObject("particles");
        writer.WriteNumber("tempering", policy.Tempering);
        writer.WriteNumber("smoothing", policy.Particles[0].Smoothing);
        JsonTables.Table(writer, "fractions", policy.Particles.Select(each => each.Fractions).ToArray());
        JsonTables.Table(writer, "values", policy.Particles.Select(each => each.Values).ToArray());
        writer.WriteEndObject();
    }

    /// <summary>Reads the object of a policy file; null where something is wrong, which was noted.</summary>
    internal static PosteriorPolicy? Read(JsonElement root, int subsample, AlphaVectors vectors, StrictJson json)
    {
        if (!root.TryGetProperty("particles", out JsonElement field) || field.ValueKind != JsonValueKind.Object)
        {
            json.Add("particles", "is missing", "an object: the populations that the dispatcher considers possible", "add it");
            return null;
        }

        int before = json.Violations.Count;
        json.Fields("particles", field, Names, []);
        if (json.Violations.Count > before)
        {
            return null;
        }

        double tempering = json.Number("particles.tempering", field.GetProperty("tempering"));
        double smoothing = json.Number("particles.smoothing", field.GetProperty("smoothing"));
        double[]?[]?[] fractions = Table("fractions");
        double[]?[]?[] values = Table("values");
        bool fits =
            tempering is >= 0 and <= 1
            && smoothing > 0
            && double.IsFinite(smoothing)
            && Fits(fractions, vectors.GlobalStates, vectors.LocalStates, share => share is >= 0 and <= 1)
            && Fits(values, vectors.GlobalStates, vectors.GlobalActions, double.IsFinite)
            && fractions.Zip(values).All(pair => pair.First!.Length == pair.Second!.Length);
        if (!fits)
        {
            json.Add(
                "particles",
                "does not fit the game",
                $"tempering in [0, 1], a positive smoothing, and from 1 to {PopulationParticles.Most} particles per global state with "
                    + $"{vectors.LocalStates} fractions and {vectors.GlobalActions} finite values each",
                "restore the file"
            );
            return null;
        }

        IEnumerable<PopulationParticles> particles = fractions.Zip(values, (own, worth) =>
            new PopulationParticles(own!, worth!, smoothing)
        );
        return new PosteriorPolicy(subsample, vectors, [.. particles], tempering);

        double[]?[]?[] Table(string name) =>
            json.List($"particles.{name}", field.GetProperty(name), (place, states) => json.List(place, states, json.Numbers)) ?? [];
    }

    private static bool Fits(double[]?[]?[] table, int states, int length, Func<double, bool> allowed) =>
        table.Length == states
        && table.All(own =>
            own is { Length: > 0 and <= PopulationParticles.Most } && own.All(row => row?.Length == length && row.All(allowed))
        );
}
