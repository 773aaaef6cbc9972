using System.Text.Json.Serialization;

namespace Antiphon.Paper;

/// <summary>What the bounds say of a game, and what training it would take.</summary>
public sealed record TrainingPlan
{
    /// <summary>The constants that the bounds are computed from.</summary>
    public required GameConstants Constants { get; init; }

    /// <summary>The options.</summary>
    public required PlanOptions Options { get; init; }

    /// <summary>H, the steps after which at most epsilon/2 of the return is left (Corollary C.2).</summary>
    public required double Horizon { get; init; }

    /// <summary>B^(S G), the number of deterministic local policies.</summary>
    public required Magnitude LocalPolicies { get; init; }

    /// <summary>A line for each k, in ascending order.</summary>
    public required IReadOnlyList<PlanRow> Rows { get; init; }

    /// <summary>What a gap of epsilon takes by Theorem 4.2 as printed.</summary>
    public required PlanPromise Printed { get; init; }

    /// <summary>What it takes by the corrected bound if n were infinite.</summary>
    public required PlanPromise CorrectedOfManyAgents { get; init; }

    /// <summary>What it takes by the corrected bound at n.</summary>
    public required PlanPromise Corrected { get; init; }

    /// <summary>The k from which on the paper's 2 eta is below the range of values, as if n were infinite.</summary>
    public required Magnitude PrintedMeaningFrom { get; init; }

    /// <summary>The k from which on twice the corrected gap is below the range of values, at n: at most n.</summary>
    public required long CorrectedMeaningFrom { get; init; }

    /// <summary>The same as if n were infinite.</summary>
    public required Magnitude CorrectedMeaningOfManyAgentsFrom { get; init; }

    /// <summary>The largest k whose training fits, and what keeps it from being larger.</summary>
    public required PlanRecommendation Recommendation { get; init; }

    /// <summary>The largest k that trains in about a minute, and what keeps it from being larger.</summary>
    public required PlanRecommendation WithinMinute { get; init; }

    /// <summary>The same for about an hour.</summary>
    public required PlanRecommendation WithinHour { get; init; }

    /// <summary>What the seconds are computed from.</summary>
    public required TrainingSpeed Speed { get; init; }

    /// <summary>The bounds at the recommended k; at k = 1 where nothing fits.</summary>
    public required PlanRow Recommended { get; init; }
}

/// <summary>The bounds at one k. Gaps and eta in units of the return.</summary>
public sealed record PlanRow
{
    /// <summary>k.</summary>
    public required long Subsample { get; init; }

    /// <summary>C(k+S-1, S-1).</summary>
    public required Magnitude CountVectors { get; init; }

    /// <summary>G A S^k.</summary>
    public required Magnitude StandardTable { get; init; }

    /// <summary>G A C(k+S-1, S-1), never larger than the standard table.</summary>
    public required Magnitude MeanFieldTable { get; init; }

    /// <summary>G A S k^S, the paper's estimate.</summary>
    public required Magnitude MeanFieldTableAsPrinted { get; init; }

    /// <summary>Which table the paper's rule takes.</summary>
    public required Regime PrintedRegime { get; init; }

    /// <summary>States of the k-chained process.</summary>
    public required Magnitude AgentChain { get; init; }

    /// <summary>States of the mean-field chain as printed.</summary>
    public required Magnitude BinChainAsPrinted { get; init; }

    /// <summary>States of the mean-field chain that can be reached; null where they were not counted.</summary>
    public required Magnitude? BinChainReachable { get; init; }

    /// <summary>log10 of A^(G C(k+S-1, S-1)), the number of deterministic global policies.</summary>
    public required Magnitude Log10GlobalPolicies { get; init; }

    /// <summary>T as printed.</summary>
    public required double Iterations { get; init; }

    /// <summary>The T that its proof needs.</summary>
    public required double SufficientIterations { get; init; }

    /// <summary>m* of Lemma 4.3 for the mean-field table.</summary>
    public required Magnitude Samples { get; init; }

    /// <summary>N m* T: draws of one G-LEARN that draws anew in every iteration.</summary>
    public required Magnitude Draws { get; init; }

    /// <summary>N m*: draws of one G-LEARN that keeps its samples.</summary>
    public required Magnitude DrawsIfKept { get; init; }

    /// <summary>Theorem 4.2 without noise, as printed.</summary>
    public required double PrintedGap { get; init; }

    /// <summary>The corrected gap with the bound of local rewards.</summary>
    public required double CorrectedGap { get; init; }

    /// <summary>The corrected gap with the span of local rewards: the best that is proved.</summary>
    public required double SharpGap { get; init; }

    /// <summary>eta as printed.</summary>
    public required double PrintedEta { get; init; }

    /// <summary>Whether the printed gap is at least the range of values.</summary>
    public required bool PrintedIsVacuous { get; init; }

    /// <summary>Whether the sharper corrected gap is at least the range of values.</summary>
    public required bool CorrectedIsVacuous { get; init; }

    /// <summary>The cost of the whole alternation by Theorem D.16, the cheaper regime.</summary>
    public required TotalCost Cost { get; init; }

    /// <summary>The table of SUBSAMPLE-MFQ (Table 2).</summary>
    public required Magnitude MfqTable { get; init; }

    /// <summary>The table of this paper's G-LEARN, counted alike (Table 2).</summary>
    public required Magnitude AlternationTable { get; init; }

    /// <summary>Samples per entry of SUBSAMPLE-MFQ.</summary>
    public required Magnitude MfqSamples { get; init; }

    /// <summary>How many draws of random rewards the sampled G-LEARN needs; null where none is random.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PlanRewardDraws? RewardDraws { get; init; }

    /// <summary>Bytes of training; infinity where the count vectors cannot be indexed.</summary>
    public required double Bytes { get; init; }

    /// <summary>Seconds of training, an estimate; infinity where the count vectors cannot be indexed.</summary>
    public required double Seconds { get; init; }
}

/// <summary>Xi at one k: draws of random rewards per table entry.</summary>
/// <param name="Range">B = range_g + range_l as printed.</param>
/// <param name="AsPrinted">The Xi of the paper's Lemma F.4.</param>
/// <param name="Promised">The deviation that the lemma promises with it, except with probability delta.</param>
/// <param name="Kept">The deviation that Hoeffding's inequality grants with it, except with probability delta.</param>
/// <param name="IndependentRange">B with B^2 = range_g^2 + range_l^2/k, because the parts of a reward are independent.</param>
/// <param name="ForRewards">The Xi with which all mean rewards of the table are within 1/sqrt(k).</param>
/// <param name="ForActionValues">The Xi with which all action values are within 1/sqrt(k), draws kept over the iterations.</param>
public sealed record PlanRewardDraws(
    double Range,
    double AsPrinted,
    double Promised,
    double Kept,
    double IndependentRange,
    Magnitude ForRewards,
    Magnitude ForActionValues
);

/// <summary>What a gap of epsilon takes.</summary>
/// <param name="Subsample">The smallest k.</param>
/// <param name="WithinAgents">Whether there are so many agents.</param>
/// <param name="Iterations">T at this k, as printed.</param>
/// <param name="Samples">m* at this k for the mean-field table; it brings a noise of 4/((1-gamma) sqrt(k)) on top of the gap.</param>
/// <param name="Draws">N m* T at this k.</param>
public sealed record PlanPromise(Magnitude Subsample, bool WithinAgents, double Iterations, Magnitude Samples, Magnitude Draws);

/// <summary>What keeps k from being larger.</summary>
public enum PlanLimit
{
    /// <summary>There are no more agents to see.</summary>
    Agents,

    /// <summary>Memory.</summary>
    Memory,

    /// <summary>The number of count vectors that can be indexed.</summary>
    Index,

    /// <summary>Seconds.</summary>
    Time,
}

/// <summary>A recommendation.</summary>
/// <param name="Subsample">The largest k whose training fits; null when not even k = 1 does.</param>
/// <param name="Limit">What k + 1 would exceed.</param>
public sealed record PlanRecommendation(long? Subsample, PlanLimit Limit);
