using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>Options of <see cref="Ucfh"/>.</summary>
internal sealed record UcfhOptions
{
    /// <summary>Visits before a state and action is first used, when <see cref="Scale"/> is left open.</summary>
    public const double DefaultFirstUpdate = 50;

    /// <summary>The gap to the optimum that is good enough, in units of the return; positive.</summary>
    public double Accuracy { get; init; } = 0.1;

    /// <summary>
    /// delta: with at most this probability some interval misses the truth, and the optimistic value may then be no upper bound; in (0,
    /// 1).
    /// </summary>
    public double FailureProbability { get; init; } = 0.01;

    /// <summary>
    /// Factor of the paper's m, which no computer can wait for; positive, 1 is the paper's. Null takes the factor with which a state and
    /// action is first used after <see cref="DefaultFirstUpdate"/> visits. The intervals do not depend on it.
    /// </summary>
    public double? Scale { get; init; }

    /// <summary>The most episodes; at least 0 (0 only plans with nothing known).</summary>
    public long MaximumEpisodes { get; init; } = 200_000;

    /// <summary>Seed of the episodes; equal seeds give equal results to the bit.</summary>
    public ulong Seed { get; init; } = 1;

    internal void Check()
    {
        if (
            !(Accuracy > 0)
            || !(FailureProbability > 0 && FailureProbability < 1)
            || !(Scale is not { } scale || (scale > 0 && double.IsFinite(scale)))
            || MaximumEpisodes < 0
        )
        {
            throw new InvalidOptionException(
                $"UCFH needs accuracy > 0, failure probability in (0, 1), scale > 0 and episodes >= 0; found {Accuracy}, "
                    + $"{FailureProbability}, {Scale}, {MaximumEpisodes}"
            );
        }
    }
}

/// <summary>What <see cref="Ucfh"/> learned.</summary>
/// <param name="Policy">Of the policies it followed, the one worth most.</param>
/// <param name="Value">Its expected return under the initial law, exact to rounding.</param>
/// <param name="OptimisticValue">The least optimistic value seen: with probability 1 - delta at least the optimum.</param>
/// <param name="Episodes">Episodes sampled.</param>
/// <param name="Updates">Updates of the model, each followed by a call of FixedHorizonEVI; one more call came first.</param>
/// <param name="Constants">The constants used, with the scale.</param>
/// <param name="StopReason">
/// AccuracyReached: the optimistic value exceeds <paramref name="Value"/> by at most the accuracy, so that with probability 1 - delta the
/// policy is as good as asked for; ScheduleExhausted; IterationLimit: all episodes were used; Cancelled.
/// </param>
internal sealed record UcfhResult(
    TimeDependentPolicy Policy,
    double Value,
    double OptimisticValue,
    long Episodes,
    int Updates,
    UcfhConstants Constants,
    StopReason StopReason
);
