using Antiphon.Games;
using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>No memory, as a filter: the estimate is the last look that showed anyone; it neither moves nor is ever doubted. What the others are held against.</summary>
public sealed class LastLookFilter : PopulationFilter
{
    /// <summary>Prepares the filter.</summary>
    /// <param name="kernels">How agents move; not used.</param>
    /// <param name="start">How they start: the estimate until the first look.</param>
    /// <param name="agents">n.</param>
    public LastLookFilter(LocalKernels kernels, LocalInitialLaw start, long agents)
        : base(kernels, start, agents)
    {
    }

    /// <inheritdoc/>
    public override PopulationBelief CreateBelief() => new(LocalStates, 0);

    /// <inheritdoc/>
    public override void Predict(PopulationBelief belief, int globalState, RandomStream chance)
    {
        // It forgets, and hence has nothing to move.
    }

    /// <inheritdoc/>
    public override Innovation Measure(PopulationBelief belief, ReadOnlySpan<int> look) => default;

    /// <inheritdoc/>
    public override void Update(PopulationBelief belief, ReadOnlySpan<int> look, RandomStream chance)
    {
        ArgumentNullException.ThrowIfNull(belief);
        var seen = Seen(look);
        if (seen == 0)
        {
            return;
        }

        for (var state = 0; state < look.Length; state++)
        {
            belief.Mean[state] = (double)look[state] / seen;
        }

        belief.Spread = LookNoise(seen);
    }

    // It believes in every look by itself.
    internal override bool StartsAnew(PopulationBelief belief, ReadOnlySpan<int> look) => false;

    internal override void Widen(PopulationBelief belief, double excess, int seen, RandomStream chance)
    {
        // Nothing is ever doubted.
    }

    internal override void Covariance(PopulationBelief belief, Span<double> covariance) =>
        BeliefAlgebra.AddVariance(belief.Mean, Math.Min(1, belief.Spread), clear: true, covariance);
}
