namespace Antiphon.Games;

/// <summary>A reward spread evenly around its mean: uniform on [mean - halfWidth, mean + halfWidth].</summary>
/// <param name="Mean">The mean.</param>
/// <param name="HalfWidth">How far the reward can be from it; positive.</param>
public sealed record UniformRewardLaw(double Mean, double HalfWidth) : RewardLaw
{
    /// <inheritdoc/>
    public override double Mean { get; } = Mean;

    /// <inheritdoc/>
    public override double Least => Mean - HalfWidth;

    /// <inheritdoc/>
    public override double Most => Mean + HalfWidth;

    /// <inheritdoc/>
    internal override void Check(string place, ICollection<Violation> violations)
    {
        CheckNumber(place + ".mean", Mean, violations);
        if (!(HalfWidth > 0 && HalfWidth <= GameLimits.Reward))
        {
            string remedy =
                HalfWidth == 0
                    ? "write a deterministic reward as a number"
                    : "give half the width of the interval in which the reward lies";
            violations.Add(
                new Violation(place + ".halfWidth", $"is {HalfWidth:R}", $"a number above 0 and at most {GameLimits.Reward:R}", remedy)
            );
        }
    }

    /// <inheritdoc/>
    internal override RewardLaw Normalized() => new UniformRewardLaw(Mean + 0.0, HalfWidth);

    /// <inheritdoc/>
    internal override RewardSampler Sampler() => new UniformRewardSampler(this);
}
