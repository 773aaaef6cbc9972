namespace Antiphon.Cli.Reporting;

/// <summary>What is drawn for each row, and its observations.</summary>
internal sealed record Mark
{
    /// <summary>"point", "line", "rule", "rect", "bar", "text", "tick".</summary>
    public required string Type { get; init; }

    public Expression? Color { get; init; }

    public Expression? Fill { get; init; }

    public Expression? Stroke { get; init; }

    public bool? Filled { get; init; }

    public double? Size { get; init; }

    /// <summary>Of a tick: "vertical" or "horizontal".</summary>
    public string? Orient { get; init; }

    /// <summary>Of a tick.</summary>
    public double? Thickness { get; init; }

    public double? StrokeWidth { get; init; }

    public IReadOnlyList<double>? StrokeDash { get; init; }

    public double? Opacity { get; init; }

    public string? Shape { get; init; }

    public string? Interpolate { get; init; }

    public string? Align { get; init; }

    public string? Baseline { get; init; }

    public double? Dx { get; init; }

    public double? Dy { get; init; }

    public double? FontSize { get; init; }

    public bool? Tooltip { get; init; }

    public bool? Clip { get; init; }
}
