using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Learning;

/// <summary>What <see cref="ModelLearning"/> found.</summary>
public sealed record ModelLearningResult
{
    /// <summary>pi_g, greedy in the estimated model on what is known.</summary>
    public required TabularGlobalPolicy Policy { get; init; }

    /// <summary>
    /// Where the policy rests on the log. An entry (s_g, c, a_g) is known when moves after (s_g, a_g) were seen, and of agents in every
    /// state of c while in s_g.
    /// </summary>
    public required PolicyCoverage Coverage { get; init; }

    /// <summary>Q[(s_g * N + rank(c)) * A + a_g] of the estimated model.</summary>
    public required IReadOnlyList<double> ActionValues { get; init; }

    /// <summary>
    /// With probability 1 - delta, all of <see cref="ActionValues"/> are within this distance of the surrogate's Q*. Null where nothing is
    /// claimed: <see cref="Reservations"/> say why.
    /// </summary>
    public required double? ErrorBound { get; init; }

    /// <summary>Why no error bound is claimed, in sentences; empty when one is.</summary>
    public required IReadOnlyList<string> Reservations { get; init; }

    /// <summary>The estimated laws, those of the global state first.</summary>
    internal IReadOnlyList<LogModelRow> Rows { get; init; } = [];

    /// <summary>The estimated game: the local agents have one action, which is to follow the logged policy.</summary>
    public required CooperativeGame Model { get; init; }

    /// <summary>Largest difference between a table entry's mean reward and r_g + mean r_l as fitted.</summary>
    public required double RewardResidual { get; init; }
}
