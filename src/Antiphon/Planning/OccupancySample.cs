using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Planning;

/// <summary>
/// Populations drawn from the discounted occupancy of a deployed pair: an episode's state at time t counts by gamma^t.
/// </summary>
internal static class OccupancySample
{
    /// <summary>Draws populations, by global state.</summary>
    /// <param name="game">The game; its own n is the true one.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="episodes">Episodes, with their horizon, number (<see cref="OnlineExecutionOptions.Rollouts"/>) and threads.</param>
    /// <param name="perEpisode">How many times are drawn of each episode.</param>
    /// <param name="most">The most populations that are kept per global state.</param>
    /// <param name="root">Root of the episodes' streams.</param>
    /// <param name="cancellation">Cancels between episodes.</param>
    /// <returns>Fractions [s_g][j][x]; where a global state was never met, populations of any.</returns>
    internal static double[][][] Draw(
        CooperativeGame game,
        JointPolicy pair,
        OnlineExecutionOptions episodes,
        int perEpisode,
        int most,
        RandomStream root,
        CancellationToken cancellation
    )
    {
        var deployed = new DeployedPair(game, pair, game.Agents);
        var met = new (int GlobalState, double[] Fractions)[episodes.Rollouts][];
        ParallelRollouts.Run(
            0,
            episodes.Rollouts,
            episodes.Threads,
            () => new Episode(deployed),
            (number, episode, stream) =>
            {
                cancellation.ThrowIfCancellationRequested();
                root.SplitInto(stream, RandomStream.PurposeKey(Purposes.Rollout), number);
                int[] times = Times(stream.NextDouble(), perEpisode, game.Discount, episodes.Horizon);
                met[number] = Visit(episode, stream, times);
            },
            progress: null,
            cancellation
        );
        return
        [
            .. Enumerable
                .Range(0, game.GlobalStates)
                .Select(globalState => Of(globalState))
                .Select(found => found.Length > 0 ? found : [.. met.SelectMany(each => each).Take(most).Select(each => each.Fractions)]),
        ];

        double[][] Of(int globalState) =>
            [.. met.SelectMany(each => each).Where(each => each.GlobalState == globalState).Take(most).Select(each => each.Fractions)];
    }

    // Systematic draws of P(t) proportional to gamma^t below the horizon, in order.
    private static int[] Times(double uniform, int count, double discount, int horizon)
    {
        double total = 1 - Math.Pow(discount, horizon);
        int[] times = new int[count];
        for (int number = 0; number < count; number++)
        {
            double reached = (number + uniform) / count * total;
            times[number] = discount == 0 ? 0 : Math.Min(horizon - 1, (int)(Math.Log(1 - reached) / Math.Log(discount)));
        }

        return times;
    }

    private static (int GlobalState, double[] Fractions)[] Visit(Episode episode, RandomStream stream, int[] times)
    {
        var met = new (int, double[])[times.Length];
        int next = 0;
        episode.Start(stream);
        while (true)
        {
            while (next < times.Length && times[next] == episode.Time)
            {
                double[] fractions = new double[episode.Counts.Length];
                episode.WriteFractions(fractions);
                met[next++] = (episode.GlobalState, fractions);
            }

            if (next == times.Length)
            {
                return met;
            }

            episode.Move(episode.Act());
        }
    }
}
