namespace Antiphon.Cli.Output;

/// <summary>What the dispatcher of a finite game does, for people.</summary>
internal static class DispatcherReport
{
    private const string Any = "any";

    /// <summary>Prints it.</summary>
    public static void Write(Report report, DispatcherDocument dispatcher)
    {
        report.Fact("Memory", dispatcher.Memory is { } memory ? Remembering(memory) : "none");
        report.Line();
        report.Line("Dispatcher");
        report.Paragraph(Sentence(dispatcher));
        IReadOnlyList<DispatcherState> states = dispatcher.DependsOnGlobalState
            ? dispatcher.States
            : [dispatcher.States[0] with { GlobalState = Any }];
        if (dispatcher is { Met: { } met, CountVectors: null })
        {
            WriteMet(report, met, dispatcher.States);
        }
        else if (dispatcher.DependsOnObservation)
        {
            WriteByCounts(report, dispatcher, states);
        }
        else if (dispatcher.DependsOnGlobalState)
        {
            report.Line();
            new NameGrid(report).Write(["Global state", "Action"], [.. states.Select(Row)]);
        }

        report.Line();
    }

    private static void WriteByCounts(Report report, DispatcherDocument dispatcher, IReadOnlyList<DispatcherState> states)
    {
        var grid = new NameGrid(report);
        string counted = dispatcher.Memory is null ? "observations" : "populations";
        report.Line();
        report.Paragraph(
            $"Share of the {Figures.Count(dispatcher.CountVectors!.Value)} possible {counted} that lead to each action. "
                + $"{(dispatcher.Memory is null ? "An observation" : "A population")} is the number of agents in each local state, of "
                + $"{Figures.Count(dispatcher.CountedAgents, "agent")}. All {counted} have equal weight:"
        );
        grid.Write(["Global state", "Actions"], [.. states.Select(Row)]);
        report.Line();
        if (dispatcher.Met is { } met)
        {
            report.Paragraph($"The same, weighted by how often they occur in {met}:");
            grid.Write(
                ["Global state", "Actions"],
                [.. dispatcher.States.Select(state => Row(state with { Actions = state.MetActions! }))]
            );
            report.Line();
        }

        report.Paragraph(
            $"Most frequent action for each mode, with its share of the {counted} with that mode if below 100%. The mode is the local "
                + "state with most of these agents (the first if tied):"
        );
        IReadOnlyList<ShownMode> modes = states[0].Modes!;
        grid.Write(
            ["Global state", .. modes.Select(Name)],
            [.. states.Select(state => (IReadOnlyList<string>)[state.GlobalState, .. state.Modes!.Select(ActionWords.Of)])],
            ["Global state", "Mode", "Action"],
            states.SelectMany(state =>
                state.DependsOnObservation
                    ? state.Modes!.Select(mode => (IReadOnlyList<string>)[state.GlobalState, Name(mode), ActionWords.Of(mode)])
                    :
                    [
                        [state.GlobalState, Any, ActionWords.Of(state.Actions)],
                    ]
            )
        );
    }

    private static void WriteMet(Report report, string met, IReadOnlyList<DispatcherState> states)
    {
        var grid = new NameGrid(report);
        report.Line();
        report.Paragraph($"Share of observations that lead to each action, among those in {met}:");
        grid.Write(["Global state", "Actions"], [.. states.Select(Row)]);
        report.Line();
        report.Paragraph(
            "Most frequent action for each mode, with its share if below 100%; the most frequent modes first. The mode is the local "
                + "state with most of the observed agents (the first if tied):"
        );
        grid.Write(
            ["Global state", "Mode", ">Observations", "Action"],
            [
                .. states
                    .SelectMany(state => state.Modes!.Select(mode => (state.GlobalState, Mode: mode)))
                    .OrderByDescending(each => each.Mode.CountVectors)
                    .Select(each =>
                        (IReadOnlyList<string>)
                            [each.GlobalState, Name(each.Mode), Figures.Count(each.Mode.CountVectors), ActionWords.Of(each.Mode)]
                    ),
            ]
        );
    }

    private static IReadOnlyList<string> Row(DispatcherState state) =>
        [state.GlobalState, state.Actions.Count == 0 ? "(never)" : ActionWords.Of(state.Actions)];

    private static string Name(ShownMode mode) => mode.Mode ?? "(all lost)";

    private static string Sentence(DispatcherDocument dispatcher)
    {
        string input = dispatcher.Memory is null ? "what it observes" : "its estimate of the population";
        int dependent = dispatcher.States.Count(state => state.DependsOnObservation);
        string where =
            dependent == dispatcher.States.Count
                ? ""
                : $" in {Figures.Count(dependent)} of {Figures.Count(dispatcher.States.Count, "global state")}";
        return (dispatcher.DependsOnObservation, dispatcher.DependsOnGlobalState) switch
        {
            (true, true) => $"Its action depends on {input}{where}.",
            (true, false) => $"Its action depends on {input}, but not on the global state.",
            (false, true) => dispatcher.States.All(state => state.Actions.Count == 1)
                ? $"Ignores {input}: one action for each global state."
                : $"Ignores {input}: fixed probabilities for each global state.",
            _ => $"Ignores {input} and the global state: {Everywhere(dispatcher.States[0].Actions)}.",
        };
    }

    private static string Everywhere(IReadOnlyList<ActionShare> actions) =>
        actions.Count == 1 ? $"always takes {Figures.Printable(actions[0].Action)}"
        : actions.All(each => each.Share == actions[0].Share)
            ? $"takes each of {Figures.Count(actions.Count, "action")} with probability {ActionWords.Percent(actions[0].Share)}"
        : $"always takes {Figures.Printable(ActionWords.Of(actions))}";

    private static string Remembering(ShownMemory memory)
    {
        string filter = memory.Filter switch
        {
            "filter" => "an estimate of the population by the linear filter (mean and covariance)",
            "dirichlet" => "an estimate of the population by Dirichlet counts",
            "none" => "nothing: the current observation is taken as the population",
            string particles => $"an estimate of the population by {particles}",
        };
        string reading = memory.Read switch
        {
            "nearest" => "applied at the nearest count vector",
            "interpolated" => "interpolated at the estimate",
            _ => "averaged over the estimate's uncertainty",
        };
        string watch = memory.Watch ? "; observations that contradict the model increase the estimate's uncertainty" : "";
        return $"{filter}. Its plan for a known population is shown below; in deployment the plan is {reading}{watch}";
    }
}
