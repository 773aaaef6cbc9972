namespace Antiphon.Cli.Output;

/// <summary>Where a pair spends its time, for people: a column for each state, or the largest shares where that is too wide.</summary>
internal static class OccupancyReport
{
    private const int MostRows = 8;
    private const string Discounted = "Discounted";
    private const string LongRun = "Long run";

    /// <summary>Prints it.</summary>
    public static void Write(Report report, OccupancyDocument occupancy)
    {
        bool hasLimit = occupancy.GlobalStates.All(state => state.LongRun is not null);
        report.Line();
        report.Line("Occupancy");
        report.Paragraph(
            "Share of the steps in each global state, and mean share of the agents in each local state "
                + $"({occupancy.Source}). Discounted: a step at time t counts gamma^t. "
                + (hasLimit ? "Long run: all steps count alike:" : "Long-run shares did not converge:")
        );
        Write(report, "Global state", occupancy.GlobalStates, hasLimit);
        report.Line();
        Write(report, "Local state", occupancy.LocalStates, hasLimit);
    }

    private static void Write(Report report, string what, IReadOnlyList<TimeShare> states, bool hasLimit)
    {
        IReadOnlyList<string> heading = [what, .. states.Select(state => $">{state.State}")];
        IReadOnlyList<IReadOnlyList<string>> grid =
        [
            [Discounted, .. states.Select(state => ActionWords.Percent(state.Discounted))],
            .. hasLimit
                ?
                [
                    [LongRun, .. states.Select(state => ActionWords.Percent(state.LongRun!.Value))],
                ]
                : Array.Empty<IReadOnlyList<string>>(),
        ];
        if (report.Fits(heading, grid))
        {
            report.Table(heading, grid);
            return;
        }

        report.Table(
            [what, $">{Discounted}", .. hasLimit ? [$">{LongRun}"] : Array.Empty<string>()],
            states.OrderByDescending(state => state.Discounted).Take(MostRows).Select(state => Row(state, hasLimit))
        );
        if (states.Count > MostRows)
        {
            report.Paragraph($"and {Figures.Count(states.Count - MostRows, "other")}; --json has all.");
        }
    }

    private static IReadOnlyList<string> Row(TimeShare state, bool hasLimit) =>
        [
            state.State,
            ActionWords.Percent(state.Discounted),
            .. hasLimit ? [ActionWords.Percent(state.LongRun!.Value)] : Array.Empty<string>(),
        ];
}
