using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Antiphon.Cli.Reporting;

/// <summary>
/// A Vega-Lite 6 specification of one layered view: the part of the language that the figures here use. What is null is left out.
/// </summary>
internal sealed record FigureSpecification
{
    /// <summary>The width of a figure by itself.</summary>
    public const int UsualWidth = 640;

    [JsonPropertyName("$schema"), JsonPropertyOrder(-1)]
    public string Schema { get; init; } = "https://vega.github.io/schema/vega-lite/v6.json";

    public required FigureTitle Title { get; init; }

    /// <summary>What a screen reader says for the picture.</summary>
    public required string Description { get; init; }

    /// <summary>Colours that a theme replaces, and the width of the page, which the page replaces.</summary>
    public IReadOnlyList<Parameter> Params { get; init; } = FigureTheme.Light.Params;

    public required DataTable Data { get; init; }

    public int Width { get; init; } = UsualWidth;

    public required int Height { get; init; }

    /// <summary>The outer size is kept: labels make the view smaller, not the picture larger.</summary>
    public FitRule Autosize { get; init; } = new();

    /// <summary>Channels that all layers share.</summary>
    public Encoding? Encoding { get; init; }

    public required IReadOnlyList<Layer> Layer { get; init; }

    public FigureConfig Config { get; init; } = FigureTheme.Light.Config;
}

/// <summary>What stands above a figure that is opened by itself; within a page, the page says it.</summary>
/// <param name="Text">The title.</param>
/// <param name="Subtitle">What it was measured on; null leaves it out.</param>
internal sealed record FigureTitle(string Text, string? Subtitle = null);

/// <summary>Marks of one kind and what they show.</summary>
internal sealed record Layer
{
    public required Mark Mark { get; init; }

    public Encoding? Encoding { get; init; }

    /// <summary>Rows of its own instead of the figure's.</summary>
    public DataTable? Data { get; init; }

    public IReadOnlyList<RowFilter>? Transform { get; init; }
}

/// <summary>Keeps the rows that a Vega expression holds for.</summary>
internal sealed record RowFilter(string Filter);

/// <summary>How the view fits the width it gets.</summary>
internal sealed record FitRule(string Type = "fit-x", string Contains = "padding");

/// <summary>A value that expressions know by name.</summary>
internal sealed record Parameter(string Name, JsonNode Value);

/// <summary>A Vega expression in the place of a value; often the name of a <see cref="Parameter"/>.</summary>
internal sealed record Expression(string Expr);
