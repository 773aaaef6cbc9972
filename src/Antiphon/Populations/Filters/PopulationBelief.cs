namespace Antiphon.Populations;

/// <summary>
/// What a dispatcher believes about the population's fractions mu: a mean and a covariance. A workspace that a
/// <see cref="PopulationFilter"/> writes; one per episode at work, not for concurrent use.
/// </summary>
internal sealed class PopulationBelief
{
    private readonly int states;
    private double[]? covariance;
    private double[]? scratch;
    private double[]? factor;

    internal PopulationBelief(int states, int particles)
    {
        this.states = states;
        Mean = new double[states];
        Expected = new double[states];
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

    /// <summary>
    /// Row-major. Some filters do not keep it (<see cref="PopulationFilter.Covariance"/> tells it), and leave this room unused.
    /// </summary>
    internal double[] Covariance => covariance ??= new double[states * states];

    internal double[] Expected { get; }

    internal double[] Scratch => scratch ??= new double[states * states];

    internal double[] Factor => factor ??= new double[states * states];

    internal double[] Deviation { get; }

    internal long[] Particles { get; set; }

    internal long[] Moved { get; set; }

    internal double[] Weights { get; init; }

    /// <summary>What a <see cref="FlowFilter"/> keeps.</summary>
    internal FlowParticles? Flow { get; init; }

    /// <summary>Writes the belief, and not what is only room to compute in.</summary>
    internal void Save(BinaryWriter writer)
    {
        writer.Write(Spread);
        BeliefBytes.Write<double>(writer, Mean);
        writer.Write(covariance is not null);
        BeliefBytes.Write<double>(writer, covariance);
        BeliefBytes.Write<long>(writer, Particles);
        BeliefBytes.Write<double>(writer, Weights);
        Flow?.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote of a belief of the same filter.</summary>
    internal void Restore(BinaryReader reader)
    {
        Spread = reader.ReadDouble();
        BeliefBytes.Read<double>(reader, Mean);
        if (reader.ReadBoolean())
        {
            BeliefBytes.Read<double>(reader, Covariance);
        }

        BeliefBytes.Read<long>(reader, Particles);
        BeliefBytes.Read<double>(reader, Weights);
        Flow?.Restore(reader);
    }
}
