using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Antiphon.Cli.Reporting;

/// <summary>The JSON form of specifications and themes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NewLine = "\n"
)]
[JsonSerializable(typeof(FigureSpecification))]
[JsonSerializable(typeof(FigureTheme))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>For a file of its own.</summary>
    public static string File(FigureSpecification specification) =>
        JsonSerializer.Serialize(specification, (JsonTypeInfo<FigureSpecification>)Readable().GetTypeInfo(typeof(FigureSpecification)))
        + "\n";

    /// <summary>For a page: every character that could end a script element is escaped.</summary>
    public static string InPage(FigureSpecification specification) => JsonSerializer.Serialize(specification, Default.FigureSpecification);

    /// <summary>The theme, for a page: parameters by name, as the script looks them up.</summary>
    public static string InPage(FigureTheme theme) => JsonSerializer.Serialize(theme, Default.FigureTheme);

    private static JsonSerializerOptions Readable() =>
        new(Default.Options)
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = Default,
        };
}
