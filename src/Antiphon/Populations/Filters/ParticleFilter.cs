using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// The particle filter in count space, for reference. Every particle is a count vector of all n agents. It moves by the exact multinomial
/// law and is weighted by the exact multivariate hypergeometric likelihood of the observation. Systematic resampling (Carpenter, Clifford
/// and Fearnhead 1999) drops unlikely particles once their effective number is below half. Converges to Bayes' rule as particles are
/// added; a step costs particles x S binomial draws.
/// </summary>
/// <remarks>
/// An observation that no particle can explain weighs them by the multinomial law with half an agent added to every state instead. The
/// moments are those of the weighted particles; moments and randomness aside, the same belief as <see cref="LinearFilter"/>'s.
/// </remarks>
internal sealed class ParticleFilter : PopulationFilter
{
    private const double ResampleBelow = 0.5;

    private readonly int particles;
    private readonly MultinomialLaw[] moves;

    /// <summary>Prepares the filter.</summary>
    /// <param name="kernels">How agents move.</param>
    /// <param name="start">How they start.</param>
    /// <param name="agents">n.</param>
    /// <param name="particles">How many particles, at least 1.</param>
    public ParticleFilter(LocalKernels kernels, LocalInitialLaw start, long agents, int particles)
        : base(kernels, start, agents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(particles, 1);
        this.particles = particles;
        moves =
        [
            .. Enumerable
                .Range(0, kernels.GlobalStates * LocalStates)
                .Select(row => new MultinomialLaw(Kernel(row / LocalStates).Slice(row % LocalStates * LocalStates, LocalStates))),
        ];
    }

    /// <inheritdoc/>
    public override PopulationBelief CreateBelief() => new(LocalStates, particles);

    /// <inheritdoc/>
    public override void Start(PopulationBelief belief, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        for (int particle = 0; particle < particles; particle++)
        {
            EpisodeLaw.Draw(InitialLaw, chance, belief.Expected);
            MultinomialSampler.Sample(chance, Agents, belief.Expected, Counts(belief, particle));
        }

        belief.Weights.AsSpan().Fill(1.0 / particles);
        Summarise(belief);
    }

    /// <inheritdoc/>
    public override void Predict(PopulationBelief belief, int globalState, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        Array.Clear(belief.Moved);
        for (int particle = 0; particle < particles; particle++)
        {
            Span<long> target = belief.Moved.AsSpan(particle * LocalStates, LocalStates);
            Span<long> counts = Counts(belief, particle);
            for (int state = 0; state < counts.Length; state++)
            {
                if (counts[state] > 0)
                {
                    moves[(globalState * LocalStates) + state].AddSample(chance, counts[state], target);
                }
            }
        }

        (belief.Particles, belief.Moved) = (belief.Moved, belief.Particles);
        Summarise(belief);
    }

    /// <inheritdoc/>
    public override Innovation Measure(PopulationBelief belief, ReadOnlySpan<int> observation)
    {
        ArgumentNullException.ThrowIfNull(belief);
        return MeasureByCovariance(belief, observation);
    }

    /// <inheritdoc/>
    public override void Update(PopulationBelief belief, ReadOnlySpan<int> observation, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        ArgumentNullException.ThrowIfNull(chance);
        if (Seen(observation) == 0)
        {
            return;
        }

        double largest = double.NegativeInfinity;
        for (int attempt = 0; attempt < 2 && double.IsNegativeInfinity(largest); attempt++)
        {
            for (int particle = 0; particle < particles; particle++)
            {
                belief.Weights[particle] =
                    Math.Log(belief.Weights[particle]) + LogLikelihood(Counts(belief, particle), observation, smoothed: attempt == 1);
                largest = Math.Max(largest, belief.Weights[particle]);
            }

            if (double.IsNegativeInfinity(largest) && attempt == 0)
            {
                belief.Weights.AsSpan().Fill(1);
            }
        }

        double sum = 0.0;
        foreach (ref double weight in belief.Weights.AsSpan())
        {
            weight = Math.Exp(weight - largest);
            sum += weight;
        }

        double squares = 0.0;
        foreach (ref double weight in belief.Weights.AsSpan())
        {
            weight /= sum;
            squares += weight * weight;
        }

        if (1 / squares < ResampleBelow * particles)
        {
            Resample(belief, chance.NextDouble());
        }

        Summarise(belief);
    }

    // Particles cannot spread in place: each starts anew with the probability that the growth stands for.
    // Particles that nobody could be are replaced when they are weighed.
    internal override bool StartsAnew(PopulationBelief belief, ReadOnlySpan<int> observation) => false;

    internal override void Widen(PopulationBelief belief, double excess, int seen, RandomStream chance)
    {
        double share = 1 - (1 / Growth(belief, excess, seen));
        for (int particle = 0; particle < particles; particle++)
        {
            if (chance.NextDouble() < share)
            {
                EpisodeLaw.Draw(InitialLaw, chance, belief.Expected);
                MultinomialSampler.Sample(chance, Agents, belief.Expected, Counts(belief, particle));
            }
        }

        Summarise(belief);
    }

    // prod_x C(c_x, y_x) up to a factor that all particles share.
    private static double LogLikelihood(ReadOnlySpan<long> counts, ReadOnlySpan<int> observation, bool smoothed)
    {
        double sum = 0.0;
        for (int state = 0; state < observation.Length; state++)
        {
            if (smoothed)
            {
                sum += observation[state] * Math.Log(counts[state] + 0.5);
                continue;
            }

            if (observation[state] > counts[state])
            {
                return double.NegativeInfinity;
            }

            for (int taken = 0; taken < observation[state]; taken++)
            {
                sum += Math.Log(counts[state] - taken);
            }
        }

        return sum;
    }

    // One uniform number places P equally spaced pointers on the line of weights.
    private void Resample(PopulationBelief belief, double offset)
    {
        (int source, double reached) = (0, belief.Weights[0]);
        for (int particle = 0; particle < particles; particle++)
        {
            double pointer = (particle + offset) / particles;
            while (reached < pointer && source < particles - 1)
            {
                source++;
                reached += belief.Weights[source];
            }

            Counts(belief, source).CopyTo(belief.Moved.AsSpan(particle * LocalStates));
        }

        (belief.Particles, belief.Moved) = (belief.Moved, belief.Particles);
        belief.Weights.AsSpan().Fill(1.0 / particles);
    }

    private Span<long> Counts(PopulationBelief belief, int particle) => belief.Particles.AsSpan(particle * LocalStates, LocalStates);

    private void Summarise(PopulationBelief belief)
    {
        Span<double> mean = belief.Mean.AsSpan();
        Span<double> covariance = belief.Covariance.AsSpan();
        mean.Clear();
        covariance.Clear();
        for (int particle = 0; particle < particles; particle++)
        {
            Span<long> counts = Counts(belief, particle);
            for (int state = 0; state < counts.Length; state++)
            {
                mean[state] += belief.Weights[particle] * counts[state] / Agents;
            }
        }

        for (int particle = 0; particle < particles; particle++)
        {
            Span<long> counts = Counts(belief, particle);
            for (int row = 0; row < counts.Length; row++)
            {
                double deviation = belief.Weights[particle] * (((double)counts[row] / Agents) - mean[row]);
                for (int column = 0; column < counts.Length; column++)
                {
                    covariance[(row * counts.Length) + column] += deviation * (((double)counts[column] / Agents) - mean[column]);
                }
            }
        }

        belief.Spread = BeliefAlgebra.Spread(covariance, Uncertainty(mean));
    }
}
