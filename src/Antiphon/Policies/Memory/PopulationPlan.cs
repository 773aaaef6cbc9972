using System.Collections.Immutable;
using Antiphon.Games;
using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>
/// What to do where the population is known. A <see cref="RememberingPolicy"/> reads it at its estimate: a table of count vectors
/// (<see cref="EstimatePlan"/>), or alpha vectors (<see cref="AlphaVectors"/>) where there are too many local states for a table.
/// Immutable.
/// </summary>
public abstract class PopulationPlan
{
    private protected PopulationPlan() { }

    /// <summary>A, the number of global actions.</summary>
    public abstract int GlobalActions { get; }

    /// <summary>Its table of actions, by global state and count vector; null where it has none.</summary>
    public virtual TabularGlobalPolicy? Table => null;

    /// <summary>Q[s_g][rank * A + a_g] over the count vectors of its table; null where it has none.</summary>
    internal virtual ImmutableArray<ImmutableArray<double>>? TableValues => null;

    /// <summary>The alpha vectors that it is; null where it is none.</summary>
    internal virtual AlphaVectors? Vectors => null;

    /// <summary>Prepares to read it at the beliefs of a filter.</summary>
    internal abstract PlanReader CreateReader(PlanReading reading, PopulationFilter filter);

    /// <summary>What does not fit a game.</summary>
    internal abstract IReadOnlyList<Violation> Validate(CooperativeGame game);

    /// <summary>Whether another plan acts alike everywhere, to the bit, as far as both can tell.</summary>
    internal virtual bool SameAs(PopulationPlan other) => ReferenceEquals(this, other);
}
