using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// The belief about mu_0 where the population moves without chance, mu' = mu M_s: exact as agents and particles become many. Given the
/// start states of the observed agents, mu_0 has a Dirichlet law; particles carry these start states only (Rao and Blackwell), are
/// weighted by the chance of each observed agent, and draw its start state by Bayes' rule.
/// </summary>
/// <remarks>
/// With T = M_{s_0} .. M_{s_t-1}, an agent observed in x started in y with probability proportional to (b_y + n_j(y)) T(y, x); the weight
/// of a particle is multiplied by their sum over the total of counts. That is the optimal proposal: weights do not depend on what was
/// drawn. Systematic resampling below half of the effective number. b is the initial law's mean times 1/spread - 1, which contains the
/// chances of n agents' starts. Fluctuations of n agents on their way are left out: the spread stays at 1/n at least, and a failed test of
/// the innovations makes the present mean the start of a new flow. A step costs particles x entries of M, and particles x S for each
/// observed agent.
/// </remarks>
internal sealed class FlowFilter : PopulationFilter
{
    private const double ResampleBelow = 0.5;

    // A initial law of one agent alone is worth no counts; something has to be left of it.
    private const double FewestCounts = 1e-6;

    // What a population that was observed as a whole is worth.
    private const double MostCounts = 1e12;

    private readonly int particles;

    /// <summary>Prepares the filter.</summary>
    /// <param name="kernels">How agents move.</param>
    /// <param name="start">How they start.</param>
    /// <param name="agents">n.</param>
    /// <param name="particles">How many particles, at least 1.</param>
    public FlowFilter(LocalKernels kernels, LocalInitialLaw start, long agents, int particles)
        : base(kernels, start, agents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(particles, 1);
        this.particles = particles;
    }

    /// <inheritdoc/>
    public override PopulationBelief CreateBelief() =>
        new(LocalStates, 0) { Flow = new FlowParticles(LocalStates, particles), Weights = new double[particles] };

    /// <inheritdoc/>
    public override void Start(PopulationBelief belief, RandomStream chance)
    {
        base.Start(belief, chance);
        Restart(belief);
    }

    /// <inheritdoc/>
    public override void Predict(PopulationBelief belief, int globalState, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        FlowParticles flow = belief.Flow!;
        Move(flow.MovedPrior);
        for (int particle = 0; particle < particles; particle++)
        {
            Move(flow.MovedOrigins(particle));
        }

        for (int state = 0; state < LocalStates; state++)
        {
            Move(flow.Flow.AsSpan(state * LocalStates, LocalStates));
        }

        Summarise(belief);

        void Move(Span<double> counts)
        {
            Push(globalState, counts, flow.Line);
            flow.Line.CopyTo(counts);
        }
    }

    /// <inheritdoc/>
    public override Innovation Measure(PopulationBelief belief, ReadOnlySpan<int> observation)
    {
        ArgumentNullException.ThrowIfNull(belief);
        return MeasureBySpread(belief, observation);
    }

    /// <inheritdoc/>
    public override void Update(PopulationBelief belief, ReadOnlySpan<int> observation, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        ArgumentNullException.ThrowIfNull(chance);
        int seen = Seen(observation);
        if (seen == 0)
        {
            return;
        }

        if (ObservationNoise(seen) == 0)
        {
            for (int state = 0; state < observation.Length; state++)
            {
                belief.Mean[state] = (double)observation[state] / seen;
            }

            belief.Spread = 0;
            Restart(belief);
            return;
        }

        if (StartsAnew(belief, observation))
        {
            return;
        }

        for (int state = 0; state < observation.Length; state++)
        {
            for (int agent = 0; agent < observation[state]; agent++)
            {
                Take(belief, state, chance);
            }
        }

        Summarise(belief);
    }

    internal override bool StartsAnew(PopulationBelief belief, ReadOnlySpan<int> observation)
    {
        bool anew = base.StartsAnew(belief, observation);
        if (anew)
        {
            Restart(belief);
        }

        return anew;
    }

    internal override void Widen(PopulationBelief belief, double excess, int seen, RandomStream chance)
    {
        belief.Spread = Math.Min(1, belief.Spread * Growth(belief, excess, seen));
        Restart(belief);
    }

    // (1 - 1/(N + 1)) sum_j w_j p_j p_j' + T' diag(m_0) T/(N + 1) - m m', N the total of counts: between particles and within.
    internal override void Covariance(PopulationBelief belief, Span<double> covariance)
    {
        (int states, FlowParticles flow) = (LocalStates, belief.Flow!);
        covariance.Clear();
        if (belief.Spread == 0)
        {
            return;
        }

        double within = 1 / (flow.Total + 1);
        for (int particle = 0; particle < particles; particle++)
        {
            flow.WriteMean(particle, flow.Line);
            AddSquare(flow.Line, (1 - within) * belief.Weights[particle], covariance);
        }

        for (int start = 0; start < states; start++)
        {
            double share = flow.Prior[start];
            for (int particle = 0; particle < particles; particle++)
            {
                share += belief.Weights[particle] * flow.Origins(particle)[start];
            }

            AddSquare(flow.Flow.AsSpan(start * states, states), within * share / flow.Total, covariance);
        }

        AddSquare(belief.Mean, -1, covariance);
        BeliefAlgebra.CloseRows(covariance, states);
        for (int state = 0; state < states; state++)
        {
            covariance[(state * states) + state] = Math.Max(0, covariance[(state * states) + state]);
        }
    }

    // matrix += factor v v'.
    private static void AddSquare(ReadOnlySpan<double> vector, double factor, Span<double> matrix)
    {
        for (int row = 0; row < vector.Length; row++)
        {
            BeliefAlgebra.AddScaled(vector, factor * vector[row], matrix.Slice(row * vector.Length, vector.Length));
        }
    }

    // The flow starts anew from the belief's mean and spread.
    private void Restart(PopulationBelief belief)
    {
        belief.Flow!.Restart(belief.Mean, Math.Clamp((1 / belief.Spread) - 1, FewestCounts, MostCounts));
        belief.Weights.AsSpan().Fill(1.0 / particles);
    }

    // One observed agent.
    private void Take(PopulationBelief belief, int state, RandomStream chance)
    {
        FlowParticles flow = belief.Flow!;
        Span<double> weights = belief.Weights;
        for (int start = 0; start < LocalStates; start++)
        {
            flow.Line[start] = flow.Flow[(start * LocalStates) + state];
        }

        double sum = 0.0;
        for (int particle = 0; particle < particles; particle++)
        {
            sum += weights[particle] * (flow.MovedPrior[state] + flow.MovedOrigins(particle)[state]);
        }

        // Chances may become too small for numbers in a state that everybody leaves; then the agent tells nothing.
        if (!(sum > 0))
        {
            return;
        }

        for (int particle = 0; particle < particles; particle++)
        {
            double mass = flow.MovedPrior[state] + flow.MovedOrigins(particle)[state];
            weights[particle] *= mass;
            int start = Origin(flow, particle, mass * chance.NextDouble());
            flow.Origins(particle)[start]++;
            BeliefAlgebra.AddScaled(flow.Flow.AsSpan(start * LocalStates, LocalStates), 1, flow.MovedOrigins(particle));
        }

        double squares = 0.0;
        foreach (ref double weight in weights)
        {
            weight /= sum;
            squares += weight * weight;
        }

        flow.Total++;
        if (1 / squares < ResampleBelow * particles)
        {
            flow.Resample(weights, chance.NextDouble());
        }
    }

    // The last possible one where rounding leaves none.
    private static int Origin(FlowParticles flow, int particle, double mass)
    {
        (int found, double reached) = (0, 0.0);
        Span<double> origins = flow.Origins(particle);
        for (int start = 0; start < origins.Length && reached <= mass; start++)
        {
            double share = (flow.Prior[start] + origins[start]) * flow.Line[start];
            found = share > 0 ? start : found;
            reached += share;
        }

        return found;
    }

    // The trace of the covariance needs the squares of its rows only.
    private void Summarise(PopulationBelief belief)
    {
        (int states, FlowParticles flow) = (LocalStates, belief.Flow!);
        Span<double> mean = belief.Mean;
        mean.Clear();
        (double between, double within) = (0.0, 0.0);
        for (int start = 0; start < states; start++)
        {
            ReadOnlySpan<double> row = flow.Flow.AsSpan(start * states, states);
            belief.Expected[start] = BeliefAlgebra.Dot(row, row);
            within += flow.Prior[start] * belief.Expected[start];
        }

        for (int particle = 0; particle < particles; particle++)
        {
            double weight = belief.Weights[particle];
            flow.WriteMean(particle, flow.Line);
            BeliefAlgebra.AddScaled(flow.Line, weight, mean);
            between += weight * BeliefAlgebra.Dot(flow.Line, flow.Line);
            within += weight * BeliefAlgebra.Dot(flow.Origins(particle), belief.Expected);
        }

        double sum = 0.0;
        foreach (double fraction in mean)
        {
            sum += fraction;
        }

        foreach (ref double fraction in mean)
        {
            fraction /= sum;
        }

        double room = Uncertainty(mean);
        double variance = between - (1 - room) + (((within / flow.Total) - between) / (flow.Total + 1));
        belief.Spread = Math.Clamp(Math.Max(room > 0 ? variance / room : 0, 1.0 / Agents), 0, 1);
    }
}
