using Antiphon.Policies;

namespace Antiphon.Paper;

/// <summary>A pair that is measured beside others.</summary>
/// <param name="Name">In words.</param>
/// <param name="Kind">Where it comes from.</param>
/// <param name="Pair">The pair.</param>
internal sealed record FederatedContestant(string Name, FederatedPolicyKind Kind, JointPolicy Pair)
{
    /// <summary>k of a trained pair.</summary>
    internal int? K { get; init; }

    /// <summary>What a fixed policy was tuned to.</summary>
    internal string? Tuned { get; init; }

    internal static FederatedContestant WithSubsample(int subsample, JointPolicy pair) =>
        new($"pair, k = {subsample}", FederatedPolicyKind.Pair, pair) { K = subsample };
}
