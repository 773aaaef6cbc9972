using Antiphon.Populations;

namespace Antiphon.Policies;

/// <summary>What a dispatcher that remembers keeps from step to step.</summary>
public sealed record MemoryOptions
{
    /// <summary>The most particles.</summary>
    internal const int MostParticles = 1_000_000;

    /// <summary>How it estimates the population.</summary>
    public FilterKind Filter { get; init; } = FilterKind.Linear;

    /// <summary>
    /// How many particles a <see cref="ParticleFilter"/> or a <see cref="FlowFilter"/> has, from 1 to 1,000,000; a tenth of the default is
    /// enough for the latter.
    /// </summary>
    public int Particles { get; init; } = 1000;

    /// <summary>How the plan is read at the estimate.</summary>
    public PlanReading Reading { get; init; } = PlanReading.Interpolated;

    /// <summary>
    /// Whether observations are tested against what the model expects, and the spread of the estimate grows when they fail.
    /// </summary>
    public bool Watch { get; init; } = true;

    /// <summary>Checks every option.</summary>
    /// <exception cref="InvalidOptionException">An option is out of range.</exception>
    internal void Require()
    {
        if (Particles is < 1 or > MostParticles)
        {
            throw new InvalidOptionException($"Particles is {Particles}; expected from 1 to {MostParticles:N0}");
        }

        if (!Enum.IsDefined(Filter) || !Enum.IsDefined(Reading))
        {
            throw new InvalidOptionException($"the memory is {Filter}, read {Reading}; expected a known filter and reading");
        }
    }
}
