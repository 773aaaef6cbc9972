using System.Collections.Immutable;

namespace Antiphon.Games;

/// <summary>The initial law rho: the global state and the agents' states at time 0, drawn independently of each other.</summary>
/// <param name="Global">Probabilities of s_g; one per global state, summing to 1.</param>
/// <param name="Local">The law of the agents' states.</param>
public sealed record InitialLaw(ImmutableArray<double> Global, LocalInitialLaw Local);
