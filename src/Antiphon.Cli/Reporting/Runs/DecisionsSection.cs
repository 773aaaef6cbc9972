using Antiphon.Cli.Output;
using Antiphon.Cli.Verbs;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;

namespace Antiphon.Cli.Reporting;

/// <summary>What the dispatcher decides at the observations that it meets most, and what every action is worth there.</summary>
internal static class DecisionsSection
{
    private const int MostRows = 12;
    private const int MostActions = 12;

    /// <summary>Computes the values; says why where they cannot be computed.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    public static ReportSection Of(CooperativeGame game, JointPolicy pair, CancellationToken cancellation) =>
        new("Decisions", [.. Blocks(game, pair, cancellation)]);

    /// <summary>The table of the decisions.</summary>
    /// <param name="localStates">The names of the local states.</param>
    /// <param name="met">The global state by name, and what is met there; the most frequent first.</param>
    internal static TableBlock Table(IReadOnlyList<string> localStates, IEnumerable<(string GlobalState, ValuedObservation Met)> met) =>
        new(
            "Decisions at the most frequent observations",
            new DataTable(
                [
                    new DataColumn("state", "Global state"),
                    new DataColumn("observed", "Observed"),
                    DataColumn.Number("share", "Share of steps"),
                    new DataColumn("taken", "Action"),
                    new DataColumn("values", "Expected return of each action"),
                    DataColumn.Number("margin", "Margin"),
                ],
                [.. met.Take(MostRows).Select(each => Row(localStates, each.GlobalState, each.Met))]
            )
        );

    private static IEnumerable<ReportBlock> Blocks(CooperativeGame game, JointPolicy pair, CancellationToken cancellation)
    {
        string? obstacle = PairValues.Obstacle(game, pair.Global);
        if (obstacle is not null || !PairValues.IsQuick(game, pair.Global))
        {
            yield return new Paragraph(
                $"Not computed: the value of an action {obstacle ?? "takes long here; `antiphon show RUN --values` computes it"}."
            );
            yield break;
        }

        PairInsight? insight = Insight(game, pair, cancellation);
        if (insight is null)
        {
            yield return new Paragraph("Not computed: this pair cannot be evaluated in a population model.");
            yield break;
        }

        yield return new Paragraph(
            "For each of these observations: what the dispatcher does, and the expected discounted return of taking each action once and "
                + $"following the pair from the next step on ({insight.Value.Model}). The margin is the lead of the best action over the "
                + "runner-up: where it is small, the choice matters little. Shares are discounted: a step at time t counts gamma^t."
        );
        yield return Table(
            DistinctNames.Of(game.LocalStateNames),
            ValuesDocument
                .From(game, pair, insight)
                .States.SelectMany(state => state.Observations.Select(met => (state.GlobalState, Met: met)))
                .OrderByDescending(each => each.Met.Share)
        );
    }

    private static PairInsight? Insight(CooperativeGame game, JointPolicy pair, CancellationToken cancellation)
    {
        try
        {
            return PairValues.Of(game, pair, Environment.ProcessorCount, cancellation);
        }
        catch (InvalidInputException)
        {
            return null;
        }
    }

    private static IReadOnlyList<Cell> Row(IReadOnlyList<string> localStates, string globalState, ValuedObservation met) =>
        [
            Figures.Printable(globalState),
            Figures.Printable(Observed(localStates, met.Observation)),
            Cell.Share(met.Share),
            Figures.Printable(ActionWords.Of(met.Actions)),
            Figures.Printable(Values(met.Values)),
            met.Margin is double margin ? margin : "only one action",
        ];

    // Lost observations are counted in front of the local states.
    private static string Observed(IReadOnlyList<string> localStates, IReadOnlyList<int> counts)
    {
        string[] names = [.. counts.Count > localStates.Count ? ["(lost)"] : Array.Empty<string>(), .. localStates];
        string[] parts =
        [
            .. names.Zip(counts).Where(each => each.Second > 0).Select(each => $"{Figures.Count(each.Second)} in {each.First}"),
        ];
        return parts.Length == 0 ? "nobody" : string.Join(", ", parts);
    }

    private static string Values(IReadOnlyList<ActionWorth> values) =>
        string.Join(", ", values.Take(MostActions).Select(each => $"{each.Action} {Figures.Measured(each.Value)}"))
        + (values.Count > MostActions ? $" and {Figures.Count(values.Count - MostActions, "other")}" : "");
}
