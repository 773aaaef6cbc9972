using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// The linear minimum-mean-square estimate of the population (Kalman's filter with the model's own moments): mean m and full covariance C.
/// The prediction is exact; the observation's noise depends on mu, and enters by its mean.
/// </summary>
/// <remarks>
/// The observation's mean noise is rho (diag(m) - m m' - C); it is taken as rho (1 - tr C/tr V) V with V = diag(m) - m m', of the same
/// trace and never indefinite. All covariances are singular along (1, .., 1): the update works on the first S - 1 states, by a Cholesky
/// factorisation that leaves out pivots that are nothing (states of probability 0; an observation of all n adds no noise). A linear update
/// may leave the simplex: then m is replaced by the nearest point of it (no state that was possible falls below a tenth of an agent), and
/// C is scaled down where it exceeds V in trace.
/// </remarks>
internal sealed class LinearFilter : PopulationFilter
{
    private const double SmallestShare = 0.1;

    /// <summary>Prepares the filter.</summary>
    /// <param name="kernels">How agents move.</param>
    /// <param name="start">How they start.</param>
    /// <param name="agents">n.</param>
    public LinearFilter(LocalKernels kernels, LocalInitialLaw start, long agents)
        : base(kernels, start, agents) { }

    /// <inheritdoc/>
    public override PopulationBelief CreateBelief() => new(LocalStates, 0);

    /// <inheritdoc/>
    public override void Start(PopulationBelief belief, RandomStream chance)
    {
        base.Start(belief, chance);
        BeliefAlgebra.AddVariance(belief.Mean, belief.Spread, clear: true, belief.Covariance);
    }

    /// <inheritdoc/>
    public override void Predict(PopulationBelief belief, int globalState, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        ReadOnlySpan<double> kernel = Kernel(globalState);
        int states = LocalStates;
        Span<double> mean = belief.Mean.AsSpan();
        Span<double> next = belief.Expected.AsSpan();
        Span<double> covariance = belief.Covariance.AsSpan();
        Span<double> half = belief.Scratch.AsSpan();

        // M' C M - M' diag(m) M/n = M' (C - diag(m)/n) M; the diagonal of m M/n comes last.
        Push(globalState, mean, next);
        for (int state = 0; state < states; state++)
        {
            covariance[(state * states) + state] -= mean[state] / Agents;
        }

        for (int row = 0; row < states; row++)
        {
            Push(globalState, covariance.Slice(row * states, states), half.Slice(row * states, states));
        }

        covariance.Clear();
        for (int state = 0; state < states; state++)
        {
            foreach (int target in Targets(globalState, state))
            {
                BeliefAlgebra.AddScaled(
                    half.Slice(state * states, states),
                    kernel[(state * states) + target],
                    covariance.Slice(target * states, states)
                );
            }
        }

        for (int state = 0; state < states; state++)
        {
            covariance[(state * states) + state] += next[state] / Agents;
        }

        next.CopyTo(mean);
        belief.Spread = BeliefAlgebra.Spread(covariance, Uncertainty(mean));
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

            belief.Covariance.AsSpan().Clear();
            belief.Spread = 0;
            return;
        }

        belief.Mean.CopyTo(belief.Expected, 0);
        Whiten(belief, observation, seen);
        Condition(belief);
        BeliefAlgebra.ProjectOntoSimplex(belief.Mean);
        KeepPossible(belief);
        Settle(belief);
    }

    internal override void Widen(PopulationBelief belief, double excess, int seen, RandomStream chance)
    {
        // In the shape of V: a direction of which C is sure would not grow by a factor.
        BeliefAlgebra.AddVariance(belief.Mean, (Growth(belief, excess, seen) - 1) * belief.Spread, clear: false, belief.Covariance);
        Settle(belief);
    }

    // m + G L^-1 (y - m) and C - G G' with G = C L^-T, row by row: row x of G solves L g = C(x, .).
    private void Condition(PopulationBelief belief)
    {
        int states = LocalStates;
        Span<double> gains = belief.Scratch.AsSpan();
        Span<double> covariance = belief.Covariance.AsSpan();
        covariance.CopyTo(gains);
        for (int row = 0; row < states; row++)
        {
            Span<double> gain = gains.Slice(row * states, states - 1);
            BeliefAlgebra.Solve(belief.Factor, states, gain);
            belief.Mean[row] += BeliefAlgebra.Dot(gain, belief.Deviation);
        }

        for (int row = 0; row < states; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                double less = BeliefAlgebra.Dot(gains.Slice(row * states, states - 1), gains.Slice(column * states, states - 1));
                double entry = covariance[(row * states) + column] - less;
                covariance[(row * states) + column] = row == column ? Math.Max(0, entry) : entry;
                covariance[(column * states) + row] = covariance[(row * states) + column];
            }
        }
    }

    // A state that was possible stays so, with the share of a tenth of an agent: at exactly 0 no observation could ever bring it back.
    private void KeepPossible(PopulationBelief belief)
    {
        double sum = 0.0;
        for (int state = 0; state < belief.Mean.Length; state++)
        {
            belief.Mean[state] = Math.Max(belief.Mean[state], Math.Min(belief.Expected[state], SmallestShare / Agents));
            sum += belief.Mean[state];
        }

        foreach (ref double fraction in belief.Mean.AsSpan())
        {
            fraction /= sum;
        }
    }

    // No distribution on the simplex with mean m has more variance than V in trace. Fractions sum to 1, so that rows of C sum to 0: the
    // last state takes the rounding, which repeated widening would multiply.
    private static void Settle(PopulationBelief belief)
    {
        BeliefAlgebra.CloseRows(belief.Covariance, belief.Mean.Length);
        double room = Uncertainty(belief.Mean);
        double spread = BeliefAlgebra.Trace(belief.Covariance, belief.Mean.Length) / Math.Max(room, double.Epsilon);
        if (spread > 1)
        {
            foreach (ref double entry in belief.Covariance.AsSpan())
            {
                entry /= spread;
            }
        }

        belief.Spread = BeliefAlgebra.Spread(belief.Covariance, room);
    }
}
