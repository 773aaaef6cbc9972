namespace Antiphon.Games;

/// <summary>
/// The largest games that are accepted. They are far beyond what can be solved, and keep a slip of the pen from taking all memory.
/// </summary>
internal static class GameLimits
{
    /// <summary>Largest number of local agents n.</summary>
    public const long Agents = 1_000_000_000_000;

    /// <summary>Largest number of states or actions of one kind.</summary>
    public const int Names = 65_536;

    /// <summary>Largest number of phases of a clock.</summary>
    public const int Phases = 10_000;

    /// <summary>Largest number of values of one random reward.</summary>
    public const int RewardValues = 1000;

    /// <summary>Largest number of types of local agents.</summary>
    public const int Types = 100;

    /// <summary>
    /// Largest number of entries of all four tables together (1 GiB of doubles). A sparse row counts its listed targets and two more.
    /// </summary>
    public const long TableEntries = 1L << 27;

    /// <summary>
    /// Largest number of probabilities, zeros included, up to which <see cref="CooperativeGame.ToDefinition"/> gives dense tables (8 MiB).
    /// </summary>
    public const long DenseEntries = 1L << 20;

    /// <summary>Largest length of a name, in characters.</summary>
    public const int NameLength = 200;

    /// <summary>Largest absolute value of a reward; squares of discounted sums of such rewards still are finite.</summary>
    public const double Reward = 1e100;
}
