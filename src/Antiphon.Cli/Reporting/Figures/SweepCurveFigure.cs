using Antiphon.Cli.Output;

namespace Antiphon.Cli.Reporting;

/// <summary>Return against k, with error bars, a line per configuration.</summary>
internal static class SweepCurveFigure
{
    /// <summary>Draws the returns.</summary>
    /// <param name="points">By series and then by k; at least one.</param>
    /// <param name="over">What the intervals are taken over, for example "15 training seeds".</param>
    /// <param name="subject">What game with how many agents, for the figure by itself.</param>
    public static Figure Of(IReadOnlyList<CurvePoint> points, string over, string? subject = null)
    {
        bool measured = points.Any(point => double.IsFinite(point.High) && point.Low < point.High);
        return new CurveFigure("return-per-k", "Value of observing", "discounted return")
        {
            Interval = measured ? "95% interval" : null,
            Subtitle = string.Join("; ", new[] { subject, measured ? $"95% intervals over {over}" : null }.OfType<string>()),
        }.Of(
            points,
            $"Discounted return when deployed, against k{(measured ? $", with 95% intervals over {over}" : "")}. "
                + $"{Ends(points, Figures.Value)}"
        );
    }

    /// <summary>From where to where each series goes, in words.</summary>
    internal static string Ends(IReadOnlyList<CurvePoint> points, Func<double, string> written)
    {
        IGrouping<string, CurvePoint>[] series = points.GroupBy(point => point.Series, StringComparer.Ordinal).ToArray();
        return string.Join(
            " ",
            series
                .Select(each =>
                    (
                        Lead: series.Length > 1 ? $"{each.Key}: " : "",
                        First: each.MinBy(point => point.K)!,
                        Last: each.MaxBy(point => point.K)!
                    )
                )
                .Select(end =>
                    end.First == end.Last
                        ? $"{end.Lead}{written(end.First.Mean)} at k = {end.First.K}."
                        : $"{end.Lead}{written(end.First.Mean)} at k = {end.First.K}, {written(end.Last.Mean)} at k = {end.Last.K}."
                )
        );
    }
}
