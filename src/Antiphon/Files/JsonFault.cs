using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Antiphon.Files;

/// <summary>
/// Says in words of this program where a text stops being JSON, and why. Messages of the JSON library speak to programmers and do not
/// reach a user.
/// </summary>
internal static class JsonFault
{
    private const int MostNested = 64;

    /// <summary>What is wrong with a text that the parser refused: place, what was found, and what to do.</summary>
    public static string Describe(string json)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        try
        {
            while (reader.Read())
            {
                // Only how far it comes matters.
            }
        }
        catch (JsonException problem)
        {
            (long line, long column) = (problem.LineNumber ?? 0, problem.BytePositionInLine ?? 0);
            int place = Math.Min(Offset(bytes, line, column), bytes.Length);
            string reason = Reason(bytes, place, reader.TokenType, reader.CurrentDepth);
            return string.Create(
                CultureInfo.InvariantCulture,
                $" is not complete, correct JSON at line {line + 1}, position {column + 1}: {reason}."
            );
        }

        using var document = JsonDocument.Parse(bytes);
        return $": {Repeated(string.Empty, document.RootElement) ?? "a field"} is given twice; expected once; remove one of the two.";
    }

    private static string Reason(byte[] bytes, int place, JsonTokenType last, int depth)
    {
        Span<byte> before = bytes.AsSpan(0, place).TrimEnd(" \t\r\n"u8);
        if (bytes.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            return "the file is empty; expected a JSON object";
        }

        if (bytes.AsSpan(place).Trim(" \t\r\n"u8).IsEmpty)
        {
            return "the text ends before it is complete; restore its end";
        }

        string found = Character(bytes, place);
        if (found is "'}'" or "']'" && before is [.., (byte)','])
        {
            return $"there is a comma before {found}; remove the comma";
        }

        if (depth >= MostNested - 1 && bytes[place] is (byte)'[' or (byte)'{')
        {
            return $"objects and lists are nested to a depth of more than {MostNested}; expected fewer";
        }

        return depth == 0 && last is not (JsonTokenType.None or JsonTokenType.StartObject or JsonTokenType.StartArray)
            ? $"{found} follows the end of the document; remove everything after the end"
            : $"{found} is not allowed there; expected JSON; correct it";
    }

    private static int Offset(byte[] bytes, long line, long column)
    {
        int start = 0;
        for (; line > 0; line--)
        {
            start = Array.IndexOf(bytes, (byte)'\n', start) + 1;
        }

        return (int)(start + column);
    }

    private static string Character(byte[] bytes, int place)
    {
        Rune.DecodeFromUtf8(bytes.AsSpan(place), out Rune found, out _);
        return Rune.IsControl(found) ? $"the control character U+{found.Value:X4}" : $"'{found}'";
    }

    // Fields within arrays and objects too; the path of the first one.
    private static string? Repeated(string place, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element
                .EnumerateArray()
                .Select((entry, index) => Repeated($"{place}[{index}]", entry))
                .FirstOrDefault(found => found is not null);
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty field in element.EnumerateObject())
        {
            string name = NameOf(field);
            string at = place.Length == 0 ? name : $"{place}.{name}";
            if ((names.Add(name) ? Repeated(at, field.Value) : at) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    // The escape of half of a surrogate pair is JSON, but no name.
    private static string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return "a field whose name contains half of a surrogate pair";
        }
    }
}
