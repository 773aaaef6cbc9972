using System.Text.Json;
using System.Text.Json.Serialization;
using Antiphon.Paper;

namespace Antiphon.Cli.Output;

/// <summary>
/// A number that may be beyond doubles: { "value": the number, null above 1e300; "log10": its decimal logarithm, null for 0 }.
/// </summary>
internal sealed class MagnitudeConverter : JsonConverter<Magnitude>
{
    public override Magnitude Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("plans are written, not read");

    public override void Write(Utf8JsonWriter writer, Magnitude value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        WriteFinite(writer, "value", value.IsOrdinary ? value.Value : double.NaN);
        WriteFinite(writer, "log10", value.Log10);
        writer.WriteEndObject();
    }

    private static void WriteFinite(Utf8JsonWriter writer, string name, double number)
    {
        if (double.IsFinite(number))
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
