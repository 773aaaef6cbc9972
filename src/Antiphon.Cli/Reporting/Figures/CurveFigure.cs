using Antiphon.Cli.Output;

namespace Antiphon.Cli.Reporting;

/// <summary>A measured quantity against k or another whole number, with intervals, one line per series.</summary>
/// <param name="Name">Name of the figure.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Quantity">What is measured, with its unit, for the axis and the table.</param>
internal sealed record CurveFigure(string Name, string Title, string Quantity)
{
    private const int MostBars = 200;

    // Of the horizontal axis: intervals of several series at one k stand beside each other.
    private const double Apart = 0.015;

    /// <summary>What it was measured on, for the figure by itself.</summary>
    public string? Subtitle { get; init; }

    /// <summary>Format of the axis, in the language of d3.</summary>
    public string? AxisFormat { get; init; }

    /// <summary>How the table writes a number.</summary>
    public Func<double, Cell> Write { get; init; } = value => value;

    /// <summary>Whether the axis is logarithmic; only positive values can be.</summary>
    public bool Logarithmic { get; init; }

    /// <summary>What the horizontal axis is, and in short for the table.</summary>
    public (string Title, string Short) Argument { get; init; } = ("k, the agents observed", "k");

    /// <summary>What the intervals are, for the table; null when there are none.</summary>
    public string? Interval { get; init; } = "95% interval";

    /// <summary>Draws the points.</summary>
    /// <param name="points">By series and then by k; at least one.</param>
    /// <param name="summary">What there is to see.</param>
    public Figure Of(IReadOnlyList<CurvePoint> points, string summary)
    {
        string[] series = [.. points.Select(point => point.Series).Distinct(StringComparer.Ordinal)];
        DataColumn[] interval = Interval is null ? [] : [DataColumn.Number("low", $"{Interval} from"), DataColumn.Number("high", "to")];
        double apart = Interval is null ? 0 : Apart * (points.Max(point => point.K) - points.Min(point => point.K));
        var table = new DataTable(
            [
                .. series.Length > 1 ? [new DataColumn("series", "Configuration")] : Array.Empty<DataColumn>(),
                DataColumn.Number("k", Argument.Short),
                DataColumn.Number("mean", Quantity),
                .. interval,
                .. series.Length > 1 ? [DataColumn.Hidden("place")] : Array.Empty<DataColumn>(),
            ],
            [
                .. points.Select(point =>
                    (IReadOnlyList<Cell>)
                        [
                            .. series.Length > 1 ? [point.Series] : Array.Empty<Cell>(),
                            point.K,
                            Write(point.Mean),
                            .. Interval is null ? Array.Empty<Cell>() : [Write(point.Low), Write(point.High)],
                            .. series.Length > 1 ? [point.K + (apart * Turn(point))] : Array.Empty<Cell>(),
                        ]
                ),
            ]
        );
        return new Figure(Name, Title, summary, Specification(table, series, summary), table);

        // From left to right around k.
        double Turn(CurvePoint point) => Array.IndexOf(series, point.Series) - ((series.Length - 1) / 2.0);
    }

    private FigureSpecification Specification(DataTable table, string[] series, string summary)
    {
        Channel mean = Channel.Number("mean", Quantity) with
        {
            Scale = new Scale
            {
                Type = Logarithmic ? "log" : null,
                Zero = Logarithmic ? null : false,
                Padding = Logarithmic ? null : 10,
            },
            Axis = new Axis { Format = AxisFormat },
        };
        Channel named = Channel.Name("series", "") with
        {
            Scale = new Scale { Domain = ScaleDomain.Of(series) },
            Legend = Legend.Of(series, Axis.OfNumbers),
        };
        bool several = series.Length > 1;
        return new FigureSpecification
        {
            Title = new FigureTitle(Title, Subtitle),
            Description = summary,
            Data = table,
            Height = 320,
            Encoding = new Encoding
            {
                X = Channel.Number(several ? "place" : "k", Argument.Title) with
                {
                    Scale = new Scale
                    {
                        Zero = false,
                        Nice = false,
                        Padding = 12,
                    },
                    Axis = new Axis
                    {
                        Grid = false,
                        TickMinStep = 1,
                        Format = ",d",
                    },
                },
                Color = several ? named : new Channel { Value = new(FigureTheme.First) },
                Tooltip = [.. Tooltip(several)],
            },
            Layer =
            [
                .. Interval is null || table.Rows.Count > MostBars ? Array.Empty<Layer>() : IntervalMarks.Upright(mean),
                new Layer
                {
                    Mark = new Mark { Type = "line", StrokeWidth = 1.5 },
                    Encoding = new Encoding { Y = mean },
                },
                new Layer
                {
                    Mark = new Mark
                    {
                        Type = "point",
                        Filled = true,
                        Size = 44,
                        Opacity = 1,
                    },
                    Encoding = new Encoding { Y = mean, Shape = several ? named : null },
                },
            ],
        };
    }

    private IEnumerable<TooltipField> Tooltip(bool several)
    {
        if (several)
        {
            yield return new TooltipField("series", Channel.Nominal, "configuration");
        }

        yield return new TooltipField("k", Channel.Quantitative, Argument.Short);
        yield return new TooltipField("mean", Channel.Quantitative, Quantity, AxisFormat ?? ".2f");
        if (Interval is not null)
        {
            yield return new TooltipField("low", Channel.Quantitative, "from", AxisFormat ?? ".2f");
            yield return new TooltipField("high", Channel.Quantitative, "to", AxisFormat ?? ".2f");
        }
    }
}

/// <summary>One measured point.</summary>
/// <param name="Series">The configuration it belongs to.</param>
/// <param name="K">k.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Low">Lower end of its interval; the mean when there is none.</param>
/// <param name="High">Upper end.</param>
internal sealed record CurvePoint(string Series, long K, double Mean, double Low, double High)
{
    /// <summary>A point without an interval.</summary>
    public CurvePoint(string series, long k, double value)
        : this(series, k, value, value, value) { }
}
