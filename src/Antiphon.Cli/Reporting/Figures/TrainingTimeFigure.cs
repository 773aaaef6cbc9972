using Antiphon.Cli.Output;

namespace Antiphon.Cli.Reporting;

/// <summary>Training time against k, a line per configuration.</summary>
internal static class TrainingTimeFigure
{
    /// <summary>Draws the times.</summary>
    /// <param name="points">Seconds, by series and then by k; at least one.</param>
    public static Figure Of(IReadOnlyList<CurvePoint> points) =>
        new CurveFigure("training-time-per-k", "What an observation costs", "training time, s")
        {
            Logarithmic = points.All(point => point.Mean > 0),
            Interval = null,
            Write = value => Cell.Of(value, value.ToString("0.00")),
            AxisFormat = "~s",
        }.Of(
            points,
            $"Mean seconds of training against k{(points.All(point => point.Mean > 0) ? ", on a logarithmic axis" : "")}. "
                + $"{SweepCurveFigure.Ends(points, Figures.Duration)}"
        );
}
