using System.Runtime.InteropServices;
using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>What a whole episode yields.</summary>
/// <param name="Discounted">Sum over t = 0..H-1 of discount^t r(t).</param>
/// <param name="AtMode">Number of steps in which the action pointed to the most occupied local state; 0 when no targets were given.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EpisodeReturn(double Discounted, int AtMode)
{
    // Long episodes can be cancelled, yet the check costs nothing.
    private const int StepsBetweenChecks = 4096;

    /// <summary>Runs an episode to its end.</summary>
    /// <param name="episode">Workspace.</param>
    /// <param name="rollout">The rollout's stream; only its key is used.</param>
    /// <param name="horizon">Number of steps H.</param>
    /// <param name="target">The local state that each global action points to, or null.</param>
    /// <param name="cancellation">Ends the episode early.</param>
    public static EpisodeReturn Run(Episode episode, RandomStream rollout, int horizon, int[]? target, CancellationToken cancellation)
    {
        var discount = episode.Discount;
        var weight = 1.0;
        var sum = 0.0;
        var atMode = 0;
        episode.Start(rollout);
        for (var time = 0; time < horizon; time++)
        {
            if (time % StepsBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            var action = episode.Act();
            sum += weight * episode.Reward(action);
            weight *= discount;
            if (target is not null && target[action] == episode.Mode)
            {
                atMode++;
            }

            episode.Move(action);
        }

        return new EpisodeReturn(sum, atMode);
    }
}
