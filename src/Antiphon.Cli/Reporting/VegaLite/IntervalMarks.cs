namespace Antiphon.Cli.Reporting;

/// <summary>An interval: a line with a bar across each end. The bars stand out beside a point that is wider than the interval.</summary>
internal static class IntervalMarks
{
    private const string Low = "low";
    private const string High = "high";

    /// <summary>Along the horizontal axis; rows need the fields "low" and "high".</summary>
    /// <param name="value">What the axis shows.</param>
    public static IReadOnlyList<Layer> Across(Channel value)
    {
        Channel low = value with { Field = Low };
        return Of(
            "vertical",
            new Encoding { X = low, X2 = Channel.End(High) },
            new Encoding { X = low },
            new Encoding { X = value with { Field = High } }
        );
    }

    /// <summary>Along the vertical axis; rows need the fields "low" and "high".</summary>
    /// <param name="value">What the axis shows.</param>
    public static IReadOnlyList<Layer> Upright(Channel value)
    {
        Channel low = value with { Field = Low };
        return Of(
            "horizontal",
            new Encoding { Y = low, Y2 = Channel.End(High) },
            new Encoding { Y = low },
            new Encoding { Y = value with { Field = High } }
        );
    }

    private static List<Layer> Of(string bars, Encoding line, params ReadOnlySpan<Encoding> ends)
    {
        var layers = new List<Layer>
        {
            new() { Mark = Line, Encoding = line },
        };
        foreach (Encoding end in ends)
        {
            layers.Add(new Layer { Mark = Bar(bars), Encoding = end });
        }

        return layers;
    }

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
