namespace Antiphon.Simulation;

/// <summary>The verdict of a paired comparison.</summary>
public enum PairedDecision
{
    /// <summary>The candidate earns more: the interval of the difference lies above 0 and its mean reaches the threshold.</summary>
    Better,

    /// <summary>The candidate does not gain the threshold: the interval of the difference lies below it (or nowhere above 0).</summary>
    NotBetter,

    /// <summary>The largest number of episodes did not separate the two.</summary>
    Undecided,
}
