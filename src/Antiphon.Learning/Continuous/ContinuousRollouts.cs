using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>Numbered episodes on several threads, each with a stream of its own.</summary>
internal static class ContinuousRollouts
{
    /// <summary>Starts and runs every episode from <paramref name="first"/> to <paramref name="end"/> - 1.</summary>
    /// <param name="game">The game, checked.</param>
    /// <param name="pair">A pair that fits it.</param>
    /// <param name="first">First episode.</param>
    /// <param name="end">End, excluded.</param>
    /// <param name="threads">Largest number of threads.</param>
    /// <param name="split">Sets the stream of an episode.</param>
    /// <param name="body">Runs a started episode; writes only to places of its own.</param>
    /// <param name="progress">Told the finished fraction; may be null.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal static void Run(
        ContinuousGame game,
        ContinuousPair pair,
        int first,
        int end,
        int threads,
        Action<int, RandomStream> split,
        Action<int, ContinuousEpisode> body,
        IProgress<double>? progress,
        CancellationToken cancellation
    ) =>
        ParallelRollouts.Run(
            first,
            end,
            threads,
            () => new ContinuousEpisode(game, pair),
            (number, episode, stream) =>
            {
                split(number, stream);
                episode.Start(stream);
                body(number, episode);
            },
            progress,
            cancellation
        );

    /// <summary>The discounted return of a started episode, and at how many steps the global action was the right one; -1 where the game
    /// knows none or nobody asked.</summary>
    internal static (double Discounted, int Right) Return(
        ContinuousGame game,
        ContinuousEpisode episode,
        int horizon,
        bool countRight,
        CancellationToken cancellation
    )
    {
        (double sum, double weight, int right) = (0.0, 1.0, countRight ? 0 : -1);
        for (int time = 0; time < horizon; time++)
        {
            cancellation.ThrowIfCancellationRequested();
            int action = episode.ActGlobally();
            if (right >= 0)
            {
                right = game.RightAction(episode.Locals) is int best ? right + (best == action ? 1 : 0) : -1;
            }

            episode.ActLocally();
            sum += weight * episode.TeamReward();
            weight *= game.Discount;
            episode.Move();
        }

        return (sum, right);
    }
}
