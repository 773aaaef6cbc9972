using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>What both sides learned to do, why, and one episode of it.</summary>
internal static class PolicySections
{
    private const int MostCells = 2_000;

    /// <summary>Draws policies and episode; notes where one is too large to be drawn.</summary>
    public static IEnumerable<ReportSection> Of(CooperativeGame game, JointPolicy policy, RunRecord record, CancellationToken cancellation)
    {
        OnlineExecutionOptions options = new() { Horizon = record.Options.DeployedHorizon, Seed = record.Options.Seed };
        yield return new ReportSection("Policies", [.. Policies(game, policy, options, cancellation)]);
        yield return DecisionsSection.Of(game, policy, cancellation);
        yield return EpisodeSection.Of(game, policy, record, cancellation);
    }

    /// <summary>Stands where a picture would have too many places.</summary>
    internal static Caution TooLarge(long count, string what) =>
        new($"Not drawn: {Figures.Count(count)} {what} are more than a picture can show. policy.json holds the tables.");

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
}
