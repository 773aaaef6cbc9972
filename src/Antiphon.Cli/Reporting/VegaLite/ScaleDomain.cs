using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Cli.Reporting;

/// <summary>The values a scale covers: names in their order, or the two ends of a range.</summary>
[JsonConverter(typeof(ScaleDomainConverter))]
internal sealed record ScaleDomain
{
    private ScaleDomain(IReadOnlyList<string> names, IReadOnlyList<double> ends) => (Names, Ends) = (names, ends);

    /// <summary>The names; none for a range.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The two ends of a range; none for names.</summary>
    public IReadOnlyList<double> Ends { get; }

    public static ScaleDomain Of(IReadOnlyList<string> names) => new(names, []);

    public static ScaleDomain Of(double low, double high) => new([], [low, high]);
}

/// <summary>A domain as one array.</summary>
internal sealed class ScaleDomainConverter : JsonConverter<ScaleDomain>
{
    public override ScaleDomain Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("specifications are only written");

    public override void Write(Utf8JsonWriter writer, ScaleDomain value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (double end in value.Ends)
        {
            writer.WriteNumberValue(end);
        }

        foreach (string name in value.Names)
        {
            writer.WriteStringValue(name);
        }

        writer.WriteEndArray();
    }
}
