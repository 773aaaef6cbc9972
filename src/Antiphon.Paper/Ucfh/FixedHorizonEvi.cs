namespace Antiphon.Paper;

/// <summary>
/// FixedHorizonEVI, the paper's Algorithm 6: backward induction in which every step may use whichever law within the confidence intervals
/// promises most. When the intervals hold the truth, its value is at least the true optimum.
/// </summary>
/// <param name="mdp">The process; its probabilities are not observed, only its successor sets and rewards.</param>
/// <param name="intervals">What is believed about them.</param>
internal sealed class FixedHorizonEvi(FiniteHorizonMdp mdp, ConfidenceSet intervals)
{
    private readonly BackwardSweep sweep = new(mdp);

    /// <summary>Plans.</summary>
    /// <param name="policy">
    /// Receives the policy that is best if the world is as kind as the intervals allow; lowest action on ties.
    /// </param>
    /// <returns>The optimistic value under the initial law.</returns>
    internal double Plan(TimeDependentPolicy policy) => sweep.Maximize(new OptimisticRows(intervals), policy);
}
