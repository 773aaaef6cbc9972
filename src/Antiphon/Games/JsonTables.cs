using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Antiphon.Games;

/// <summary>
/// Writes JSON that people can read: indented, but every innermost row on one line. Doubles are written so that reading gives back the
/// same bits.
/// </summary>
internal static class JsonTables
{
    private static readonly JsonWriterOptions Options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>One JSON object, with a line feed at its end.</summary>
    public static string Object(Action<Utf8JsonWriter> writeFields)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writeFields(writer);
            writer.WriteEndObject();
        }

        buffer.WriteByte((byte)'\n');
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Writes a nested array of numbers.</summary>
    public static void Table(Utf8JsonWriter writer, string field, Array table)
    {
        writer.WritePropertyName(field);
        Value(writer, table);
    }

    /// <summary>Writes one row on one line, as the value of a field.</summary>
    public static void Row<T>(Utf8JsonWriter writer, IEnumerable<T> row)
        where T : IFormattable => writer.WriteRawValue(Text(row), skipInputValidation: true);

    /// <summary>Writes one row as the next item of the open array.</summary>
    public static void RowItem<T>(Utf8JsonWriter writer, IEnumerable<T> row)
        where T : IFormattable => Item(writer, Text(row));

    /// <summary>Writes a text as the next item of the open array, on a line of its own: the writer indents no raw value.</summary>
    public static void Item(Utf8JsonWriter writer, string text) =>
        writer.WriteRawValue(
            $"{Options.NewLine}{new string(' ', Options.IndentSize * writer.CurrentDepth)}{text}",
            skipInputValidation: true
        );

    private static string Text<T>(IEnumerable<T> row)
        where T : IFormattable => $"[{string.Join(", ", row.Select(value => value.ToString(null, CultureInfo.InvariantCulture)))}]";

    /// <summary>A row with all its zeros, or as a list of targets where that is wanted and shorter.</summary>
    public static string Text(TransitionRow row, int states, bool sparse) =>
        sparse && 2 * row.Targets.Length < states
            ? $"{{ \"to\": [{string.Join(", ", row.Targets.ToArray())}], \"p\": [{Numbers(row.Probabilities.ToArray())}] }}"
            : $"[{Numbers(row.ToArray(states))}]";

    /// <summary>A number, or the object that stands for a random reward.</summary>
    public static string Text(RewardEntry entry) =>
        entry.Form switch
        {
            null => entry.Mean.ToString(CultureInfo.InvariantCulture),
            FiniteRewardLaw finite => string.Create(
                CultureInfo.InvariantCulture,
                $"{{ \"values\": [{Numbers(finite.Values)}], \"probabilities\": [{Numbers(finite.Probabilities)}] }}"
            ),
            UniformRewardLaw uniform => string.Create(
                CultureInfo.InvariantCulture,
                $"{{ \"mean\": {uniform.Mean}, \"halfWidth\": {uniform.HalfWidth} }}"
            ),
            _ => throw new NotSupportedException($"No text for the law {entry.Form.GetType().Name}."),
        };

    /// <summary>Numbers with commas between them.</summary>
    public static string Numbers(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Writes a list of names on one line.</summary>
    public static void Names(Utf8JsonWriter writer, IEnumerable<string> names) =>
        writer.WriteRawValue("[" + string.Join(", ", names.Select(Quoted)) + "]", skipInputValidation: true);

    /// <summary>A text in quotation marks.</summary>
    public static string Quoted(string text) => '"' + JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text) + '"';

    private static void Value(Utf8JsonWriter writer, Array table)
    {
        if (table is double[] row)
        {
            Row(writer, row);
            return;
        }

        writer.WriteStartArray();
        foreach (Array part in table)
        {
            Value(writer, part);
        }

        writer.WriteEndArray();
    }
}
