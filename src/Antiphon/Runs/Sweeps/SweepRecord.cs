using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>The contents of sweep.json: what was asked, and by which program. Never changes.</summary>
/// <typeparam name="TOptions">The options of a training.</typeparam>
public sealed record SweepRecord<TOptions>
    where TOptions : TrainingOptions
{
    private const string Threads = "threads";
    private const string OriginField = "origin";

    /// <summary>The format, which says what kind of game the sweep is in.</summary>
    public required string Format { get; init; }

    /// <summary>Version of the program that began the sweep. Only that version resumes it.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the game.</summary>
    public required string Game { get; init; }

    /// <summary>SHA-256 of the game, which game.json must match.</summary>
    public required string GameHash { get; init; }

    /// <summary>The population size n of training.</summary>
    public required long Agents { get; init; }

    /// <summary>What the game was cut from, in whose continuous states the pairs are deployed; null where it was not cut.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CutGame? Cut { get; init; }

    /// <summary>Every option, as resolved.</summary>
    public required SweepOptions<TOptions> Options { get; init; }

    /// <summary>When and by which command the sweep was begun; null where that is not known, as in records of older versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RunOrigin? Origin { get; init; }

    /// <summary>The game.</summary>
    [JsonIgnore]
    internal GameIdentity Identity => new(Game, GameHash, Agents);

    /// <summary>Distinguishes sweeps; journal lines carry it.</summary>
    /// <param name="file">sweep.json, as the version that began the sweep wrote it.</param>
    /// <param name="line">The one-line form of documents.</param>
    internal static string Fingerprint(string file, JsonSerializerOptions line)
    {
        JsonNode record = JsonNode.Parse(file)!;
        record.AsObject().Remove(OriginField);

        // Earlier versions stored a number of threads, and left it out of account like this.
        if (record["options"]?["training"] is JsonObject training && training.ContainsKey(Threads))
        {
            training[Threads] = 1;
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(record.ToJsonString(line))))[..16];
    }

    /// <summary>Field by field, what is asked here that differs from another record; by the names in sweep.json.</summary>
    internal IEnumerable<string> DifferencesFrom(SweepRecord<TOptions> other, JsonSerializerOptions line)
    {
        using var mine = JsonDocument.Parse(Json(this, line));
        using var others = JsonDocument.Parse(Json(other, line));
        bool variesElse = !(Options.Over ?? []).SequenceEqual(other.Options.Over ?? [], StringComparer.Ordinal);
        return
        [
            // Where other options vary, so do all variants.
            .. Differences("", mine.RootElement, others.RootElement)
                .Where(difference => !variesElse || !difference.StartsWith("options.variants", StringComparison.Ordinal)),
        ];
    }

    private static byte[] Json(SweepRecord<TOptions> record, JsonSerializerOptions line) =>
        JsonSerializer.SerializeToUtf8Bytes(record with { Origin = null }, line.TypeOf<SweepRecord<TOptions>>());

    private static IEnumerable<string> Differences(string place, JsonElement mine, JsonElement other)
    {
        if (mine.ValueKind == JsonValueKind.Object && other.ValueKind == JsonValueKind.Object)
        {
            // A field that is null may be left out, on either side.
            return mine.EnumerateObject()
                .Concat(other.EnumerateObject())
                .Select(field => field.Name)
                .Distinct(StringComparer.Ordinal)
                .SelectMany(name => Differences(place.Length == 0 ? name : $"{place}.{name}", Field(mine, name), Field(other, name)));
        }

        return Text(mine) == Text(other) ? [] : [$"{place} is {Text(mine)}; the sweep was started with {Text(other)}"];
    }

    private static JsonElement Field(JsonElement of, string name) => of.TryGetProperty(name, out JsonElement field) ? field : default;

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "null" : value.GetRawText();
}
