namespace Antiphon.Cli.Output;

/// <summary>What the local agents of a finite game do, for people.</summary>
internal static class LocalAgentsReport
{
    /// <summary>Prints it.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="agents">What they do.</param>
    /// <param name="globalStates">The global states in the game's order.</param>
    public static void Write(Report report, LocalAgentsDocument agents, IReadOnlyList<string> globalStates)
    {
        report.Line("Local agents");
        report.Paragraph(Sentence(agents));
        if (!agents.DependsOnGlobalState && !agents.DependsOnLocalState)
        {
            return;
        }

        report.Line();
        var grid = new NameGrid(report);
        if (!agents.DependsOnGlobalState)
        {
            grid.Write(
                ["Local state", "Action"],
                [.. agents.States.Select(state => (IReadOnlyList<string>)[state.LocalState, ActionWords.Of(state.Laws[0].Actions)])]
            );
            return;
        }

        if (agents.States.Count > NameGrid.MostRows)
        {
            report.Paragraph($"Share of the {Figures.Count(agents.States.Count, "local state")} with each action:");
            grid.Write(["Global state", "Actions"], [.. globalStates.Select(name => Shares(agents, name))]);
            report.Line();
        }

        report.Line("Rows: the agent's own state. Columns: the global state.");
        grid.Write(
            ["Local state", .. globalStates],
            [.. agents.States.Select(state => Row(state, globalStates))],
            ["Local state", "Global state", "Action"],
            agents.States.SelectMany(Lines)
        );
    }

    private static IReadOnlyList<string> Row(LocalStateDocument state, IReadOnlyList<string> globalStates)
    {
        var actions = state
            .Laws.SelectMany(law => law.GlobalStates.Select(name => (Name: name, Text: ActionWords.Of(law.Actions))))
            .ToDictionary(cell => cell.Name, cell => cell.Text, StringComparer.Ordinal);
        return [state.LocalState, .. globalStates.Select(name => actions[name])];
    }

    // Probabilities count by their size.
    private static IReadOnlyList<string> Shares(LocalAgentsDocument agents, string globalState) =>
        [
            globalState,
            ActionWords.Of([
                .. agents
                    .States.Select(state => state.Laws.Single(law => law.GlobalStates.Contains(globalState, StringComparer.Ordinal)))
                    .SelectMany(law => law.Actions)
                    .GroupBy(each => each.Action, StringComparer.Ordinal)
                    .Select(alike => new ActionShare(alike.Key, alike.Sum(each => each.Share) / agents.States.Count))
                    .OrderByDescending(each => each.Share),
            ]),
        ];

    private static IEnumerable<IReadOnlyList<string>> Lines(LocalStateDocument state) =>
        state.Laws.Select(law =>
            (IReadOnlyList<string>)
                [state.LocalState, state.Laws.Count == 1 ? "any" : ActionWords.Names(law.GlobalStates), ActionWords.Of(law.Actions)]
        );

    private static string Sentence(LocalAgentsDocument agents)
    {
        string draws = agents.Draws ? " They draw actions at random; probabilities are in parentheses." : "";
        string words = (agents.DependsOnLocalState, agents.DependsOnGlobalState) switch
        {
            (true, true) => "Their action depends on their own state and the global state.",
            (true, false) => "Their action does not depend on the global state.",
            (false, true) => "Their action does not depend on their own state.",
            _ => $"They ignore their own state and the global state: always {ActionWords.Of(agents.States[0].Laws[0].Actions)}.",
        };
        return words + draws;
    }
}
