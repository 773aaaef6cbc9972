using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>
/// No memory, as a filter: the estimate is the last observation that showed anyone; it neither moves nor is ever doubted. What the others
/// are held against.
/// </summary>
internal sealed class LastObservationFilter : PopulationFilter
{
    /// <summary>Prepares the filter.</summary>
    /// <param name="kernels">How agents move; not used.</param>
    /// <param name="start">How they start: the estimate until the first observation.</param>
    /// <param name="agents">n.</param>
    public LastObservationFilter(LocalKernels kernels, LocalInitialLaw start, long agents)
        : base(kernels, start, agents) { }

    /// <inheritdoc/>
    public override PopulationBelief CreateBelief() => new(LocalStates, 0);

    /// <inheritdoc/>
    public override void Predict(PopulationBelief belief, int globalState, RandomStream chance)
    {
        // It forgets, and hence has nothing to move.
    }

    /// <inheritdoc/>
    public override Innovation Measure(PopulationBelief belief, ReadOnlySpan<int> observation) => default;

    /// <inheritdoc/>
    public override void Update(PopulationBelief belief, ReadOnlySpan<int> observation, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        int seen = Seen(observation);
        if (seen == 0)
        {
            return;
        }

        for (int state = 0; state < observation.Length; state++)
        {
            belief.Mean[state] = (double)observation[state] / seen;
        }

        belief.Spread = ObservationNoise(seen);
    }

    // It believes in every observation by itself.
    internal override bool StartsAnew(PopulationBelief belief, ReadOnlySpan<int> observation) => false;

    internal override void Widen(PopulationBelief belief, double excess, int seen, RandomStream chance)
    {
        // Nothing is ever doubted.
    }

    internal override void Covariance(PopulationBelief belief, Span<double> covariance) =>
        BeliefAlgebra.AddVariance(belief.Mean, Math.Min(1, belief.Spread), clear: true, covariance);
}
