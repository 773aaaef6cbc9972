using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>What <see cref="EmpiricalGLearn"/> found. <see cref="GLearnResult.ErrorBound"/> is the distance to the fixed point of its
/// operator.</summary>
public sealed record EmpiricalGLearnResult : GLearnResult
{
    /// <summary>How expectations were taken.</summary>
    public required EmpiricalReport Empirical { get; init; }
}

/// <summary>How an empirical G-LEARN was made.</summary>
/// <param name="Operator">How expectations were taken.</param>
/// <param name="Parameterization">What the table was indexed by; never the rule itself.</param>
/// <param name="Samples">m; 0 where nothing is sampled.</param>
/// <param name="Entries">N, entries of the table over (s_g, x, a_g).</param>
/// <param name="NoiseBound">
/// With probability 1 - <paramref name="FailureProbability"/> no value of the operator's fixed point (fresh samples: of the last iterate)
/// is further than this from the
/// exact surrogate's: Lemma B.35, for fresh samples its correction. Null for rounding, which has no such bound.
/// </param>
/// <param name="FailureProbability">delta.</param>
/// <param name="RewardSamples">Xi; null where rewards enter through their means.</param>
public sealed record EmpiricalReport(
    BellmanOperator Operator,
    Parameterization Parameterization,
    long Samples,
    double Entries,
    double? NoiseBound,
    double FailureProbability,
    int? RewardSamples = null
);
