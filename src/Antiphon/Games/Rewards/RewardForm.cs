namespace Antiphon.Games;

/// <summary>
/// A reward that is not one number: random (<see cref="RewardLaw"/>), or dependent on the population (<see cref="CoupledReward"/>).
/// Immutable.
/// </summary>
public abstract record RewardForm
{
    private protected RewardForm() { }

    /// <summary>The least that it can be, or the infimum where it is random.</summary>
    public abstract double Least { get; }

    /// <summary>The most that it can be, or the supremum where it is random.</summary>
    public abstract double Most { get; }

    /// <summary>Everything that is wrong with it, in the words of the game file.</summary>
    internal abstract void Check(string place, ICollection<Violation> violations);

    /// <summary>The same with probabilities that sum to 1 and without negative zeros. Doing so twice changes nothing more.</summary>
    internal abstract RewardForm Normalized();
}
