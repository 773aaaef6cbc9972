using Antiphon.Numerics;

namespace Antiphon.Learning;

/// <summary>
/// What a log holds and what it does not, found before anything is learned. Figures describe the log itself; estimates are marked as such.
/// </summary>
public sealed record LogAudit
{
    private readonly LogTables? tables;

    /// <summary>Steps.</summary>
    public required long Steps { get; init; }

    /// <summary>Episodes.</summary>
    public required long Episodes { get; init; }

    /// <summary>Steps with a successor in their episode: what can be learned from.</summary>
    public required long Transitions { get; init; }

    /// <summary>k, how many agents are tracked.</summary>
    public required int Subsample { get; init; }

    /// <summary>What the log says of them.</summary>
    public required TrackedColumns Columns { get; init; }

    /// <summary>Whether they stay the same, as declared.</summary>
    public required TrackedSet Tracked { get; init; }

    /// <summary>Mean reward of a step that has a successor.</summary>
    public required double MeanReward { get; init; }

    /// <summary>Smallest reward of such a step.</summary>
    public required double SmallestReward { get; init; }

    /// <summary>Largest reward of such a step.</summary>
    public required double LargestReward { get; init; }

    /// <summary>Cells (s_g, c) that there are.</summary>
    public required long Cells { get; init; }

    /// <summary>Cells in which some action was seen.</summary>
    public required long CellsSeen { get; init; }

    /// <summary>Cells in which every action was seen.</summary>
    public required long CellsComplete { get; init; }

    /// <summary>Table entries (s_g, c, a_g) that there are, |X||A| of the theorem.</summary>
    public required long Entries { get; init; }

    /// <summary>Entries that were seen.</summary>
    public required long EntriesSeen { get; init; }

    /// <summary>Visits of the entry visited least; 0 when some entry was not seen.</summary>
    public required long LeastVisits { get; init; }

    /// <summary>Visits of the seen entry visited least.</summary>
    public required long LeastVisitsSeen { get; init; }

    /// <summary>
    /// Estimated relaxation time in steps: the slowest decay of correlations of reward, global state and counts. An estimate from below:
    /// slower modes may not show in these.
    /// </summary>
    public required double RelaxationTime { get; init; }

    /// <summary>
    /// Whether correlations were still clear at the longest lag that episodes allow (at most 1,024 steps), so that the relaxation time may
    /// be longer.
    /// </summary>
    public required bool RelaxationIsOpen { get; init; }

    /// <summary>
    /// Largest deviation of the tracked agents' moves from the game's law for agents that stay the same, in standard deviations; infinite:
    /// a move that cannot be; null: the log is too short to tell.
    /// </summary>
    public required double? LocalDeviation { get; init; }

    /// <summary>
    /// Largest deviation of the global state's moves from the game's law, in standard deviations; infinite: a move that cannot be; null:
    /// the log is too short to tell.
    /// </summary>
    public required double? GlobalDeviation { get; init; }

    /// <summary>What both deviations exceed with probability below 1e-6 when log and declaration agree.</summary>
    public required double Tolerance { get; init; }

    /// <summary>Largest difference of an entry's mean reward from the game's, in absolute value.</summary>
    public required double RewardDifference { get; init; }

    /// <summary>Frequency of the entry visited least: the estimate of N_min of Proposition E.3; 0 when some entry was not seen.</summary>
    public double MinimumFrequency => Transitions == 0 ? 0 : (double)LeastVisits / Transitions;

    /// <summary>Whether every entry was seen.</summary>
    public bool IsComplete => EntriesSeen == Entries;

    /// <summary>Whether the tracked agents' moves agree with the game, the local policy, and agents that stay the same.</summary>
    public bool AgreesWithFixedSet => LocalDeviation is null || LocalDeviation <= Tolerance;

    /// <summary>What users of anything learned from this log have to know, in sentences.</summary>
    public required IReadOnlyList<string> Notices { get; init; }

    /// <summary>The tables that the log was folded into.</summary>
    internal LogTables Tables
    {
        get => tables ?? throw new InvalidOperationException("this audit was not made by LogAuditor; expected one with the log's tables");
        init => tables = value;
    }

    /// <summary>
    /// Estimated steps until correlations have fallen below <paramref name="distance"/>: tau ln(1/distance), at least 1. Stands for
    /// t_delta of Assumption E.1.
    /// </summary>
    /// <param name="distance">delta, in (0, 1).</param>
    public double MixingTime(double distance)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(distance);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(distance, 1);
        return Math.Max(1, Math.Ceiling(-RelaxationTime * Math.Log(distance)));
    }
}
