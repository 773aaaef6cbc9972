using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Simulation;

namespace Antiphon.Benchmarks.Training;

/// <summary>Two pairs on pairs of episodes that no training has seen, with common random numbers.</summary>
internal static class FreshEpisodes
{
    /// <summary>Pairs of episodes.</summary>
    public const int Rollouts = 1_024;

    private const ulong Seed = 2;

    // The first analysis of a sequence may spend half of what is left: a difference gets its 95 % interval.
    private const double Confidence = 0.9;

    /// <summary>Compares.</summary>
    /// <param name="game">The game, with its n.</param>
    /// <param name="horizon">H.</param>
    /// <param name="first">A pair.</param>
    /// <param name="second">The pair whose gain over the first is wanted.</param>
    public static PairedResult Compare(CooperativeGame game, int horizon, JointPolicy first, JointPolicy second) =>
        new PairedComparison(
            new PairedComparisonOptions
            {
                Horizon = horizon,
                FirstBatch = Rollouts,
                MaximumRollouts = Rollouts,
                Seed = Seed,
                Confidence = Confidence,
            }
        ).Compare(game, first, second, 0);
}
