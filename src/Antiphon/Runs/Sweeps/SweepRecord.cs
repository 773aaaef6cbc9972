using System.Security.Cryptography;
using System.Text.Json;

namespace Antiphon.Runs;

/// <summary>The contents of sweep.json: what was asked, and by which program. Never changes.</summary>
public sealed record SweepRecord
{
    /// <summary>The format this program writes and reads.</summary>
    public const string CurrentFormat = "antiphon-sweep/1";

    /// <summary>Always <see cref="CurrentFormat"/>.</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>Version of the program that began the sweep. Only that version goes on with it.</summary>
    public required string Version { get; init; }

    /// <summary>Name of the game.</summary>
    public required string Game { get; init; }

    /// <summary>SHA-256 of the game, which game.json must match.</summary>
    public required string GameHash { get; init; }

    /// <summary>The population size n of training.</summary>
    public required long Agents { get; init; }

    /// <summary>Every option, as resolved.</summary>
    public required SweepOptions Options { get; init; }

    /// <summary>The number of threads changes no result: everything else is what a sweep is.</summary>
    private SweepRecord Essence => this with { Options = Options with { Training = Options.Training with { Threads = 1 } } };

    /// <summary>Tells sweeps apart; journal lines carry it.</summary>
    internal string Fingerprint() => Convert.ToHexStringLower(SHA256.HashData(Json(this)))[..16];

    /// <summary>Field by field, what is different here from another record; by the names in sweep.json.</summary>
    internal IEnumerable<string> DifferencesFrom(SweepRecord other)
    {
        using var mine = JsonDocument.Parse(Json(this));
        using var others = JsonDocument.Parse(Json(other));
        return [.. Differences("", mine.RootElement, others.RootElement)];
    }

    private static byte[] Json(SweepRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(record.Essence, RunJsonStyle.Line.TypeOf<SweepRecord>());

    private static IEnumerable<string> Differences(string place, JsonElement mine, JsonElement other)
    {
        if (mine.ValueKind == JsonValueKind.Object && other.ValueKind == JsonValueKind.Object)
        {
            return mine.EnumerateObject()
                .SelectMany(field =>
                    Differences(place.Length == 0 ? field.Name : $"{place}.{field.Name}", field.Value, other.GetProperty(field.Name))
                );
        }

        return mine.GetRawText() == other.GetRawText()
            ? []
            : [$"{place} is {mine.GetRawText()}; the sweep was started with {other.GetRawText()}"];
    }
}
