namespace Antiphon.Simulation;

/// <summary>
/// A joint policy deployed in any kind of game: what <see cref="OnlineExecution"/> and <see cref="PairedComparison"/> simulate. Immutable;
/// shared by threads.
/// </summary>
public interface IDeployment
{
    /// <summary>n.</summary>
    long Agents { get; }

    /// <summary>gamma in [0, 1).</summary>
    double Discount { get; }

    /// <summary>The largest absolute value of a step's expected team reward; NaN where it is not known.</summary>
    double RewardBound { get; }

    /// <summary>Makes the workspace of one thread.</summary>
    IEpisode CreateEpisode();
}
