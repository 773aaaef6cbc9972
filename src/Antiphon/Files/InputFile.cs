using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Antiphon.Files;

/// <summary>
/// Reads JSON files that people or other programs wrote: whatever is wrong becomes an <see cref="InvalidInputException"/> that says where.
/// </summary>
internal static class InputFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The whole text of a file.</summary>
    public static string ReadText(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        try
        {
            if (Disk.Current.IsFolder(path))
            {
                throw new InvalidInputException($"'{path}' is a folder; expected a file.");
            }

            return StrictUtf8.GetString(Disk.Current.ReadBytes(path));
        }
        catch (DecoderFallbackException problem)
        {
            throw new InvalidInputException($"'{path}' is not UTF-8 text (byte {problem.Index}); save it as UTF-8.", problem);
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"'{path}' does not exist.", problem);
        }
        catch (Exception problem)
            when (problem is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InvalidInputException($"'{path}' cannot be read: {problem.Message}", problem);
        }
    }

    /// <summary>Parses a text that must be one JSON object without repeated fields, and hands it to a reader.</summary>
    public static T Parse<T>(string json, string source, Func<JsonElement, T> read)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using var document = JsonDocument.Parse(
                json.TrimStart('\uFEFF'),
                new JsonDocumentOptions { AllowDuplicateProperties = false }
            );
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : throw new InvalidInputException(
                    $"{source} contains {StrictJson.KindOf(document.RootElement)}; expected a JSON object with a field \"format\"."
                );
        }
        catch (JsonException problem)
        {
            throw new InvalidInputException(source + JsonFault.Describe(json.TrimStart('\uFEFF')), problem);
        }
        catch (ArgumentException problem) when (problem.InnerException is EncoderFallbackException)
        {
            throw new InvalidInputException($"{source} is not Unicode text: it contains half of a surrogate pair.", problem);
        }
        catch (InvalidOperationException problem) when (problem.Source?.StartsWith("System.Text.Json", StringComparison.Ordinal) == true)
        {
            // The one thing the parser lets pass and refuses later: text escapes that are no characters.
            throw new InvalidInputException($"{source} contains a text with half of a surrogate pair; correct it.", problem);
        }
    }

    /// <summary>Reads an object of a type whose every field is checked first.</summary>
    public static T As<T>(JsonElement root, string source, JsonTypeInfo<T> type)
        where T : class
    {
        // Mostly there is none: places cost more than everything else.
        var any = new StrictJson();
        new JsonShape(any, isPlaced: false).Check(string.Empty, root, type);
        if (any.Violations.Count > 0)
        {
            var json = new StrictJson();
            new JsonShape(json).Check(string.Empty, root, type);
            throw new InvalidInputException($"{ViolationList.Describe(source, json.Violations)}\nThe file is damaged or was edited.");
        }

        try
        {
            return root.Deserialize(type)!;
        }
        catch (Exception problem) when (problem is JsonException or ArgumentException or FormatException)
        {
            throw new InvalidInputException(
                $"{source} does not have the content of its format. The file is damaged or was edited; restore it.",
                problem
            );
        }
    }

    /// <summary>Refuses any format but the one that this program reads.</summary>
    public static void RequireFormat(JsonElement root, string format, string source)
    {
        if (!root.TryGetProperty("format", out JsonElement found))
        {
            throw new InvalidInputException($"{source}: format is missing; expected \"{format}\".");
        }

        if (found.ValueKind != JsonValueKind.String || found.GetString() is not { } text)
        {
            throw new InvalidInputException($"{source}: format is {StrictJson.KindOf(found)}; expected the text \"{format}\".");
        }

        if (text != format)
        {
            string family = format[..(format.IndexOf('/', StringComparison.Ordinal) + 1)];
            string advice = text.StartsWith(family, StringComparison.Ordinal)
                ? "it was written by another version of Antiphon; use that version"
                : "it is another kind of file";
            throw new InvalidInputException($"{source}: format is {JsonSerializer.Serialize(text)}; expected \"{format}\"; {advice}.");
        }
    }
}
