using System.Text.Json;
using Antiphon.Games;

namespace Antiphon.Runs;

/// <summary>Reads and writes the files of a run. Every failure is an <see cref="InvalidInputException"/> that names file, field and remedy.</summary>
internal static class RunFile
{
    /// <summary>Writes a document; a kill at any instant leaves the old one or the new.</summary>
    public static void Write<T>(string path, T document) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(document, RunJsonStyle.Document.TypeOf<T>()) + "\n");

    /// <summary>Reads a document whose field "format" must be the given one.</summary>
    /// <exception cref="InvalidInputException">The file is missing, unreadable, truncated, of another format, or a field is missing, unknown or out of range.</exception>
    public static T Read<T>(string path, string format)
        where T : class
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
            RequireFormat(path, document.RootElement, format);
            return document.Deserialize(RunJsonStyle.Document.TypeOf<T>()) ?? throw new JsonException("the document is null");
        }
        catch (JsonException damage)
        {
            throw new InvalidInputException(Describe(path, damage), damage);
        }
        catch (ArgumentException damage)
        {
            throw new InvalidInputException($"{path}: {damage.Message}", damage);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Loads a game and checks that it is the one that a record names.</summary>
    /// <exception cref="InvalidInputException">The file is missing, invalid, or another game.</exception>
    public static CooperativeGame LoadGame(string path, string hash, string record)
    {
        CooperativeGame game = GameFile.Load(path);
        return game.Hash == hash
            ? game
            : throw new InvalidInputException($"{path}: hash is {game.Hash}; expected {hash} as {record} says; restore the file");
    }

    private static void RequireFormat(string path, JsonElement root, string expected)
    {
        string? found = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("format", out JsonElement format) ? format.ToString() : null;
        if (found == expected)
        {
            return;
        }

        throw new InvalidInputException(found is null
            ? $"{path}: format is missing; expected \"{expected}\"; the file is damaged or not one of a run"
            : $"{path}: format is \"{found}\"; expected \"{expected}\"; read it with the version of Antiphon that wrote it");
    }

    private static string Describe(string path, JsonException damage)
    {
        string place = damage.Path is { Length: > 2 } field ? $"{path}: {field[2..]}" : path;
        string line = damage.LineNumber is long number ? $" (line {number + 1})" : "";
        string message = damage.Message.Split(" Path: ", 2)[0].Split(" LineNumber: ", 2)[0].TrimEnd();
        return $"{place}{line}: {message} The file is damaged or was edited; restore it, or start the run again in another folder.";
    }
}
