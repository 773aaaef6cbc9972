namespace Antiphon.Cli.Reporting;

/// <summary>How often the dispatcher points to where most agents are, against k, a line per configuration.</summary>
internal static class ModeAccuracyFigure
{
    /// <summary>Draws the accuracies.</summary>
    /// <param name="points">Fractions of 1, by series and then by k; at least one.</param>
    public static Figure Of(IReadOnlyList<CurvePoint> points) =>
        new CurveFigure("mode-accuracy-per-k", "How often the dispatcher points to the mode", "steps that point to the mode")
        {
            Interval = points.Any(point => double.IsFinite(point.High) && point.Low < point.High) ? "95% interval" : null,
            Write = Cell.Share,
            AxisFormat = "~%",
        }.Of(
            points,
            "Share of steps in which the dispatcher points to the local state with most agents, against k. "
                + $"{SweepCurveFigure.Ends(points, share => $"{100 * share:0.0}%")}"
        );
}
