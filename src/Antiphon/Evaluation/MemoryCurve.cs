using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Evaluation;

/// <summary>What a dispatcher earns at one k.</summary>
/// <param name="Subsample">k.</param>
/// <param name="Result">What was measured.</param>
public sealed record MemoryPoint(int Subsample, SimulationResult Result);

/// <summary>How many observations without memory earn what k observations with memory earn.</summary>
/// <param name="Subsample">k with memory.</param>
/// <param name="Equal">The smallest k without memory whose mean is not below; null when none of those tried is.</param>
/// <param name="Indistinct">
/// The smallest k without memory that is not shown to earn less: the 95 % interval of the difference of seed means reaches 0; null when
/// none does.
/// </param>
/// <param name="Difference">
/// Return with memory at k less that without at <paramref name="Equal"/>, or at the largest k tried when there is none; null when nothing
/// was tried without.
/// </param>
internal sealed record LookMatch(int Subsample, int? Equal, int? Indistinct, ConfidenceInterval? Difference);

/// <summary>What memory is worth beside one local policy, over k.</summary>
public sealed record MemoryCurve
{
    /// <summary>With memory, by growing k.</summary>
    public required IReadOnlyList<MemoryPoint> With { get; init; }

    /// <summary>The same plan read at the present observation alone, by growing k.</summary>
    public required IReadOnlyList<MemoryPoint> Without { get; init; }

    /// <summary>The same plan read at the population itself.</summary>
    public required SimulationResult FullInformation { get; init; }

    /// <summary>Which k without memory match each k with it.</summary>
    internal IReadOnlyList<LookMatch> Matches => [.. With.Select(Match)];

    /// <summary>
    /// The interval of a difference of returns: Student's over the differences of seed means, since both ran in the same seeds.
    /// </summary>
    /// <param name="first">One simulation.</param>
    /// <param name="second">Another of the same seeds.</param>
    internal static ConfidenceInterval Difference(SimulationResult first, SimulationResult second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return StudentInterval.FromSamples([.. first.PerSeed.Zip(second.PerSeed, (one, other) => one - other)]);
    }

    private LookMatch Match(MemoryPoint point)
    {
        MemoryPoint? equal = Without.FirstOrDefault(other => other.Result.Reward.Mean >= point.Result.Reward.Mean);
        MemoryPoint? indistinct = Without.FirstOrDefault(other => Difference(point.Result, other.Result).Low <= 0);
        MemoryPoint? shown = equal ?? (Without.Count > 0 ? Without[^1] : null);
        return new LookMatch(
            point.Subsample,
            equal?.Subsample,
            indistinct?.Subsample,
            shown is null ? null : Difference(point.Result, shown.Result)
        );
    }
}
