using System.Text.Json.Nodes;
using Antiphon.Cli.Reporting;

namespace Antiphon.Tests.Reporting;

/// <summary>A figure's specification as its reader gets it.</summary>
internal static class Drawn
{
    public static JsonNode Specification(Figure figure) => JsonNode.Parse(ReportJson.File(figure.Specification))!;

    /// <summary>The rows of the specification, or of one of its layers.</summary>
    public static JsonArray Rows(Figure figure, int? layer = null)
    {
        JsonNode specification = Specification(figure);
        return (layer is int number ? specification["layer"]![number]! : specification)["data"]!["values"]!.AsArray();
    }
}
