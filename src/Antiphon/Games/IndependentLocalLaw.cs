using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>The agents start independently of each other, all by the same law.</summary>
/// <param name="Probabilities">Probabilities of s_l; one per local state, summing to 1.</param>
public sealed record IndependentLocalLaw(ImmutableArray<double> Probabilities) : LocalInitialLaw;
