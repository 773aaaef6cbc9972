using Antiphon.Equilibrium;

namespace Antiphon.Runs;

/// <summary>One combination of the values that a sweep varies beside k and seed, and what its cells are trained with.</summary>
/// <typeparam name="TOptions">The options of a training.</typeparam>
/// <param name="Values">One value for each entry of <see cref="SweepOptions{TOptions}.Over"/>, as written there.</param>
/// <param name="Training">All options; k and seed are those of the cell.</param>
public sealed record SweepVariant<TOptions>(IReadOnlyList<string> Values, TOptions Training)
    where TOptions : TrainingOptions;
