using Antiphon.Numerics;
using Antiphon.Runs;
using Antiphon.Simulation;
using Antiphon.Tests.Cli;

namespace Antiphon.Tests.Runs.Sweeps;

/// <summary>Results of cells.</summary>
internal static class SweepOutcomes
{
    /// <summary>A result in which nothing can be gained and no baseline was measured.</summary>
    public static SweepOutcome Of(params double[] rewards) =>
        new(
            GoldenTests.Finished.Outcome! with
            {
                LocalGain = 0,
                Baselines = [],
                Notices = [],
                Restarts = [],
            },
            new SimulationResult(
                Agents: 10,
                Horizon: 10,
                Rollouts: 1,
                rewards.Length,
                StudentInterval.FromSamples(rewards),
                StudentInterval.StandardDeviation(rewards),
                rewards,
                ModeAccuracy: null,
                TruncationBound: 1,
                StepsPerSecond: 1
            )
        );
}
