using Antiphon.Numerics;

namespace Antiphon.Evaluation;

/// <summary>
/// How far a pair whose dispatcher remembers is from one whose dispatcher knows the population. The pair is an equilibrium, at best,
/// within a class: dispatchers that act by a plan on one filter's estimate, and stationary local policies. What a dispatcher of another
/// class could gain is bounded by full information: no dispatcher earns more beside the same local policy.
/// </summary>
public sealed record MemoryCertificate
{
    /// <summary>Name of the game.</summary>
    public required string Game { get; init; }

    /// <summary>Its hash.</summary>
    public required string GameHash { get; init; }

    /// <summary>Hash of the pair.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>n.</summary>
    public required long Agents { get; init; }

    /// <summary>k.</summary>
    public required int Subsample { get; init; }

    /// <summary>Steps of a simulated episode.</summary>
    public required int Horizon { get; init; }

    /// <summary>Discounted return of the pair at n over the horizon, with Student's 95 % interval over episodes.</summary>
    public required ConfidenceInterval Value { get; init; }

    /// <summary>
    /// The same of a dispatcher that sees all n agents and acts by its best plan in the model, beside the same local policy, in the same
    /// episodes.
    /// </summary>
    public required ConfidenceInterval Informed { get; init; }

    /// <summary>
    /// The second less the first, paired: what knowing the population is worth to that plan. A lower end of the gap to full information.
    /// </summary>
    public required ConfidenceInterval Gap { get; init; }

    /// <summary>What the steps after the horizon can add or take at most.</summary>
    public required double TruncationBound { get; init; }

    /// <summary>"exact" (the lattice of n agents) or "mean-field" (no proof about n agents).</summary>
    public required string Model { get; init; }

    /// <summary>The model's resolution.</summary>
    public required int Resolution { get; init; }

    /// <summary>Expected return, horizon infinite, of the best dispatcher that knows the population, in that model.</summary>
    public required double BestInModel { get; init; }

    /// <summary>
    /// Its error: proved in the exact model; in the mean-field model how far two resolutions are apart, which proves nothing.
    /// </summary>
    public required double BestInModelError { get; init; }

    /// <summary>
    /// The most that any dispatcher could gain beside the same local policy: the best in the model with its error and the truncation
    /// bound, less the lower end of the value; at least 0.
    /// </summary>
    public double LargestGain => Math.Max(0, BestInModel + BestInModelError + TruncationBound - Value.Low);
}
