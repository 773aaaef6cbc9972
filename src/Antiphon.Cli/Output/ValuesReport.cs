namespace Antiphon.Cli.Output;

/// <summary>What the dispatcher's actions are worth, for people.</summary>
internal static class ValuesReport
{
    private const int MostObservations = 15;

    /// <summary>Prints it.</summary>
    public static void Write(Report report, ValuesDocument values)
    {
        report.Line();
        report.Line("Values");
        report.Fact(
            "Value of the pair",
            Figures.Measured(values.Value),
            $"expected return in the planner's model: {values.Model}; solver error at most {Figures.Value(values.ErrorBound)}"
        );
        if (values.Note is { } note)
        {
            report.Paragraph(note);
        }

        var grid = new NameGrid(report);
        report.Line();
        report.Paragraph(
            "What an action is worth at the observations that are met most: the expected return of taking it once and following the pair "
                + "from the next step on. The margin is what the best action leads the second by:"
        );
        grid.Write(
            ["Global state", values.Note is null ? "Observed" : "Population", ">Share", "Takes", ">Worth", "Second", ">Margin"],
            [
                .. values
                    .States.SelectMany(state => state.Observations.Select(met => (state.GlobalState, Met: met)))
                    .OrderByDescending(each => each.Met.Share)
                    .Take(MostObservations)
                    .Select(each => Row(each.GlobalState, each.Met)),
            ]
        );
    }

    private static IReadOnlyList<string> Row(string globalState, ValuedObservation met) =>
        [
            globalState,
            met.Observation.Count == 0 ? "none" : string.Join(' ', met.Observation),
            ActionWords.Percent(met.Share),
            ActionWords.Of(met.Actions),
            Figures.Value(met.Values[0].Value),
            met.Values.Count < 2 ? "none" : met.Values[1].Action,
            met.Margin is double margin ? Figures.Value(margin) : "none",
        ];
}
