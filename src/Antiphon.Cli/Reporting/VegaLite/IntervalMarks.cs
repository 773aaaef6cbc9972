namespace Antiphon.Cli.Reporting;

/// <summary>An interval: a line with a bar across each end. The bars stand out beside a point that is wider than the interval.</summary>
internal static class IntervalMarks
{
    private const string Low = "low";
    private const string High = "high";

    /// <summary>Along the horizontal axis; rows need the fields "low" and "high".</summary>
    /// <param name="value">What the axis shows.</param>
    public static IReadOnlyList<Layer> Across(Channel value) =>
        [
            new Layer
            {
                Mark = Line,
                Encoding = new Encoding { X = value with { Field = Low }, X2 = Channel.End(High) },
            },
            new Layer
            {
                Mark = Bar("vertical"),
                Encoding = new Encoding { X = value with { Field = Low } },
            },
            new Layer
            {
                Mark = Bar("vertical"),
                Encoding = new Encoding { X = value with { Field = High } },
            },
        ];

    /// <summary>Along the vertical axis; rows need the fields "low" and "high".</summary>
    /// <param name="value">What the axis shows.</param>
    public static IReadOnlyList<Layer> Upright(Channel value) =>
        [
            new Layer
            {
                Mark = Line,
                Encoding = new Encoding { Y = value with { Field = Low }, Y2 = Channel.End(High) },
            },
            new Layer
            {
                Mark = Bar("horizontal"),
                Encoding = new Encoding { Y = value with { Field = Low } },
            },
            new Layer
            {
                Mark = Bar("horizontal"),
                Encoding = new Encoding { Y = value with { Field = High } },
            },
        ];

    private static Mark Line { get; } = new() { Type = "rule", StrokeWidth = 2 };

    private static Mark Bar(string orientation) =>
        new()
        {
            Type = "tick",
            Orient = orientation,
            Size = 14,
            Thickness = 2,
            Opacity = 1,
        };
}
