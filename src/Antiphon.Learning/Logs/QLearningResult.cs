using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>What <see cref="OffPolicyQLearning"/> learned.</summary>
public sealed record QLearningResult
{
    /// <summary>pi_g, greedy on the entries seen.</summary>
    public required TabularGlobalPolicy Policy { get; init; }

    /// <summary>Where the policy rests on the log.</summary>
    public required PolicyCoverage Coverage { get; init; }

    /// <summary>Q[(s_g * N + rank(c)) * A + a_g]; entries never seen keep the start value and have no meaning.</summary>
    public required IReadOnlyList<double> ActionValues { get; init; }

    /// <summary>Updates of each entry, same order.</summary>
    public required IReadOnlyList<long> Visits { get; init; }

    /// <summary>Updates made.</summary>
    public required long Updates { get; init; }

    /// <summary>
    /// Steps that were not learned from because nothing is known of the cell they lead to: it occurs only as the last of an episode.
    /// </summary>
    public required long Dropped { get; init; }

    /// <summary>Q_0 as used.</summary>
    public required double StartValue { get; init; }

    /// <summary>The step sizes used.</summary>
    public required StepSize Step { get; init; }
}
