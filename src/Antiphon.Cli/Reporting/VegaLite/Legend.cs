namespace Antiphon.Cli.Reporting;

/// <summary>A legend.</summary>
internal sealed record Legend
{
    private const int SymbolPixels = 32;
    private const int LabelPixels = 280;

    public string? Format { get; init; }

    public Expression? Columns { get; init; }

    public double? LabelLimit { get; init; }

    public double? Offset { get; init; }

    public double? GradientLength { get; init; }

    /// <summary>A legend with as many names beside each other as there is room for.</summary>
    /// <param name="names">The names.</param>
    /// <param name="left">What stands to the left of the view, in pixels.</param>
    public static Legend Of(IReadOnlyList<string> names, int left) =>
        new()
        {
            Columns = new($"clamp(floor(({FigureTheme.Room} - {left}) / {NamePixels(names)}), 1, {names.Count})"),
            LabelLimit = LabelPixels,
        };

    /// <summary>On how many rows a telephone shows it.</summary>
    public static int Rows(IReadOnlyList<string> names, int left)
    {
        int columns = Math.Clamp((Axis.Telephone - left) / NamePixels(names), 1, names.Count);
        return (names.Count + columns - 1) / columns;
    }

    private static int NamePixels(IReadOnlyList<string> names) => (Axis.LetterPixels * names.Max(name => name.Length)) + SymbolPixels;
}
