namespace Antiphon.Cli.Reporting;

/// <summary>Which column each visual channel shows.</summary>
internal sealed record Encoding
{
    public Channel? X { get; init; }

    public Channel? X2 { get; init; }

    public Channel? Y { get; init; }

    public Channel? Y2 { get; init; }

    public Channel? Color { get; init; }

    public Channel? Fill { get; init; }

    public Channel? Stroke { get; init; }

    public Channel? Shape { get; init; }

    public Channel? Detail { get; init; }

    public Channel? Order { get; init; }

    public Channel? Text { get; init; }

    public IReadOnlyList<TooltipField>? Tooltip { get; init; }
}

/// <summary>A column, or a fixed value, on one visual channel.</summary>
internal sealed record Channel
{
    public const string Quantitative = "quantitative";

    public const string Nominal = "nominal";

    public string? Field { get; init; }

    public string? Type { get; init; }

    public string? Title { get; init; }

    public string? Format { get; init; }

    public double? BandPosition { get; init; }

    public Axis? Axis { get; init; }

    public Scale? Scale { get; init; }

    public Legend? Legend { get; init; }

    public Condition? Condition { get; init; }

    /// <summary>In the place of a field, or where the condition does not hold.</summary>
    public Expression? Value { get; init; }

    /// <summary>A column of numbers.</summary>
    public static Channel Number(string field, string? title = null) =>
        new()
        {
            Field = field,
            Type = Quantitative,
            Title = title,
        };

    /// <summary>A column of names.</summary>
    public static Channel Name(string field, string? title = null) =>
        new()
        {
            Field = field,
            Type = Nominal,
            Title = title,
        };

    /// <summary>The other end of a channel that has one already.</summary>
    public static Channel End(string field) => new() { Field = field };
}

/// <summary>A value where a test holds.</summary>
internal sealed record Condition(string Test, Expression Value);

/// <summary>A line of a tooltip.</summary>
internal sealed record TooltipField(string Field, string Type, string Title, string? Format = null);

/// <summary>From values to what is seen.</summary>
internal sealed record Scale
{
    /// <summary>"linear", "log", ..; null is chosen by the kind of the column.</summary>
    public string? Type { get; init; }

    public ScaleDomain? Domain { get; init; }

    public IReadOnlyList<string>? Range { get; init; }

    public bool? Zero { get; init; }

    public bool? Nice { get; init; }

    public double? Padding { get; init; }

    public double? PaddingInner { get; init; }

    public bool? Reverse { get; init; }
}
