namespace Antiphon.Runs;

/// <summary>Names one cell of a sweep.</summary>
/// <param name="Subsample">k.</param>
/// <param name="Seed">The seed it is trained with.</param>
/// <param name="Variant">The number of its variant, from 1; 0 where the sweep varies k and seed alone.</param>
internal readonly record struct SweepKey(int Subsample, ulong Seed, int Variant = 0)
{
    /// <summary>Orders cells as the grid does.</summary>
    public static Comparer<SweepKey> InGrid { get; } = Comparer<SweepKey>.Create((one, other) => one.Place.CompareTo(other.Place));

    /// <summary>What orders the cells of a grid: variant, k and seed.</summary>
    public (int Variant, int Subsample, ulong Seed) Place => (Variant, Subsample, Seed);

    /// <summary>For example "k10-seed1" or "v2-k10-seed1", the name of its run folder.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"{(Variant == 0 ? "" : $"v{Variant}-")}k{Subsample}-seed{Seed}";
}
