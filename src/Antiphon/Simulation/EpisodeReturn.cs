using System.Runtime.InteropServices;
using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>What a whole episode yields.</summary>
/// <param name="Discounted">Sum over t = 0..H-1 of discount^t r(t).</param>
/// <param name="AtMode">Number of steps in which the action pointed to the most occupied local state; 0 when no targets were
/// given.</param>
/// <param name="Error">Sum over the steps of the total variation between a remembering dispatcher's estimate, as it acted on it, and the
/// population; 0 without memory.</param>
/// <param name="Alarms">Number of steps in which its test of the model failed.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EpisodeReturn(double Discounted, int AtMode, double Error, int Alarms)
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
        double discount = episode.Discount;
        double weight = 1.0;
        double sum = 0.0;
        int atMode = 0;
        (double error, int alarms) = (0.0, 0);
        episode.Start(rollout);
        for (int time = 0; time < horizon; time++)
        {
            if (time % StepsBetweenChecks == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }

            int action = episode.Act();
            sum += weight * episode.Reward(action);
            weight *= discount;
            if (target is not null && target[action] == episode.Mode)
            {
                atMode++;
            }

            if (episode.Memory is { } memory)
            {
                error += Distance(memory.Estimate, episode.Counts);
                alarms += memory.Alarmed ? 1 : 0;
            }

            episode.Move(action);
        }

        return new EpisodeReturn(sum, atMode, error, alarms);
    }

    // Total variation: half the sum of absolute differences.
    private static double Distance(ReadOnlySpan<double> estimate, ReadOnlySpan<long> counts)
    {
        (long agents, double sum) = (0L, 0.0);
        foreach (long count in counts)
        {
            agents += count;
        }

        for (int state = 0; state < counts.Length; state++)
        {
            sum += Math.Abs(estimate[state] - ((double)counts[state] / agents));
        }

        return sum / 2;
    }
}
