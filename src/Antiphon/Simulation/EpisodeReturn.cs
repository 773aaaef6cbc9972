using System.Runtime.InteropServices;
using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>What a whole episode yields.</summary>
/// <param name="Discounted">Sum over t = 0..H-1 of discount^t r(t).</param>
/// <param name="Right">Number of steps in which the global action was the right one; null when that was not known in every step.</param>
/// <param name="EstimateError">Sum over the steps of <see cref="IEpisode.EstimateError"/>; null when there was none in some step.</param>
/// <param name="Alarms">Number of steps in which the global agent's test of its model failed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EpisodeReturn(double Discounted, int? Right, double? EstimateError, int Alarms)
{
    /// <summary>Runs an episode to its end and measures everything.</summary>
    /// <param name="episode">Workspace.</param>
    /// <param name="rollout">The rollout's stream; only its key is used.</param>
    /// <param name="horizon">Number of steps H.</param>
    /// <param name="discount">gamma.</param>
    /// <param name="cancellation">Ends the episode early.</param>
    public static EpisodeReturn Run(IEpisode episode, RandomStream rollout, int horizon, double discount, CancellationToken cancellation)
    {
        int? right = 0;
        double? error = 0.0;
        int alarms = 0;
        double sum = 0.0;
        double weight = 1.0;
        episode.Start(rollout);
        for (int time = 0; time < horizon; time++)
        {
            cancellation.ThrowIfCancellationRequested();
            sum += weight * episode.Act();
            weight *= discount;
            right += episode.IsRight is bool isRight ? (isRight ? 1 : 0) : null;
            error += episode.EstimateError;
            alarms += episode.Alarmed ? 1 : 0;
            episode.Move();
        }

        return new EpisodeReturn(sum, right, error, alarms);
    }

    /// <summary>Runs an episode to its end for its discounted return alone.</summary>
    /// <param name="episode">Workspace.</param>
    /// <param name="rollout">The rollout's stream; only its key is used.</param>
    /// <param name="horizon">Number of steps H.</param>
    /// <param name="discount">gamma.</param>
    /// <param name="cancellation">Ends the episode early.</param>
    public static double Sum(IEpisode episode, RandomStream rollout, int horizon, double discount, CancellationToken cancellation)
    {
        double sum = 0.0;
        double weight = 1.0;
        episode.Start(rollout);
        for (int time = 0; time < horizon; time++)
        {
            cancellation.ThrowIfCancellationRequested();
            sum += weight * episode.Act();
            weight *= discount;
            episode.Move();
        }

        return sum;
    }
}
