using System.Text.Json;
using Antiphon.Games;

namespace Antiphon.Runs;

/// <summary>
/// Reads and writes the files of a run. Every failure is an <see cref="InvalidInputException"/> that names file, field and remedy.
/// </summary>
internal static class RunFile
{
    /// <summary>Writes a document; a kill at any instant leaves the old one or the new.</summary>
    /// <param name="path">The file.</param>
    /// <param name="document">The document.</param>
    /// <param name="style">Its types and layout; null: <see cref="RunJsonStyle.Document"/>.</param>
    public static void Write<T>(string path, T document, JsonSerializerOptions? style = null) =>
        AtomicFile.WriteText(path, JsonSerializer.Serialize(document, (style ?? RunJsonStyle.Document).TypeOf<T>()) + "\n");

    /// <summary>Reads a document whose field "format" must be the given one.</summary>
    /// <exception cref="InvalidInputException">
    /// The file is missing, unreadable, truncated, of another format, or a field is missing, unknown or out of range.
    /// </exception>
    public static T Read<T>(
        string path,
        string format,
        JsonSerializerOptions? style = null,
        Func<JsonElement, JsonElement>? complete = null
    )
        where T : class => InputFile.Parse(InputFile.ReadText(path), path, root =>
        {
            InputFile.RequireFormat(root, format, path);
            JsonElement present = FormerNames.Replace(root);
            return InputFile.As(complete?.Invoke(present) ?? present, path, (style ?? RunJsonStyle.Document).TypeOf<T>());
        });

    /// <summary>A field of a document that is not otherwise read; null where there is no such file or field, or it is damaged.</summary>
    public static string? Field(string path, string name) => TryReadField(path, name, out string? text) ? text : null;

    /// <summary>Looks up a field of a document that is not otherwise read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">The field.</param>
    /// <param name="text">Its text; null where there is no such field, or it is no text.</param>
    /// <returns>False where there is no such file, or it is damaged.</returns>
    public static bool TryReadField(string path, string name, out string? text)
    {
        text = null;
        try
        {
            using var document = JsonDocument.Parse(Disk.Current.ReadBytes(path));
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out JsonElement field))
            {
                text = JsonText.Of(field);
            }

            return true;
        }
        // A name of a field that holds half of a surrogate pair is no text: the JSON library finds that when it compares names.
        catch (Exception failure)
            when (failure is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Requires that a run that has finished has results.</summary>
    /// <exception cref="InvalidInputException">It has none.</exception>
    public static void RequireOutcome(string path, RunStatus status, bool hasOutcome)
    {
        if (status == RunStatus.Finished && !hasOutcome)
        {
            throw new InvalidInputException(
                $"{path}: outcome is null although status is finished; expected the results; restore the file"
            );
        }
    }

    /// <summary>Loads a game and checks that it is the one that a record names.</summary>
    /// <exception cref="InvalidInputException">The file is missing, invalid, or another game.</exception>
    public static CooperativeGame LoadGame(string path, string hash, string record)
    {
        CooperativeGame game = GameFile.Load(path);
        return game.Hash == hash
            ? game
            : throw new InvalidInputException($"{path}: hash is {game.Hash}; expected {hash}, as in {record}; restore the file");
    }
}
