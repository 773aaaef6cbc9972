using System.Text.Json;

namespace Antiphon.Files;

/// <summary>Writes lists of names and numbers.</summary>
internal static class JsonLists
{
    /// <summary>Writes names.</summary>
    public static void WriteNames(this Utf8JsonWriter json, string field, IReadOnlyList<string> names)
    {
        json.WriteStartArray(field);
        foreach (string name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes a number; null where JSON has none for it, as for infinity.</summary>
    public static void WriteFinite(this Utf8JsonWriter json, double number)
    {
        if (double.IsFinite(number))
        {
            json.WriteNumberValue(number);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <summary>Writes a field of numbers, as <see cref="WriteFinite"/> does.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string field, ReadOnlySpan<double> numbers)
    {
        json.WritePropertyName(field);
        json.WriteNumbers(numbers);
    }

    /// <summary>Writes a field of whole numbers.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, string field, ReadOnlySpan<int> numbers)
    {
        json.WritePropertyName(field);
        json.WriteNumbers(numbers);
    }

    /// <summary>Writes numbers, as <see cref="WriteFinite"/> does.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, ReadOnlySpan<double> numbers)
    {
        json.WriteStartArray();
        foreach (double number in numbers)
        {
            json.WriteFinite(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes whole numbers.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, ReadOnlySpan<int> numbers)
    {
        json.WriteStartArray();
        foreach (int number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Writes whole numbers.</summary>
    public static void WriteNumbers(this Utf8JsonWriter json, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray();
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
