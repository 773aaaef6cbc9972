namespace Antiphon.Populations;

/// <summary>
/// What a dispatcher believes about the population's fractions mu: a mean and a covariance. A workspace that a
/// <see cref="PopulationFilter"/> writes; one per episode at work, not for concurrent use.
/// </summary>
internal sealed class PopulationBelief
{
    internal PopulationBelief(int states, int particles)
    {
        Mean = new double[states];
        Covariance = new double[states * states];
        Expected = new double[states];
        Scratch = new double[states * states];
        Factor = new double[states * states];
        Deviation = new double[states];
        Particles = new long[particles * states];
        Moved = new long[particles * states];
        Weights = new double[particles];
    }

    /// <summary>The expected fraction of agents in each local state; not negative, summing to 1.</summary>
    public ReadOnlySpan<double> Fractions => Mean;

    /// <summary>
    /// How sure the belief is: the trace of its covariance over that of one agent's state, diag(m) - m m'. 0 knows mu, 1 knows nothing but
    /// its mean.
    /// </summary>
    public double Spread { get; internal set; }

    internal double[] Mean { get; }

    /// <summary>Row-major. The Dirichlet filter does not keep it: there it is Spread (diag(m) - m m').</summary>
    internal double[] Covariance { get; }

    internal double[] Expected { get; }

    internal double[] Scratch { get; }

    internal double[] Factor { get; }

    internal double[] Deviation { get; }

    internal long[] Particles { get; set; }

    internal long[] Moved { get; set; }

    internal double[] Weights { get; }

    /// <summary>Copies another belief of the same filter.</summary>
    internal void CopyFrom(PopulationBelief other)
    {
        other.Mean.CopyTo(Mean, 0);
        other.Covariance.CopyTo(Covariance, 0);
        other.Particles.CopyTo(Particles, 0);
        other.Weights.CopyTo(Weights, 0);
        Spread = other.Spread;
    }
}
