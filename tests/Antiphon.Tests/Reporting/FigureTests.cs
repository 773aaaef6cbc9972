using System.Text.Json.Nodes;
using Antiphon.Cli.Reporting;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Cli;

namespace Antiphon.Tests.Reporting;

public class FigureTests
{
    private static readonly CooperativeGame Warehouse = BuiltInGames.All.Single(game => game.Name == "warehouse").Create().WithAgents(6);

    [Fact]
    public void A_specification_is_as_reviewed() =>
        Golden.AssertEqual(
            "figure.vl.json",
            ReportJson.File(
                SweepCurveFigure
                    .Of(
                        [
                            new CurvePoint("ours", 1, 10.5, 10.25, 10.75),
                            new CurvePoint("ours", 2, 11, 10.5, 11.5),
                            new CurvePoint("released", 1, 8, 7.5, 8.5),
                        ],
                        "15 training seeds"
                    )
                    .Specification
            )
        );

    [Fact]
    public void Every_proposal_is_drawn_with_its_exact_value_and_the_pair_that_was_kept()
    {
        Proposal[] trace =
        [
            Proposed(0, 0, 1.0 / 3, accepted: true),
            Proposed(0, 1, 0.25, accepted: false),
            Proposed(1, 0, 0.125, accepted: false),
            Proposed(1, 1, 0.5, accepted: true),
        ];
        Figure figure = ValuePerProposalFigure.Of(trace, bestRestart: 1);
        JsonArray rows = Drawn.Rows(figure);

        Assert.Equal([1.0 / 3, 0.25, 0.125, 0.5], rows.Select(row => (double)row!["value"]!));
        Assert.Equal([1.0 / 3, 1.0 / 3, null, 0.5], rows.Select(row => (double?)row!["incumbent"]));
        Assert.Equal(["accepted", "rejected", "rejected", "accepted"], rows.Select(row => (string)row!["fate"]!), StringComparer.Ordinal);
        Assert.Contains("4 proposals in 2 restarts, 2 accepted", figure.Summary, StringComparison.Ordinal);
        Assert.Equal(["1", "2 (best)"], Drawn.Rows(figure, layer: 0).Select(head => (string)head!["label"]!), StringComparer.Ordinal);
    }

    [Fact]
    public void An_end_that_is_not_finite_is_left_out_of_the_data_and_named_unknown_in_the_table()
    {
        Figure figure = ValuePerProposalFigure.Of(
            [Proposed(0, 0, 1, accepted: true) with { GainHigh = double.PositiveInfinity }],
            bestRestart: null
        );

        Assert.Null(Drawn.Rows(figure)[0]!["high"]);
        Assert.Contains(figure.Table.Rows[0], cell => cell is { Shown: "unknown", Number: null });
    }

    [Fact]
    public void A_cell_of_a_policy_is_divided_among_the_actions_in_proportion()
    {
        double[] law = [0.25, 0, 0.75];
        var policy = LocalPolicy.Create(5, 5, 3, [.. Enumerable.Repeat(law, 25).SelectMany(each => each)]);
        JsonNode[] cell =
        [
            .. Drawn
                .Rows(LocalPolicyFigure.Of(Warehouse, policy))
                .Where(row => (string)row!["row"]! == "zone 1" && (string)row!["column"]! == "zone 3 active")
                .Select(row => row!),
        ];

        Assert.Equal(["stay", "previous"], cell.Select(part => (string)part["action"]!), StringComparer.Ordinal);
        Assert.Equal((double)cell[0]["end"]!, (double)cell[1]["start"]!);
        double[] widths = [.. cell.Select(part => (double)part["end"]! - (double)part["start"]!)];
        Assert.Equal(3, widths[1] / widths[0], 1e-9);
        Assert.InRange((double)cell[0]["start"]!, 3.0, 3.1);
        Assert.InRange((double)cell[1]["end"]!, 3.9, 4.0);
    }

    [Fact]
    public void The_heat_map_shows_each_step_of_the_trace()
    {
        var trace = EpisodeTrace.Record(Warehouse, SamplePair(2), new OnlineExecutionOptions { Horizon = 7, Seed = 3 });
        Figure figure = EpisodeHeatMapFigure.Of(Warehouse, trace);

        Assert.Equal(trace.Steps.SelectMany(step => step.Fractions), Drawn.Rows(figure).Select(row => (double)row!["share"]!));
        Assert.Equal(
            trace.Steps.Select(step => $"zone {step.Mode}"),
            Drawn.Rows(figure, layer: 1).Select(row => (string)row!["state"]!),
            StringComparer.Ordinal
        );
        Assert.Equal(
            trace.Steps.Select(step => $"zone {step.Action}"),
            Drawn.Rows(figure, layer: 2).Select(row => (string)row!["state"]!),
            StringComparer.Ordinal
        );
        Assert.Equal(trace.Steps.Select(step => (double?)step.Reward), figure.Table.Rows.Select(row => row[4].Number));
    }

    [Fact]
    public void Without_targets_the_heat_map_has_no_choices()
    {
        CooperativeGame microgrid = BuiltInGames.All.Single(game => game.Name == "microgrid").Create();
        var trace = EpisodeTrace.Record(
            microgrid,
            new JointPolicy(new UniformGlobalPolicy(2, microgrid.GlobalActions), LocalPolicy.Uniform(microgrid)),
            new OnlineExecutionOptions { Horizon = 2 }
        );

        Assert.Equal(2, Drawn.Specification(EpisodeHeatMapFigure.Of(microgrid, trace))["layer"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("epidemic", "choice")]
    [InlineData("congestion", "name")]
    public void Aggregates_are_drawn_at_each_step(string name, string coloured)
    {
        CooperativeGame game = BuiltInGames.Get(name);
        var trace = EpisodeTrace.Record(
            game,
            new JointPolicy(new UniformGlobalPolicy(2, game.GlobalActions), LocalPolicy.Uniform(game)),
            new OnlineExecutionOptions { Horizon = 4 }
        );
        Figure figure = AggregateFigure.Of(game, trace);
        JsonNode specification = Drawn.Specification(figure);

        Assert.Equal(
            trace.Steps.SelectMany(step => game.Aggregates.Select(aggregate => aggregate.Of(step.Fractions.AsSpan()))),
            Drawn.Rows(figure).Select(row => (double)row!["value"]!)
        );
        Assert.Equal(coloured, (string)specification["layer"]!.AsArray()[^1]!["encoding"]!["color"]!["field"]!);
        Assert.Equal(3 + game.Aggregates.Count, figure.Table.Columns.Count);
    }

    [Fact]
    public void A_single_configuration_needs_no_legend_and_times_of_nothing_no_logarithm()
    {
        JsonNode one = Drawn.Specification(TrainingTimeFigure.Of([new CurvePoint("ours", 1, 0), new CurvePoint("ours", 2, 4)]));
        JsonNode two = Drawn.Specification(TrainingTimeFigure.Of([new CurvePoint("ours", 1, 1), new CurvePoint("released", 1, 4)]));

        Assert.Null(one["encoding"]!["color"]!["field"]);
        Assert.Null(one["layer"]![0]!["encoding"]!["y"]!["scale"]!["type"]);
        Assert.Equal("series", (string)two["encoding"]!["color"]!["field"]!);
        Assert.Equal("log", (string)two["layer"]![0]!["encoding"]!["y"]!["scale"]!["type"]!);
    }

    [Fact]
    public void Accuracies_are_shares_with_intervals_where_there_are_any()
    {
        Figure figure = ModeAccuracyFigure.Of([new CurvePoint("", 1, 0.5, 0.4, 0.6), new CurvePoint("", 5, 0.75, 0.7, 0.8)]);

        Assert.Equal(["1", "50.0%", "40.0%", "60.0%"], figure.Table.Rows[0].Select(cell => cell.Shown), StringComparer.Ordinal);
        Assert.EndsWith("50.0% at k = 1, 75.0% at k = 5.", figure.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_two_states_share_are_told_apart() => Assert.Equal(["a (0)", "b", "a (2)"], DistinctNames.Of(["a", "b", "a"]));

    private static Proposal Proposed(int restart, int index, double value, bool accepted) =>
        new(
            restart,
            index,
            1,
            (Player)(index % 2),
            "deployed",
            value,
            0,
            0.5,
            0.25,
            0.75,
            64,
            accepted,
            accepted ? "better" : "no gain above the threshold"
        );

    private static JointPolicy SamplePair(int subsample) =>
        new(new UniformGlobalPolicy(subsample, Warehouse.GlobalActions), LocalPolicy.Uniform(Warehouse));
}
