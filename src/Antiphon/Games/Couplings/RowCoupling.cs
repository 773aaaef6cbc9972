namespace Antiphon.Games;

/// <summary>How a row of probabilities depends on an aggregate: the row at each of its breakpoints. Immutable.</summary>
/// <param name="Aggregate">The aggregate's index.</param>
/// <param name="At">The row at each breakpoint.</param>
internal sealed record RowCoupling(int Aggregate, IReadOnlyList<TransitionRow> At)
{
    /// <inheritdoc/>
    public bool Equals(RowCoupling? other) =>
        ReferenceEquals(this, other) || (other is not null && Aggregate == other.Aggregate && At.SequenceEqual(other.At));

    /// <inheritdoc/>
    public override int GetHashCode() => At.Aggregate(HashCode.Combine(Aggregate, At.Count), HashCode.Combine);

    /// <summary>Every row changed.</summary>
    internal RowCoupling Map(Func<TransitionRow, TransitionRow> change) => this with { At = [.. At.Select(change)] };
}
