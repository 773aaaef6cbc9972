namespace Antiphon.Populations;

/// <summary>How a dispatcher that remembers estimates the population.</summary>
public enum FilterKind
{
    /// <summary><see cref="LinearFilter"/>: mean and full covariance.</summary>
    Linear,

    /// <summary><see cref="DirichletFilter"/>: mean and one spread.</summary>
    Dirichlet,

    /// <summary><see cref="ParticleFilter"/>: weighted count vectors.</summary>
    Particles,

    /// <summary><see cref="LastObservationFilter"/>: the present observation alone, which is no memory at all.</summary>
    LastObservation,

    /// <summary><see cref="FlowFilter"/>: the start of a population that moves without chance.</summary>
    Flow,
}
