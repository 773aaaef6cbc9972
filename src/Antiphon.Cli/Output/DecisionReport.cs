namespace Antiphon.Cli.Output;

/// <summary>One decision and its reasons, for people.</summary>
internal static class DecisionReport
{
    /// <summary>Prints it.</summary>
    public static void Write(Report report, DecisionDocument decision)
    {
        report.Line();
        report.Line("Decision");
        report.Fact("Global state", Figures.Printable(decision.GlobalState));
        report.Fact("Observed", Figures.Printable(Observed(decision)));
        report.Fact("Action", Figures.Printable(ActionWords.Of(decision.Actions)));
        report.Fact("Why", Why(decision));
        if (decision.Values.Count > 0)
        {
            report.Line();
            new NameGrid(report).Write(
                ["Action", ">Worth", ">Less than the best"],
                [
                    .. decision.Values.Select(each =>
                        (IReadOnlyList<string>)
                            [each.Action, Figures.Measured(each.Value), Figures.Value(decision.Values[0].Value - each.Value)]
                    ),
                ]
            );
        }
    }

    private static string Observed(DecisionDocument decision) =>
        decision.Observed.Count == 0
            ? "nobody"
            : string.Join(", ", decision.Observed.Select(state => $"{Figures.Count(state.Count)} in {state.LocalState}"));

    private static string Why(DecisionDocument decision)
    {
        if (decision.Values.Count == 0)
        {
            return decision.Source;
        }

        string best = Figures.Printable(decision.Values[0].Action);
        string lead = decision.Margin switch
        {
            null => $"{best} is the only action that is allowed",
            0 => $"{best} and {Second(decision)} are worth the same",
            double margin => $"{best} is worth {Figures.Value(margin)} more than the second best, {Second(decision)}",
        };
        bool takesBest = decision.Actions[0].Action == decision.Values[0].Action;
        string taken = takesBest ? "" : $"; the dispatcher takes another one: {Other(decision)}";
        return $"{lead}{taken}. {decision.Source}";
    }

    private static string Second(DecisionDocument decision) => Figures.Printable(decision.Values[1].Action);

    private static string Other(DecisionDocument decision)
    {
        ActionWorth? taken = decision.Values.FirstOrDefault(each => each.Action == decision.Actions[0].Action);
        return taken is null
            ? Figures.Printable(decision.Actions[0].Action)
            : $"{Figures.Printable(taken.Action)}, worth {Figures.Value(decision.Values[0].Value - taken.Value)} less";
    }
}
