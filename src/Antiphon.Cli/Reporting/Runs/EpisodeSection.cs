using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Runs;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>One episode of the deployed pair, and why its return is not the mean.</summary>
internal static class EpisodeSection
{
    private const int MostSteps = 200;
    private const int MostShares = 20_000;
    private const int Alike = 30;

    /// <summary>Draws the first episode that the run's seed gives; says so where it is too large to be drawn.</summary>
    public static ReportSection Of(CooperativeGame game, JointPolicy policy, RunRecord record, CancellationToken cancellation)
    {
        int steps = Math.Min(record.Options.DeployedHorizon, MostSteps);
        var options = new OnlineExecutionOptions
        {
            Horizon = steps,
            Rollouts = Alike,
            Seeds = 1,
            Seed = record.Options.Seed,
        };
        return new ReportSection(
            "An episode",
            game.LocalStates * steps > MostShares
                ? [PolicySections.TooLarge(game.LocalStates, "local states")]
                : [.. Blocks(game, policy, record, options, cancellation)]
        );
    }

    private static IEnumerable<ReportBlock> Blocks(
        CooperativeGame game,
        JointPolicy policy,
        RunRecord record,
        OnlineExecutionOptions options,
        CancellationToken cancellation
    )
    {
        var trace = EpisodeTrace.Record(game, policy, options, cancellation: cancellation);
        // With one seed the samples are the returns of its episodes, the first of which is the one shown.
        IReadOnlyList<double> returns = new OnlineExecution(options).Run(game, policy, cancellation: cancellation).Samples;
        yield return new Facts([This(trace, returns), .. Mean(record, trace.Steps.Count)]);
        double spread = StudentInterval.StandardDeviation([.. returns]);
        if (spread > 0)
        {
            yield return new Paragraph(
                "An episode is one draw: where the agents start, which of them are observed and how all of them move is random. Its "
                    + $"return lies off the mean, by {Figures.Value(spread)} in the typical case (standard deviation). The intervals in "
                    + "this page are those of means, and are narrower."
            );
        }

        yield return new FigureBlock(EpisodeHeatMapFigure.Of(game, trace));
        if (game.Aggregates.Count > 0)
        {
            yield return new FigureBlock(AggregateFigure.Of(game, trace));
        }
    }

    private static Fact This(EpisodeTrace trace, IReadOnlyList<double> returns) =>
        new(
            "This episode",
            Figures.Value(trace.Return),
            $"discounted return of its {Figures.Count(trace.Steps.Count, "step")}; more than "
                + $"{returns.Count(other => other < trace.Return)} of {returns.Count - 1} others with the same seed, which earn "
                + $"{Figures.Value(returns.Skip(1).Min())} to {Figures.Value(returns.Skip(1).Max())}"
        );

    private static IEnumerable<Fact> Mean(RunRecord record, int shown)
    {
        if (record.Outcome is { Deployed: var deployed })
        {
            OnlineExecutionOptions measured = record.Options.Deployment;
            yield return new Fact(
                "Mean",
                Figures.Value(deployed.Mean),
                $"over {Figures.Count((long)measured.Seeds * measured.Rollouts, "episode")} of {Figures.Count(measured.Horizon, "step")}; "
                    + $"95% interval {Words.Interval(deployed)}"
                    + (
                        shown < measured.Horizon
                            ? $"; shown are the first {Figures.Count(shown)} steps, so that the two cannot be compared"
                            : ""
                    )
            );
        }
    }
}
