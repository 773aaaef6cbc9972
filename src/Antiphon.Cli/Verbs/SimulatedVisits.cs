using Antiphon.Cli.Output;
using Antiphon.Games;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Cli.Verbs;

/// <summary>Where a pair spends its time, for pairs that no population model takes: means over a few deployed episodes.</summary>
internal static class SimulatedVisits
{
    private const int Episodes = 10;
    private const int Steps = 200;

    // The half of an episode that its start has little to do with.
    private const int Late = Steps / 2;

    /// <summary>Plays the episodes.</summary>
    /// <param name="game">The game.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="cancellation">Cancels between steps.</param>
    public static PairVisits Of(CooperativeGame game, JointPolicy pair, CancellationToken cancellation)
    {
        var options = new OnlineExecutionOptions { Horizon = Steps };
        EpisodeStep[] steps =
        [
            .. Enumerable
                .Range(0, Episodes)
                .SelectMany(episode => EpisodeTrace.Record(game, pair, options, rollout: episode, cancellation: cancellation).Steps),
        ];
        return new PairVisits(
            $"{Episodes} simulated episodes of {Steps} steps, the long run being their second half; seed {options.Seed}",
            Mean(game, steps, step => Math.Pow(game.Discount, step.Time)),
            Mean(game, steps, step => step.Time < Late ? 0 : 1)
        );
    }

    private static StateShares Mean(CooperativeGame game, EpisodeStep[] steps, Func<EpisodeStep, double> weightOf)
    {
        double[] global = new double[game.GlobalStates];
        double[] local = new double[game.LocalStates];
        double total = 0;
        foreach (EpisodeStep step in steps)
        {
            double weight = weightOf(step);
            total += weight;
            global[step.GlobalState] += weight;
            for (int state = 0; weight > 0 && state < local.Length; state++)
            {
                local[state] += weight * step.Fractions[state];
            }
        }

        return new StateShares([.. global.Select(sum => sum / total)], [.. local.Select(sum => sum / total)]);
    }
}
