using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>What both sides learned to do, and one episode of it.</summary>
internal static class PolicySections
{
    private const int MostCells = 2_000;
    private const int MostSteps = 200;
    private const int MostShares = 20_000;

    /// <summary>Draws policies and episode; notes where one is too large to be drawn.</summary>
    public static IEnumerable<ReportSection> Of(CooperativeGame game, JointPolicy policy, RunRecord record, CancellationToken cancellation)
    {
        OnlineExecutionOptions options = new() { Horizon = record.Options.DeployedHorizon, Seed = record.Options.Seed };
        yield return new ReportSection("Policies", [.. Policies(game, policy, options, cancellation)]);
        int steps = Math.Min(record.Options.DeployedHorizon, MostSteps);
        yield return new ReportSection(
            "An episode",
            game.LocalStates * steps > MostShares
                ? [TooLarge(game.LocalStates, "local states")]
                : [.. Episode(game, EpisodeTrace.Record(game, policy, options with { Horizon = steps }, cancellation: cancellation))]
        );
    }

    private static IEnumerable<ReportBlock> Episode(CooperativeGame game, EpisodeTrace trace)
    {
        yield return new FigureBlock(EpisodeHeatMapFigure.Of(game, trace));
        if (game.Aggregates.Count > 0)
        {
            yield return new FigureBlock(AggregateFigure.Of(game, trace));
        }
    }

    private static IEnumerable<ReportBlock> Policies(
        CooperativeGame game,
        JointPolicy policy,
        OnlineExecutionOptions options,
        CancellationToken cancellation
    )
    {
        long cells = (long)game.LocalStates * game.GlobalStates;
        yield return policy.Global.Remembers
            ? new Caution(
                "Not drawn: the action of a dispatcher with memory depends on all its observations. policy.json contains its plan, an "
                    + "action for each known population."
            )
        : cells * game.GlobalActions > MostCells ? TooLarge(cells * game.GlobalActions, "situations and actions of the dispatcher")
        : new FigureBlock(GlobalPolicyFigure.Of(game, MetObservations.Record(game, policy, options, cancellation)));
        yield return cells * game.LocalActions > MostCells
            ? TooLarge(cells * game.LocalActions, "situations and actions of the agents")
            : new FigureBlock(LocalPolicyFigure.Of(game, policy.Local));
    }

    private static Caution TooLarge(long count, string what) =>
        new($"Not drawn: {Figures.Count(count)} {what} are too many for a picture. policy.json contains the tables.");
}
