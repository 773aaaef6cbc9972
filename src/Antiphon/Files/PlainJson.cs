using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Antiphon.Files;

/// <summary>
/// Reads JSON that a program wrote, in one pass: for files of many values, of which next to none has a fault. Where anything is wrong or
/// unusual it gives nothing, and a reader that names faults (<see cref="InputFile"/>) has to judge.
/// </summary>
internal static class PlainJson
{
    // That of -1.7976931348623157E+308, the longest number in its shortest form.
    private const int LongestNumber = 24;

    /// <summary>Reads a value of a type whose options are strict: no unknown, repeated or missing fields.</summary>
    /// <param name="json">The text.</param>
    /// <param name="type">The type.</param>
    /// <returns>The value; null where another reader has to judge.</returns>
    public static T? TryRead<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return IsUsual(json) ? JsonSerializer.Deserialize(json, type) : null;
        }
        catch (Exception problem)
            when (problem is JsonException or InvalidOperationException or ArgumentException or FormatException or InvalidInputException)
        {
            return null;
        }
    }

    // What strict options let pass: null within a list, and numbers that are too large and become infinite.
    private static bool IsUsual(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        JsonTokenType before = JsonTokenType.None;
        while (reader.Read())
        {
            if (
                (reader.TokenType == JsonTokenType.Null && before != JsonTokenType.PropertyName)
                || (reader.TokenType == JsonTokenType.Number && !IsFinite(ref reader))
            )
            {
                return false;
            }

            before = reader.TokenType;
        }

        return true;
    }

    private static bool IsFinite(ref Utf8JsonReader reader) =>
        reader.ValueSpan.Length <= LongestNumber
        && (reader.ValueSpan.IndexOfAny((byte)'e', (byte)'E') < 0 || double.IsFinite(reader.GetDouble()));
}
