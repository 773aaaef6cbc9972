using Antiphon.Numerics;

namespace Antiphon.Paper;

/// <summary>All policies on one data set at one cost weight.</summary>
public sealed record FederatedReproductionRow
{
    /// <summary>The format of a row's own file.</summary>
    internal const string CurrentFormat = "antiphon-federated-reproduction-row/1";

    /// <summary>Always "antiphon-federated-reproduction-row/1".</summary>
    public string Format { get; init; } = CurrentFormat;

    /// <summary>The version that computed it.</summary>
    public required string Version { get; init; }

    /// <summary>alpha = beta of the data.</summary>
    public required double DataSet { get; init; }

    /// <summary>Factor of the declared cost weight.</summary>
    public required double CostFactor { get; init; }

    /// <summary>Cost of a round of full work, in hundredths of a nat of validation loss.</summary>
    public required double CostWeight { get; init; }

    /// <summary>n.</summary>
    public required int Clients { get; init; }

    /// <summary>Hidden units of the classifier; 0 is softmax regression.</summary>
    public required int Hidden { get; init; }

    /// <summary>The k asked for.</summary>
    public required IReadOnlyList<int> Subsamples { get; init; }

    /// <summary>Root of all randomness.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Evaluation seeds.</summary>
    public required int Seeds { get; init; }

    /// <summary>Episodes per evaluation seed.</summary>
    public required int Rollouts { get; init; }

    /// <summary>Episodes of the first log.</summary>
    public required int LoggedEpisodes { get; init; }

    /// <summary>The fit in which the pairs were trained.</summary>
    public required FederatedFit Fit { get; init; }

    /// <summary>Pairs by k, the blind one, full observation, then what is fixed.</summary>
    public required IReadOnlyList<FederatedMeasurement> Policies { get; init; }

    /// <summary>How much more each pair earned than each fixed policy; their rewards differ seed by seed in the policies alone.</summary>
    internal IEnumerable<FederatedLead> Leads() =>
        from pair in Policies
        where pair.Kind == FederatedPolicyKind.Pair
        from other in Policies
        where other.Kind == FederatedPolicyKind.Fixed
        select new FederatedLead(
            pair.K!.Value,
            other.Name,
            StudentInterval.FromSamples([.. pair.PerSeed.Zip(other.PerSeed, (own, its) => own - its)]),
            pair.Reward.Low > other.Reward.High
        );

    internal static string NameOf(double dataSet, double costFactor) =>
        FormattableString.Invariant($"synthetic{dataSet}-cost{costFactor}");
}

/// <summary>How well the fitted game describes the logs.</summary>
/// <param name="Episodes">Logged episodes.</param>
/// <param name="ExplainedReward">Share of the variance of held-out rewards that it explains.</param>
/// <param name="Dispersion">Variance of counts of moves over that of independent clients.</param>
/// <param name="DispersionError">Its standard error.</param>
/// <param name="Unlikeness">Variance of how often each client moves over that among equal ones.</param>
/// <param name="UnlikenessError">Its standard error.</param>
/// <param name="Notices">What the fit says of itself.</param>
public sealed record FederatedFit(
    int Episodes,
    double ExplainedReward,
    double Dispersion,
    double DispersionError,
    double Unlikeness,
    double UnlikenessError,
    IReadOnlyList<string> Notices
);

/// <summary>A pair beside a fixed policy.</summary>
/// <param name="K">k of the pair.</param>
/// <param name="Fixed">The fixed policy's name.</param>
/// <param name="Lead">Mean difference of rewards, seed by seed, with Student's 95 % interval.</param>
/// <param name="IsSeparated">Whether the two intervals of the rewards themselves do not overlap.</param>
public sealed record FederatedLead(int K, string Fixed, ConfidenceInterval Lead, bool IsSeparated);
