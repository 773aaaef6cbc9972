namespace Antiphon.Runs;

/// <summary>Names one cell of a sweep.</summary>
/// <param name="Subsample">k.</param>
/// <param name="Seed">The seed it is trained with.</param>
/// <param name="Variant">The number of its variant, from 1; 0 where the sweep varies k and seed alone.</param>
internal readonly record struct SweepKey(int Subsample, ulong Seed, int Variant = 0) : IComparable<SweepKey>
{
    /// <summary>For example "k10-seed1" or "v2-k10-seed1", the name of its run folder.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"{(Variant == 0 ? "" : $"v{Variant}-")}k{Subsample}-seed{Seed}";

    /// <summary>The order of the grid: by variant, k and seed.</summary>
    /// <param name="other">Another cell.</param>
    public int CompareTo(SweepKey other) => (Variant, Subsample, Seed).CompareTo((other.Variant, other.Subsample, other.Seed));
}
