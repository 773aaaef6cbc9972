namespace Antiphon.Cli.Reporting;

/// <summary>
/// The colours of figures on light and on dark paper. Categories are Okabe and Ito's, who chose them for colour-blind readers; the dark
/// set keeps their hues.
/// </summary>
internal sealed record FigureTheme(IReadOnlyList<Parameter> Params, FigureConfig Config)
{
    /// <summary>Text.</summary>
    public const string Ink = "ink";

    /// <summary>The ground.</summary>
    public const string Paper = "paper";

    /// <summary>What should step back.</summary>
    public const string Muted = "muted";

    /// <summary>The first colour of data: here the global agent's and what was trained.</summary>
    public const string First = "first";

    /// <summary>The second colour of data: here the local agents'.</summary>
    public const string Second = "second";

    /// <summary>The width that the page has for a figure.</summary>
    public const string Room = "room";

    private const string Font = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

    private static readonly string[] LightCategories =
    [
        "#0072B2",
        "#D55E00",
        "#009E73",
        "#CC79A7",
        "#56B4E9",
        "#E69F00",
        "#5B6570",
        "#000000",
    ];
    private static readonly string[] DarkCategories =
    [
        "#6CBFF0",
        "#FF8F4F",
        "#2FC79A",
        "#E6A0C6",
        "#B5DDF7",
        "#F2C14E",
        "#A0A8B2",
        "#FFFFFF",
    ];
    private static readonly string[] LightRamp = ["#F4F8FB", "#D3E4F1", "#9FC8E4", "#5BA3D0", "#2577B5", "#0B4F8C", "#08306B"];
    private static readonly string[] DarkRamp = ["#1B222A", "#1E3A55", "#205A87", "#2F7FB8", "#5CA8DC", "#9CCFF2", "#E2F3FF"];

    public static FigureTheme Light { get; } =
        Create(paper: "#FFFFFF", ink: "#1B1F24", muted: "#5B6570", grid: "#E4E7EB", LightCategories, LightRamp);

    public static FigureTheme Dark { get; } =
        Create(paper: "#14171B", ink: "#E8EAED", muted: "#A0A8B2", grid: "#2C3238", DarkCategories, DarkRamp);

    private static FigureTheme Create(string paper, string ink, string muted, string grid, string[] categories, string[] ramp) =>
        new(
            [
                new(Ink, ink),
                new(Paper, paper),
                new(Muted, muted),
                new(First, categories[0]),
                new(Second, categories[1]),
                new(Room, FigureSpecification.UsualWidth),
            ],
            new FigureConfig
            {
                Background = paper,
                Font = Font,
                Axis = new AxisConfig(muted, muted, grid, grid, grid),
                Legend = new LegendConfig(ink, muted, muted, muted),
                Title = new TitleConfig(ink, muted),
                Range = new RangeConfig(categories, ramp, ramp),
                Mark = new MarkConfig(categories[0]),
                Text = new TextConfig(ink),
            }
        );
}
