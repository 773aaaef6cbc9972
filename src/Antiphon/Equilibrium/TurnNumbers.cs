namespace Antiphon.Equilibrium;

/// <summary>
/// The numbers of turns and comparisons, by which their streams are split. Those of a start begin at its number times
/// <see cref="PerRestart"/>; what belongs to no start has a negative number.
/// </summary>
internal static class TurnNumbers
{
    /// <summary>More turns and more comparisons than a start can have.</summary>
    internal const long PerRestart = 1_000_000;

    /// <summary>The turn in which the gains that are left are measured.</summary>
    internal const long Measuring = -1;

    /// <summary>The comparison that ranks the starts.</summary>
    internal const long Ranking = -1;

    /// <summary>The comparison that measures what the global agent could still gain.</summary>
    internal const long GlobalGain = -2;

    /// <summary>The comparison that measures what the local agents could still gain.</summary>
    internal const long LocalGain = -3;
}
