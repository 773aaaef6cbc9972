using Antiphon.Numerics;

namespace Antiphon.Simulation;

/// <summary>What online execution measured.</summary>
/// <param name="Agents">Population size n.</param>
/// <param name="Horizon">Steps per episode H.</param>
/// <param name="Rollouts">Episodes per seed.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="Reward">
/// Mean discounted return over H steps, with Student's 95 % interval over the seed means (over the episodes when there is one seed).
/// </param>
/// <param name="Std">Standard deviation of the seed means, divisor Seeds (as the authors report it); 0 for one seed.</param>
/// <param name="PerSeed">Mean discounted return of each seed.</param>
/// <param name="ModeAccuracy">
/// Fraction of all steps whose global action pointed to the most occupied local state (of equals only the lowest counts); null when the
/// game declares no targets.
/// </param>
/// <param name="TruncationBound">
/// discount^H max|r| / (1 - discount), r the expected reward of a step: what the steps after the horizon can add to or take from the
/// expected return at most.
/// </param>
/// <param name="StepsPerSecond">
/// Simulated steps per second of elapsed time, all threads together. The only number here that varies from run to run.
/// </param>
public sealed record SimulationResult(
    long Agents,
    int Horizon,
    int Rollouts,
    int Seeds,
    ConfidenceInterval Reward,
    double Std,
    IReadOnlyList<double> PerSeed,
    double? ModeAccuracy,
    double TruncationBound,
    double StepsPerSecond
)
{
    /// <summary>What the interval of <see cref="Reward"/> is over: the means of the seeds, or the episodes of the only seed.</summary>
    internal IReadOnlyList<double> Samples { get; init; } = [];

    /// <summary>How well a remembering dispatcher knew the population; null without memory.</summary>
    public MemoryMeasure? Memory { get; init; }
}
