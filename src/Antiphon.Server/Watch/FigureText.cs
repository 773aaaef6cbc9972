using System.Text.Json;

namespace Antiphon.Server;

/// <summary>Writes figures that may be unknown or infinite, for which JSON has no number.</summary>
internal static class FigureText
{
    /// <summary>Writes a figure; null where it is not finite.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">The field.</param>
    /// <param name="figure">The figure.</param>
    public static void WriteFigure(this Utf8JsonWriter json, string name, double? figure)
    {
        json.WritePropertyName(name);
        json.WriteFinite(figure ?? double.NaN);
    }

    /// <summary>Writes a list of objects.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">The field.</param>
    /// <param name="rows">What the objects are written from.</param>
    /// <param name="write">Writes the fields of one.</param>
    public static void WriteRows<T>(this Utf8JsonWriter json, string name, IEnumerable<T> rows, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (T row in rows)
        {
            json.WriteStartObject();
            write(row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
