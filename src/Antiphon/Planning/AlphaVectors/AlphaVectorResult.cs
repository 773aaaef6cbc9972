using System.Collections.Immutable;
using Antiphon.Policies;

namespace Antiphon.Planning;

/// <summary>Bounds of the full-information value in the limit at one start.</summary>
/// <param name="Point">The start.</param>
/// <param name="Lower">A lower bound, for every n of which mu = c/n as well.</param>
/// <param name="Upper">An upper bound in the limit.</param>
public sealed record PointBounds(PopulationPoint Point, double Lower, double Upper)
{
    /// <summary>Upper minus lower.</summary>
    public double Gap => Upper - Lower;
}

/// <summary>What <see cref="AlphaVectorPlanner"/> found.</summary>
public sealed record AlphaVectorResult
{
    /// <summary>Gamma: lower bounds, and the policies that are greedy by it.</summary>
    public required AlphaVectors Vectors { get; init; }

    /// <summary>Bounds at each start, proved up to rounding.</summary>
    public required ImmutableArray<PointBounds> Starts { get; init; }

    /// <summary>Upper bounds at any number of agents.</summary>
    public required PopulationUpperBound UpperBound { get; init; }

    /// <summary>Backups made.</summary>
    public required long Backups { get; init; }

    /// <summary>Populations visited.</summary>
    public required int Populations { get; init; }

    /// <summary>
    /// <see cref="StopReason.AccuracyReached"/>: every gap is small enough; <see cref="StopReason.IterationLimit"/>: it ran out of backups
    /// or of time.
    /// </summary>
    public required StopReason StopReason { get; init; }

    /// <summary>The largest gap of all starts.</summary>
    public double Gap => Starts.Max(start => start.Gap);
}
