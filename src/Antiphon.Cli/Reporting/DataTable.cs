using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Cli.Output;

namespace Antiphon.Cli.Reporting;

/// <summary>
/// Rows of named columns: what a figure draws, and what a reader finds as a table. Serialised as the data of a Vega-Lite specification.
/// </summary>
/// <param name="Columns">The columns.</param>
/// <param name="Rows">One cell per column.</param>
[JsonConverter(typeof(DataTableConverter))]
internal sealed record DataTable(IReadOnlyList<DataColumn> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows);

/// <summary>A column.</summary>
/// <param name="Field">Its name in the specification: letters only, so that no expression has to quote it.</param>
/// <param name="Heading">What people read above it.</param>
/// <param name="IsNumber">Whether its cells are numbers, aligned to the right.</param>
/// <param name="IsHidden">Whether only the drawing needs it.</param>
internal sealed record DataColumn(string Field, string Heading, bool IsNumber = false, bool IsHidden = false)
{
    public static DataColumn Number(string field, string heading) => new(field, heading, IsNumber: true);

    public static DataColumn Hidden(string field) => new(field, field, IsHidden: true);
}

/// <summary>A text, or a number together with how people read it.</summary>
/// <param name="Shown">What people read.</param>
/// <param name="Number">The exact number; null for a text, and where there is none.</param>
/// <param name="IsText">Whether it is a text.</param>
internal sealed record Cell(string Shown, double? Number, bool IsText)
{
    public static implicit operator Cell(string text) => new(text, Number: null, IsText: true);

    public static implicit operator Cell(double value) => Of(value, Figures.Value(value));

    public static implicit operator Cell(long value) => Of(value, Figures.Count(value));

    /// <summary>A number with words of its own.</summary>
    public static Cell Of(double value, string shown) =>
        double.IsFinite(value) ? new(shown, value, IsText: false) : new("unknown", Number: null, IsText: false);

    /// <summary>A share of 1 as a percentage.</summary>
    public static Cell Share(double share) => Of(share, $"{100 * share:0.0}%");

    /// <summary>Seconds as a duration.</summary>
    public static Cell Seconds(double seconds) => Of(seconds, Figures.Duration(seconds));

    /// <summary>Writes the text or the exact number.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        if (IsText)
        {
            writer.WriteStringValue(Shown);
        }
        else if (Number is double value)
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <summary>Rows as objects, as Vega-Lite takes them.</summary>
internal sealed class DataTableConverter : JsonConverter<DataTable>
{
    public override DataTable Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("specifications are only written");

    public override void Write(Utf8JsonWriter writer, DataTable value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("values");
        foreach (IReadOnlyList<Cell> row in value.Rows)
        {
            writer.WriteStartObject();
            for (int column = 0; column < value.Columns.Count; column++)
            {
                writer.WritePropertyName(value.Columns[column].Field);
                row[column].Write(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
