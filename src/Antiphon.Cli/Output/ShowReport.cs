namespace Antiphon.Cli.Output;

/// <summary>The result of show for people.</summary>
internal static class ShowReport
{
    /// <summary>Prints what both sides do.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="shown">What they do.</param>
    public static void Write(Report report, ShowDocument shown)
    {
        report.Paragraph(
            $"{Figures.Printable(shown.Game)}: {Figures.Count(shown.Agents, "local agent")}, of which the dispatcher observes "
                + $"{(shown.Subsample == 0 ? "none" : Figures.Count(shown.Subsample))} in each step"
        );
        report.Line();
        if (shown.Cut is { } cut)
        {
            report.Fact("Discretized from", Words.Of(cut));
        }

        report.Fact("Sampling", Figures.Printable(Sampling(shown)));
        if (shown.Networks is { } networks)
        {
            NetworksReport.Write(report, networks);
            return;
        }

        if (shown.Decision is { } decision)
        {
            DecisionReport.Write(report, decision);
            return;
        }

        DispatcherReport.Write(report, shown.Dispatcher!);
        LocalAgentsReport.Write(report, shown.LocalAgents!, [.. shown.Dispatcher!.States.Select(state => state.GlobalState)]);
        OccupancyReport.Write(report, shown.Occupancy!);
        if (shown.Values is { } values)
        {
            ValuesReport.Write(report, values);
        }
    }

    private static string Sampling(ShowDocument shown) =>
        shown.Split is { } split
            ? $"uniform within each type: {string.Join(", ", split.Select(type => $"{Figures.Count(type.Observed)} of {type.Type}"))}"
            : shown.Sampling;
}
