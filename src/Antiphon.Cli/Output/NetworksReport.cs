namespace Antiphon.Cli.Output;

/// <summary>What the networks of a continuous game do, for people.</summary>
internal static class NetworksReport
{
    /// <summary>Prints it.</summary>
    public static void Write(Report report, NetworksDocument networks)
    {
        report.Fact("Dispatcher", Words(networks.Dispatcher));
        report.Fact("Local agents", Words(networks.LocalAgents));
        report.Line();
        report.Paragraph(
            $"Actions taken in {Figures.Count(networks.Episodes, "episode")} of {Figures.Count(networks.Steps, "step")} with "
                + $"{Figures.Count(networks.SimulatedAgents, "local agent")}, seed {networks.Seed}:"
        );
        var grid = new NameGrid(report);
        grid.Write(["Global action", ">Share of steps"], Rows(networks.Dispatcher));
        report.Line();
        grid.Write(["Local action", ">Share of agents' steps"], Rows(networks.LocalAgents));
        report.Line();
        report.Paragraph(Sentence(networks));
    }

    private static string Sentence(NetworksDocument networks) =>
        networks.DependsOnObservation > 0
            ? $"The dispatcher's action depends on what it observes: in {ActionWords.Percent(networks.DependsOnObservation)} of the "
                + "steps, another observation from these episodes would have changed it."
        : networks.Dispatcher.Actions.Count == 1 ? "The dispatcher's action did not vary in these episodes."
        : "The dispatcher's action did not depend on its observation, only on the global state.";

    private static string Words(ShownNetwork network)
    {
        string[] inputs =
        [
            .. network.ObservedFeatures > 0
                ? new[] { $"the means of {Figures.Count(network.ObservedFeatures, "feature")} of the observed agents" }
                : [],
            .. network.GlobalCoordinates > 0 ? new[] { $"the global state ({Figures.Count(network.GlobalCoordinates, "number")})" } : [],
            .. network.LocalCoordinates > 0 ? new[] { $"an agent's own state ({Figures.Count(network.LocalCoordinates, "number")})" } : [],
        ];
        return $"network {network.Shape} (two tanh layers); input: {string.Join(" and ", inputs)}; output: the most likely of "
            + $"{Figures.Count(network.AllActions.Count, "action")}";
    }

    private static IReadOnlyList<IReadOnlyList<string>> Rows(ShownNetwork network) =>
        [
            .. network.AllActions.Select(action =>
                (IReadOnlyList<string>)
                    [action, ActionWords.Percent(network.Actions.FirstOrDefault(each => each.Action == action)?.Share ?? 0)]
            ),
        ];
}
