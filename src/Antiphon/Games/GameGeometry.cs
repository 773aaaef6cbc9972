namespace Antiphon.Games;

/// <summary>
/// What states mean to each other. It does not change the game; baselines ("follow", "sample mode") and mode accuracy use it.
/// </summary>
/// <param name="Distance">How far local state s_l is from what global state s_g asks for, index order [s_l][s_g], shape S x G; finite, at least 0. Null when there is no such notion.</param>
/// <param name="Target">The local state that each global action points to, length A. Null when actions do not name local states.</param>
public sealed record GameGeometry(IReadOnlyList<IReadOnlyList<double>>? Distance, IReadOnlyList<int>? Target)
{
    /// <summary>A copy that nobody else can change.</summary>
    internal GameGeometry Copy() => new(
        Distance is null ? null : Array.AsReadOnly(Distance.Select(row => (IReadOnlyList<double>)Array.AsReadOnly(row.ToArray())).ToArray()),
        Target is null ? null : Array.AsReadOnly(Target.ToArray()));
}
