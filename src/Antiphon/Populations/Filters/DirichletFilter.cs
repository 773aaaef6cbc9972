using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// Dirichlet counts with forgetting: the belief is a mean m and one number, the spread c = 1/(alpha_0 + 1), which stands for the
/// covariance c (diag(m) - m m'). An observation adds counts, as Bayes' rule does; a move keeps as many counts as match the total variance
/// tr(M' C M) + (1 - q)/n of the exact prediction, q = sum_x m_x sum_y M(x, y)^2.
/// </summary>
/// <remarks>
/// In numbers of counts alpha_0 = 1/c - 1, an observation of k of n is worth k (n - 1)/(n - k) = 1/rho counts, which gives the gain c/(c +
/// rho (1 - c)) and c' = c rho/(c + rho). For one observation of infinitely many agents with a Dirichlet initial law it is Bayes' rule
/// itself. Cost: as many multiplications per step as M has entries. m never leaves the simplex.
/// </remarks>
internal sealed class DirichletFilter : PopulationFilter
{
    private readonly double[] squares;

    /// <summary>Prepares the filter.</summary>
    /// <param name="kernels">How agents move.</param>
    /// <param name="start">How they start.</param>
    /// <param name="agents">n.</param>
    public DirichletFilter(LocalKernels kernels, LocalInitialLaw start, long agents)
        : base(kernels, start, agents)
    {
        squares = new double[kernels.GlobalStates * LocalStates];
        for (int row = 0; row < squares.Length; row++)
        {
            foreach (double probability in Kernel(row / LocalStates).Slice(row % LocalStates * LocalStates, LocalStates))
            {
                squares[row] += probability * probability;
            }
        }
    }

    /// <inheritdoc/>
    public override PopulationBelief CreateBelief() => new(LocalStates, 0);

    /// <inheritdoc/>
    public override void Predict(PopulationBelief belief, int globalState, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        Span<double> next = belief.Expected.AsSpan();
        Push(globalState, belief.Mean, next);
        double kept = 0.0;
        for (int state = 0; state < next.Length; state++)
        {
            kept += belief.Mean[state] * squares[(globalState * next.Length) + state];
        }

        next.CopyTo(belief.Mean);
        double room = Uncertainty(next);
        double variance = (belief.Spread * Math.Max(0, kept - 1 + room)) + (Math.Max(0, 1 - kept) / Agents);
        belief.Spread = room > 0 ? Math.Min(1, variance / room) : 0;
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
        int seen = Seen(observation);
        if (seen == 0)
        {
            return;
        }

        double noise = ObservationNoise(seen);
        double spread = belief.Spread;
        double gain = noise == 0 ? 1 : spread / (spread + (noise * (1 - spread)));
        for (int state = 0; state < observation.Length; state++)
        {
            belief.Mean[state] += gain * (((double)observation[state] / seen) - belief.Mean[state]);
        }

        belief.Spread = noise == 0 ? 0 : spread * noise / (spread + noise);
    }

    internal override void Widen(PopulationBelief belief, double excess, int seen, RandomStream chance) =>
        belief.Spread = Math.Min(1, belief.Spread * Growth(belief, excess, seen));

    internal override void Covariance(PopulationBelief belief, Span<double> covariance) =>
        BeliefAlgebra.AddVariance(belief.Mean, belief.Spread, clear: true, covariance);
}
