using System.Collections.Immutable;

namespace Antiphon.Policies;

/// <summary>
/// What a dispatcher expects of the population before it observes anything: a Dirichlet law for each global state. The estimate after
/// c of k agents is then its posterior mean, (c + kappa m)/(k + kappa): noise of few observations is damped towards m.
/// </summary>
/// <param name="Weight">kappa, in agents; positive.</param>
/// <param name="Means">m(x), [s_g][x]; each sums to 1.</param>
internal sealed record PopulationPrior(double Weight, ImmutableArray<ImmutableArray<double>> Means);
