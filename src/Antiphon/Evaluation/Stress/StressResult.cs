using Antiphon.Numerics;

namespace Antiphon.Evaluation;

/// <summary>A pair's return in worlds that change.</summary>
/// <param name="Worlds">The worlds; the first is the undisturbed one.</param>
/// <param name="Distance">L1 distance per row within which the worst kernels were sought.</param>
/// <param name="Agents">n in all worlds but those with another number of agents.</param>
public sealed record StressResult(IReadOnlyList<StressedReturn> Worlds, double Distance, long Agents);

/// <summary>What a pair earns in one world. The returns are discounted; intervals are Student's at 95 % over the seeds, over the
/// episodes where there is one seed.</summary>
/// <param name="World">What is different there.</param>
public sealed record StressedReturn(string World)
{
    /// <summary>Mean return; null where the world cannot be simulated.</summary>
    public ConfidenceInterval? Deployed { get; init; }

    /// <summary>Return less that of the undisturbed world on common random numbers; null in that world itself.</summary>
    public ConfidenceInterval? Change { get; init; }

    /// <summary>
    /// Return less that of the best dispatcher found that acts on the global state alone, beside the same agents in the same world, on
    /// common random numbers.
    /// </summary>
    public ConfidenceInterval? Lead { get; init; }

    /// <summary>
    /// That dispatcher: one action always, hold the global state, or the model's best action for each global state (each hour, under a
    /// clock). It is the best of these by a tenth of the episodes in this world.
    /// </summary>
    public string? Rival { get; init; }

    /// <summary>Why the world cannot be simulated, in one sentence; null where it can.</summary>
    public string? Refusal { get; init; }
}
