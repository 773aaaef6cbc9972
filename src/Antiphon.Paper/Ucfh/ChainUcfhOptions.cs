using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>Options of <see cref="ChainUcfhLLearn"/>.</summary>
internal sealed record ChainUcfhOptions
{
    /// <summary>
    /// epsilon_l, in units of the return: half of it may be lost by the horizon, half by learning; positive. Null takes the paper's
    /// 1/sqrt(k).
    /// </summary>
    public double? Accuracy { get; init; }

    /// <summary>delta, in (0, 1).</summary>
    public double FailureProbability { get; init; } = 0.01;

    /// <summary>
    /// Factor of UCFH's m; positive, 1 is the paper's; null chooses one that can be waited for (<see cref="UcfhOptions.Scale"/>).
    /// </summary>
    public double? Scale { get; init; }

    /// <summary>The most episodes; at least 0.</summary>
    public long MaximumEpisodes { get; init; } = 200_000;

    /// <summary>
    /// The most transition probabilities that planning may read, one plan per episode at worst; positive. A job that could need more is
    /// refused, for a chain that fits into memory may still take years. A core reads about 10^8 per second.
    /// </summary>
    public double MaximumWork { get; init; } = 1e12;

    /// <summary>Which chain.</summary>
    public Parameterization Parameterization { get; init; } = Parameterization.PaperRule;

    /// <summary>What the chain pays.</summary>
    public ChainReward Reward { get; init; } = ChainReward.Team;

    /// <summary>Seed of the episodes.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>
/// What <see cref="ChainUcfhLLearn"/> found. All values are returns within the horizon, under the initial law, of the k-agent game whose
/// dispatcher sees every agent: none of them forecasts the deployed game.
/// </summary>
/// <param name="Policy">The chain policy projected to pi_l(a | s_l, s_g).</param>
/// <param name="ProjectedValue">What <paramref name="Policy"/> is worth in the k-agent game, exact to rounding.</param>
/// <param name="ChainValue">
/// What the time-dependent chain policy is worth, exact to rounding; its agents see each other's moves, so reactive policies may not
/// attain it.
/// </param>
/// <param name="OptimisticValue">With probability 1 - delta at least <paramref name="ChainOptimum"/>.</param>
/// <param name="ChainOptimum">
/// The best value of any chain policy, by backward induction on the known chain: an upper bound for every reactive policy in the k-agent
/// game.
/// </param>
/// <param name="Horizon">H, steps of the game.</param>
/// <param name="Steps">Micro-steps per episode.</param>
/// <param name="States">States of the chain.</param>
/// <param name="Parameterization">The chain used; the paper's rule is resolved.</param>
/// <param name="Episodes">Episodes sampled.</param>
/// <param name="Updates">Updates of the model.</param>
/// <param name="Scale">The factor of m used.</param>
/// <param name="Constants">All constants of UCFH.</param>
/// <param name="TruncationBound">
/// The most that steps after the horizon could add to any of these values or take from it; at most epsilon_l / 2.
/// </param>
/// <param name="StopReason">
/// Why it stopped; AccuracyReached proves, with probability 1 - delta, that the chain policy is within epsilon_l / 2 of the chain's
/// optimum.
/// </param>
internal sealed record ChainUcfhResult(
    Policies.LocalPolicy Policy,
    double ProjectedValue,
    double ChainValue,
    double OptimisticValue,
    double ChainOptimum,
    int Horizon,
    int Steps,
    int States,
    Parameterization Parameterization,
    long Episodes,
    int Updates,
    double Scale,
    UcfhConstants Constants,
    double TruncationBound,
    StopReason StopReason
);
