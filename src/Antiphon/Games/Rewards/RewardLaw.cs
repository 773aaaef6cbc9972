namespace Antiphon.Games;

/// <summary>
/// The law of one random reward: bounded, with a known mean. Immutable. One of <see cref="FiniteRewardLaw"/> and
/// <see cref="UniformRewardLaw"/>.
/// </summary>
public abstract record RewardLaw : RewardForm
{
    private protected RewardLaw() { }

    /// <summary>The expected reward, which exact planning uses.</summary>
    public abstract double Mean { get; }

    /// <inheritdoc/>
    internal abstract override RewardLaw Normalized();

    /// <summary>What draws sums from it.</summary>
    internal abstract RewardSampler Sampler();

    /// <summary>Adds a violation unless a number can be a reward.</summary>
    internal static void CheckNumber(string place, double value, ICollection<Violation> violations)
    {
        if (!(Math.Abs(value) <= GameLimits.Reward))
        {
            string remedy = double.IsFinite(value) ? "measure rewards in a larger unit" : "replace it by a number";
            violations.Add(
                new Violation(place, $"is {value:R}", $"a finite number of at most {GameLimits.Reward:R} in absolute value", remedy)
            );
        }
    }
}
