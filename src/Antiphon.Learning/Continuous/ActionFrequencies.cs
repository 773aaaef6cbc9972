using System.Collections.Immutable;

namespace Antiphon.Learning;

/// <summary>Which actions a deployed pair took, and whether those of the global agent depended on what it observed.</summary>
/// <param name="Global">The share of steps with each global action; sums to 1.</param>
/// <param name="Local">The share of agents' steps with each local action; sums to 1.</param>
/// <param name="DependsOnObservation">The share of steps at whose s_g the global action would be another under another of the
/// observations that were met, of which up to 32 are tried; in [0, 1].</param>
internal sealed record ActionFrequencies(ImmutableArray<double> Global, ImmutableArray<double> Local, double DependsOnObservation);
