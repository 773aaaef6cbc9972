namespace Antiphon.Cli.Reporting;

/// <summary>An axis.</summary>
internal sealed record Axis
{
    /// <summary>The width of a letter in most fonts, at most.</summary>
    public const int LetterPixels = 7;

    /// <summary>The width that a telephone has for a figure.</summary>
    public const int Telephone = 335;

    /// <summary>What an axis of numbers with its title takes.</summary>
    public const int OfNumbers = 70;

    // A third of a telephone.
    private const int LongestLine = 18;
    private const int Title = 40;
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

    /// <summary>What an axis of names with its title takes.</summary>
    public static int Width(IReadOnlyList<string> names) =>
        Title + Math.Min(LabelPixels, LetterPixels * names.SelectMany(name => LabelLines.Of(name, LongestLine)).Max(line => line.Length));

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
