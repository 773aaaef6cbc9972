using Antiphon.Equilibrium;
using Antiphon.Numerics;

namespace Antiphon.Evaluation;

/// <summary>
/// What is known of a pair at any number of local states. Proved: bounds of what a dispatcher that observes everybody earns. By
/// simulation: the pair's own value. As of the limit: what one agent could gain.
/// </summary>
internal sealed record BoundsCertificate
{
    /// <summary>Name of the game.</summary>
    public required string Game { get; init; }

    /// <summary>Its hash.</summary>
    public required string GameHash { get; init; }

    /// <summary>The pair's hash.</summary>
    public required string PolicyHash { get; init; }

    /// <summary>n.</summary>
    public required long Agents { get; init; }

    /// <summary>k.</summary>
    public required int Subsample { get; init; }

    /// <summary>The sampling rule in words.</summary>
    public required string Sampling { get; init; }

    /// <summary>Steps of simulated episodes.</summary>
    public required int Horizon { get; init; }

    /// <summary>The pair's discounted return over these steps, with a 95 % interval.</summary>
    public required ConfidenceInterval Value { get; init; }

    /// <summary>What the steps after the horizon can change of a return at most.</summary>
    public required double TruncationBound { get; init; }

    /// <summary>
    /// Bounds of the value of the best dispatcher that observes all n agents beside the same local policy, proved at each start drawn.
    /// </summary>
    public required FullInformationBounds FullInformation { get; init; }

    /// <summary>m: the exact value of how many agents the upper bound uses.</summary>
    public required int Subpopulation { get; init; }

    /// <summary>
    /// Upper bound minus value, a proved number minus an interval: no dispatcher, whatever it observes, gains more than the upper end.
    /// Truncation and the intervals over starts and episodes are in it. Lower: what the best dispatcher that observes everybody gains at
    /// least.
    /// </summary>
    public required GapInterval Dispatcher { get; init; }

    /// <summary>
    /// What one agent could gain for itself, as of the limit, with what the steps after the horizon can change. Lower: the lower end of
    /// the interval of a deviation that was found. Upper: the upper end for an agent that knows the coming global states.
    /// </summary>
    public required GapInterval Agent { get; init; }

    /// <summary>Whether the search for vectors closed its gap; else more backups tighten the lower bound.</summary>
    public required bool IsClosed { get; init; }
}
