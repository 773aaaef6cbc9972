using System.Text.Json.Serialization;

namespace Antiphon.Cli.Reporting;

/// <summary>How everything looks that a figure does not say itself.</summary>
internal sealed record FigureConfig
{
    public required string Background { get; init; }

    public required string Font { get; init; }

    public double Padding { get; init; } = 4;

    public required AxisConfig Axis { get; init; }

    public required LegendConfig Legend { get; init; }

    public required TitleConfig Title { get; init; }

    public required RangeConfig Range { get; init; }

    public required MarkConfig Mark { get; init; }

    public required TextConfig Text { get; init; }

    public ViewConfig View { get; init; } = new();
}

/// <summary>All axes.</summary>
internal sealed record AxisConfig(string LabelColor, string TitleColor, string DomainColor, string TickColor, string GridColor)
{
    public double LabelFontSize { get; init; } = 12;

    public double TitleFontSize { get; init; } = 12;

    public string TitleFontWeight { get; init; } = "normal";

    public double LabelPadding { get; init; } = 4;

    // Without it the last label, which is moved inwards, touches the one before.
    public double LabelSeparation { get; init; } = 6;

    public double TitlePadding { get; init; } = 8;
}

/// <summary>All legends: above the view, so that the view keeps the width of a telephone.</summary>
internal sealed record LegendConfig(string LabelColor, string TitleColor, string SymbolBaseFillColor, string SymbolBaseStrokeColor)
{
    public string Orient { get; init; } = "top";

    public double LabelFontSize { get; init; } = 12;

    public double TitleFontSize { get; init; } = 12;

    public string TitleFontWeight { get; init; } = "normal";
}

/// <summary>The title of a figure that is opened by itself.</summary>
internal sealed record TitleConfig(string Color, string SubtitleColor)
{
    public string Anchor { get; init; } = "start";

    public double FontSize { get; init; } = 15;

    public double SubtitleFontSize { get; init; } = 12;

    public double SubtitlePadding { get; init; } = 4;

    public double Offset { get; init; } = 12;
}

/// <summary>Default colours of scales.</summary>
internal sealed record RangeConfig(IReadOnlyList<string> Category, IReadOnlyList<string> Heatmap, IReadOnlyList<string> Ramp);

/// <summary>All marks; single marks are silent for screen readers: the figure's description and its table speak for them.</summary>
internal sealed record MarkConfig(string Color)
{
    [JsonPropertyName("aria")]
    public bool Spoken { get; init; }
}

/// <summary>Text within figures.</summary>
internal sealed record TextConfig(string Color)
{
    public double FontSize { get; init; } = 12;
}

/// <summary>The frame of the view.</summary>
internal sealed record ViewConfig(string Stroke = "transparent");
