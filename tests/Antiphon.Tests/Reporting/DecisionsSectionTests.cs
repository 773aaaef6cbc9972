using Antiphon.Cli.Output;
using Antiphon.Cli.Reporting;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Server;

namespace Antiphon.Tests.Reporting;

/// <summary>The decisions in a report, against what the library says of the pair.</summary>
public class DecisionsSectionTests
{
    private static readonly CooperativeGame Game = BuiltInGames.Get("warehouse").WithAgents(6);

    private static readonly JointPolicy Pair = new(
        TabularGlobalPolicy.FromFunction(5, 5, CountLattice.Of(Game, 2), (state, rank) => (state + rank) % 5),
        LocalPolicy.Deterministic(Game, (own, state) => (own + state) % 3)
    );

    [Fact]
    public void The_most_frequent_observations_have_a_row_with_every_value_and_the_margin()
    {
        TableBlock table = DecisionsSection.Of(Game, Pair, CancellationToken.None).Blocks.OfType<TableBlock>().Single();
        IReadOnlyList<IReadOnlyList<Cell>> rows = table.Table.Rows;
        Assert.Equal(12, rows.Count);
        double[] shares = [.. rows.Select(row => row[2].Number!.Value)];
        Assert.Equal(shares.OrderDescending(), shares);

        PairInsight insight = new PolicyEvaluator(Game).Explain(Pair);
        (int state, int[] observation) = Most(insight);
        double[] values = [.. insight.ActionValues(state, observation)];
        double[] sorted = [.. values.OrderDescending()];
        IReadOnlyList<Cell> first = rows[0];
        Assert.Equal(Game.GlobalStateNames[state], first[0].Shown);
        string[] observed = [.. observation.Index().Where(each => each.Item > 0).Select(each => $"{each.Item} in zone {each.Index}")];
        Assert.Equal(string.Join(", ", observed), first[1].Shown);
        Assert.Equal(insight.Share(state, observation), first[2].Number!.Value, 1e-6);
        Assert.Equal(
            string.Join(
                ", ",
                values.Index().OrderByDescending(each => each.Item).Select(each => $"zone {each.Index} {Figures.Measured(each.Item)}")
            ),
            first[4].Shown
        );
        Assert.Equal(sorted[0] - sorted[1], first[5].Number!.Value, 1e-4);
    }

    [Fact]
    public void A_dispatcher_that_remembers_has_a_reason_in_place_of_a_table()
    {
        var pair = new JointPolicy(ServedPair.Remembering(FilterKind.Linear), LocalPolicy.Uniform(ServedPair.Game));
        Paragraph only = Assert.IsType<Paragraph>(
            Assert.Single(DecisionsSection.Of(ServedPair.Game, pair, CancellationToken.None).Blocks)
        );
        Assert.Equal(
            "Not computed: the value of an action needs a dispatcher that acts by the present observation; this one remembers.",
            only.Text
        );
    }

    private static (int State, int[] Observation) Most(PairInsight insight)
    {
        var lattice = CountLattice.Of(Game, 2);
        var all = new List<(int State, int[] Observation)>();
        for (int rank = 0; rank < lattice.Size; rank++)
        {
            int[] counts = new int[5];
            lattice.Unrank(rank, counts);
            all.AddRange(Enumerable.Range(0, 5).Select(state => (state, counts)));
        }

        return all.MaxBy(each => insight.Share(each.State, each.Observation));
    }
}
