using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>A reward that depends on an aggregate of the population. Immutable.</summary>
/// <param name="Aggregate">The aggregate's index in <see cref="GameDefinition.Aggregates"/>.</param>
/// <param name="At">The reward at each of the aggregate's breakpoints.</param>
public sealed record CoupledReward(int Aggregate, ImmutableArray<double> At) : RewardForm
{
    /// <inheritdoc/>
    public override double Least => At.Min();

    /// <inheritdoc/>
    public override double Most => At.Max();

    /// <inheritdoc/>
    public bool Equals(CoupledReward? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Aggregate == other.Aggregate && At.AsSpan().SequenceEqual(other.At.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Aggregate, At.IsDefaultOrEmpty ? 0 : At[0], At.IsDefault ? 0 : At.Length);

    internal override void Check(string place, ICollection<Violation> violations)
    {
        for (int i = 0; i < (At.IsDefault ? 0 : At.Length); i++)
        {
            RewardLaw.CheckNumber($"{place}.at[{i}]", At[i], violations);
        }
    }

    internal override RewardForm Normalized() => this with { At = [.. At.Select(value => value + 0.0)] };
}
