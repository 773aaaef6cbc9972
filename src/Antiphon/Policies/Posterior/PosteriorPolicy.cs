using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Policies;

/// <summary>
/// A dispatcher that weighs what each global action is worth in every population that it may face by how likely its observation is there:
/// the action with the highest expected value under the posterior over particles.
/// </summary>
/// <remarks>
/// Particles are drawn from the discounted occupancy of a deployed pair. With values of a dispatcher that observes everything from the
/// next step on, this is the QMDP heuristic of partially observed problems, exact at k = n. Ties go to the lowest action.
/// </remarks>
internal sealed class PosteriorPolicy : GlobalPolicy, IGlobalActor, IActionLaw, IReasoningActor
{
    private readonly PopulationParticles[] particles;

    /// <summary>Makes a policy.</summary>
    /// <param name="subsample">k, from 0 to n.</param>
    /// <param name="vectors">Gamma, which gives the particles their values.</param>
    /// <param name="particles">Particles by global state.</param>
    /// <param name="tempering">The exponent of likelihoods, in [0, 1].</param>
    internal PosteriorPolicy(int subsample, AlphaVectors vectors, PopulationParticles[] particles, double tempering)
        : base(subsample, vectors.GlobalActions)
    {
        this.particles = particles;
        Gamma = vectors;
        Tempering = tempering;
    }

    /// <inheritdoc/>
    internal override AlphaVectors Gamma { get; }

    /// <summary>The exponent of likelihoods.</summary>
    internal double Tempering { get; }

    /// <summary>The particles by global state.</summary>
    internal IReadOnlyList<PopulationParticles> Particles => particles;

    /// <inheritdoc/>
    public override IActionLaw ActionLaw => this;

    /// <inheritdoc/>
    public override IGlobalActor Start(DeployedWorld world, RandomStream episode) => this;

    /// <inheritdoc/>
    public override IReadOnlyList<Violation> Validate(CooperativeGame game)
    {
        ArgumentNullException.ThrowIfNull(game);
        return game.Sampling is UniformSampling or ReplacementSampling or LossySampling
            ? []
            :
            [
                new Violation(
                    "the sampling rule",
                    $"is {game.Sampling}",
                    "uniform, replacement or lossy: particles are weighted by the probability of independent observations",
                    "use a table or a policy that reads the observed fractions"
                ),
            ];
    }

    /// <inheritdoc/>
    public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) => Best(globalState, observation);

    /// <inheritdoc/>
    public void Write(int globalState, ReadOnlySpan<int> observation, Span<double> probabilities)
    {
        probabilities.Clear();
        probabilities[Best(globalState, observation)] = 1;
    }

    /// <inheritdoc/>
    public ActionReasons Reasons(int globalState, ReadOnlySpan<int> observation)
    {
        double[] expected = new double[GlobalActions];
        Expect(globalState, observation, expected);
        return new ActionReasons { Values = expected };
    }

    private int Best(int globalState, ReadOnlySpan<int> observation)
    {
        Span<double> expected = stackalloc double[GlobalActions];
        Expect(globalState, observation, expected);
        return Gamma.Best(globalState, expected);
    }

    // Where observations can be lost, the lost ones come first.
    private void Expect(int globalState, ReadOnlySpan<int> observation, Span<double> expected)
    {
        PopulationParticles here = particles[globalState];
        here.Expect(observation[^here.States..], Tempering, expected);
    }
}
