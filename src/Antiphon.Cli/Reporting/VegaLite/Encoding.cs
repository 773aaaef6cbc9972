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

/// <summary>An axis.</summary>
internal sealed record Axis
{
    // A third of a telephone.
    private const int LongestLine = 18;
    private const int LabelPixels = 160;
    private const int LineHeight = 14;
    private const int Gap = 6;
    private const int LowestRow = 26;

    /// <summary>An axis of names, long ones on several lines.</summary>
    public static Axis OfNames(IReadOnlyList<string> names) =>
        new()
        {
            Ticks = false,
            Domain = false,
            LabelLimit = LabelPixels,
            LabelExpr = names.Any(name => name.Length > LongestLine) ? LabelLines.Named(names, LongestLine, "datum.value") : null,
        };

    /// <summary>Height of a row that has one of the names beside it.</summary>
    public static int RowHeight(IReadOnlyList<string> names) =>
        Math.Max(LowestRow, (LineHeight * names.Max(name => LabelLines.Of(name, LongestLine).Count)) + Gap);

    public string? Format { get; init; }

    public IReadOnlyList<double>? Values { get; init; }

    public string? LabelExpr { get; init; }

    public Expression? LabelAngle { get; init; }

    public Expression? LabelAlign { get; init; }

    public Expression? LabelBaseline { get; init; }

    public double? LabelLimit { get; init; }

    public bool? LabelOverlap { get; init; }

    public double? TickMinStep { get; init; }

    public bool? Grid { get; init; }

    public bool? Ticks { get; init; }

    public bool? Domain { get; init; }
}

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

/// <summary>A legend.</summary>
internal sealed record Legend
{
    private const int LetterPixels = 7;
    private const int SymbolPixels = 32;
    private const int Telephone = 230;
    private const int LabelPixels = 280;

    public string? Format { get; init; }

    public Expression? Columns { get; init; }

    public double? LabelLimit { get; init; }

    public double? Offset { get; init; }

    public double? GradientLength { get; init; }

    /// <summary>A legend with as many names beside each other as there is room for.</summary>
    public static Legend Of(IReadOnlyList<string> names) =>
        new()
        {
            Columns = new($"clamp(floor(width / {NamePixels(names)}), 1, {names.Count})"),
            LabelLimit = LabelPixels,
        };

    /// <summary>On how many rows a telephone shows it.</summary>
    public static int Rows(IReadOnlyList<string> names)
    {
        int columns = Math.Clamp(Telephone / NamePixels(names), 1, names.Count);
        return (names.Count + columns - 1) / columns;
    }

    private static int NamePixels(IReadOnlyList<string> names) => (LetterPixels * names.Max(name => name.Length)) + SymbolPixels;
}
