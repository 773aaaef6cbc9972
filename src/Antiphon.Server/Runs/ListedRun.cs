using Antiphon.Numerics;

namespace Antiphon.Server;

/// <summary>How far a run has come, and whether its files are sound.</summary>
internal enum RunState
{
    /// <summary>It has finished, or every cell of the sweep is done.</summary>
    Finished,

    /// <summary>A process is writing it.</summary>
    UnderWay,

    /// <summary>It was cancelled or killed before it finished.</summary>
    HalfWritten,

    /// <summary>A file is missing, cannot be read, or is not what it should be.</summary>
    Damaged,

    /// <summary>Its record has the format of another version of the program.</summary>
    OtherVersion,
}

/// <summary>What a certificate says of a run's pair.</summary>
/// <param name="IsProved">Whether its figures are proved, not estimated.</param>
/// <param name="Low">What some side gains at least, under the initial law.</param>
/// <param name="High">What no side gains more than.</param>
internal sealed record CertifiedGap(bool IsProved, double Low, double High);

/// <summary>How many cells of a sweep are done.</summary>
/// <param name="Done">Those with a result.</param>
/// <param name="Failed">Those without, for a reason.</param>
/// <param name="All">All.</param>
internal sealed record CellCount(int Done, int Failed, int All);

/// <summary>A run or a sweep as the list shows it. What is not known is null.</summary>
internal sealed record ListedRun
{
    /// <summary>What requests call it.</summary>
    public required string Id { get; init; }

    /// <summary>Its path below the folder of all runs.</summary>
    public required string Name { get; init; }

    /// <summary>Its folder, absolute.</summary>
    public required string Folder { get; init; }

    /// <summary>"trained", "learned", "binned" or "sweep"; "run" where the record cannot be read.</summary>
    public required string Kind { get; init; }

    /// <summary>How far it has come.</summary>
    public required RunState State { get; init; }

    /// <summary>When a file of it was written last.</summary>
    public required DateTimeOffset Written { get; init; }

    /// <summary>What is odd about it, in a sentence.</summary>
    public string? Found { get; init; }

    /// <summary>Name of its game.</summary>
    public string? Game { get; init; }

    /// <summary>Hash of its game; empty in old records of games with continuous states.</summary>
    public string? GameHash { get; init; }

    /// <summary>n.</summary>
    public long? Agents { get; init; }

    /// <summary>k, or those of the sweep.</summary>
    public IReadOnlyList<int> Subsamples { get; init; } = [];

    /// <summary>The seed.</summary>
    public ulong? Seed { get; init; }

    /// <summary>The deployed return.</summary>
    public ConfidenceInterval? Deployed { get; init; }

    /// <summary>What the global side still gains.</summary>
    public double? GlobalGain { get; init; }

    /// <summary>What the local side still gains.</summary>
    public double? LocalGain { get; init; }

    /// <summary>Its certificate.</summary>
    public CertifiedGap? Certificate { get; init; }

    /// <summary>Why it stopped, by the name in its record.</summary>
    public string? StopReason { get; init; }

    /// <summary>Seconds of training.</summary>
    public double? Seconds { get; init; }

    /// <summary>The version of the program that began it.</summary>
    public string? Version { get; init; }

    /// <summary>The cells of a sweep.</summary>
    public CellCount? Cells { get; init; }

    /// <summary>Whether it has a report, or one can be made.</summary>
    public bool HasReport { get; init; }

    /// <summary>Whether its files are sound, as far as the list reads them.</summary>
    public bool IsSound => State is not (RunState.Damaged or RunState.OtherVersion);

    /// <summary>Whether it is a sweep.</summary>
    public bool IsSweep => Kind == SweepKind;

    /// <summary>The <see cref="Kind"/> of sweeps.</summary>
    public const string SweepKind = "sweep";
}
