using System.Collections.Immutable;
using System.Text.Json;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>
/// The file beside a log, format antiphon-log/1: one JSON object with the game, the local agents' policy, and how the log was made.
/// </summary>
public static class LogDescriptionFile
{
    /// <summary>The format that is read and written.</summary>
    internal const string Format = "antiphon-log/1";

    private static readonly ImmutableArray<string> Required =
    [
        "format",
        "version",
        "tracked",
        "steps",
        "behaviour",
        "game",
        "localPolicy",
    ];
    private static readonly ImmutableArray<string> Optional = ["$schema", "seed"];

    /// <summary>Where the description of a log is: history.csv has it in history.log.json.</summary>
    /// <param name="log">The log.</param>
    public static string PathFor(string log) => Path.ChangeExtension(log, ".log.json");

    /// <summary>Writes the description. The file appears whole or not at all.</summary>
    /// <param name="description">What to write.</param>
    /// <param name="path">The file; it is replaced if it exists.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Save(LogDescription description, string path)
    {
        ArgumentNullException.ThrowIfNull(description);
        AtomicFile.WriteText(path, Text(description));
    }

    /// <summary>Whether a description is of the same log, but for the number of steps.</summary>
    /// <param name="path">The file.</param>
    /// <param name="description">The description to compare it with.</param>
    internal static bool IsOfSameLog(string path, LogDescription description)
    {
        try
        {
            return Text(Load(path) with { Steps = null }) == Text(description with { Steps = null });
        }
        catch (InvalidInputException)
        {
            return false;
        }
    }

    private static string Text(LogDescription description) =>
        JsonTables.Object(writer =>
        {
            writer.WriteString("format", Format);
            writer.WriteString("version", AntiphonVersion.Current);
            writer.WriteString("tracked", Word(description.Tracked));
            writer.WriteNumber("steps", description.Steps ?? 0);
            writer.WriteString("behaviour", description.Behaviour);
            if (description.Seed is { } seed)
            {
                writer.WriteNumber("seed", seed);
            }

            writer.WriteStartObject("game");
            new GameWriter(writer, description.Game).Write();
            writer.WriteEndObject();
            JsonTables.Table(writer, "localPolicy", PolicyFile.Nested(description.Local));
        });

    /// <summary>Reads a description.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or something in it is wrong; the message says what.</exception>
    public static LogDescription Load(string path) => InputFile.Parse(InputFile.ReadText(path), path, root =>
        {
            InputFile.RequireFormat(root, Format, path);
            var json = new StrictJson();
            json.Fields(string.Empty, root, Required, Optional);
            Require(json, path);
            string? tracked = json.Text("tracked", root.GetProperty("tracked"));
            if (tracked is not null && tracked != Word(TrackedSet.Fixed) && tracked != Word(TrackedSet.Fresh))
            {
                json.Add("tracked", $"is {JsonSerializer.Serialize(tracked)}", "\"fixed\" or \"fresh\"", "correct it");
            }

            long? steps = json.Whole("steps", root.GetProperty("steps"));
            if (steps < 0)
            {
                json.Add("steps", $"is {steps}", "the number of steps of the log, or 0 if unknown", "correct it");
            }

            string? behaviour = json.Text("behaviour", root.GetProperty("behaviour"));
            json.Text("version", root.GetProperty("version"));
            ulong? seed = root.TryGetProperty("seed", out JsonElement field) ? Seed(json, field) : null;
            Require(json, path);
            CooperativeGame game = GameFile.Parse(root.GetProperty("game").GetRawText(), $"{path}: game");
            LocalPolicy local = Local(root.GetProperty("localPolicy"), game, path);
            return new LogDescription(
                game,
                local,
                tracked == Word(TrackedSet.Fixed) ? TrackedSet.Fixed : TrackedSet.Fresh,
                steps > 0 ? steps : null,
                behaviour!,
                seed
            );
        });

    private static ulong? Seed(StrictJson json, JsonElement field)
    {
        if (field.ValueKind == JsonValueKind.Number && field.TryGetUInt64(out ulong seed))
        {
            return seed;
        }

        json.Add(
            "seed",
            $"is {(field.ValueKind == JsonValueKind.Number ? field.GetRawText() : StrictJson.KindOf(field))}",
            $"a whole number from 0 to {ulong.MaxValue}, or no such field",
            "correct it"
        );
        return null;
    }

    private static LocalPolicy Local(JsonElement element, CooperativeGame game, string path)
    {
        var violations = new List<Violation>();
        var json = new StrictJson();
        double[] probabilities = PolicyReader.Local(element, game, json, violations);
        IReadOnlyList<Violation> all = json.Merge(violations);
        LocalPolicy? policy =
            all.Count == 0 ? LocalPolicy.Create(game.LocalStates, game.GlobalStates, game.LocalActions, probabilities) : null;
        all = policy is null ? all : [.. ForbiddenActions.Of(policy, game)];
        return all.Count == 0 ? policy! : throw new InvalidInputException(ViolationList.Describe(path, all));
    }

    private static void Require(StrictJson json, string path)
    {
        if (json.Violations.Count > 0)
        {
            throw new InvalidInputException(ViolationList.Describe(path, json.Violations));
        }
    }

    private static string Word(TrackedSet tracked) => tracked == TrackedSet.Fixed ? "fixed" : "fresh";
}
