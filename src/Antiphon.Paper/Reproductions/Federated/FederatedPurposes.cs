namespace Antiphon.Paper;

/// <summary>What streams are split for here. The strings decide every drawn number: a name may change, its string may not.</summary>
internal static class FederatedPurposes
{
    internal const string Tuning = "federated tuning";
    internal const string Evaluation = "federated evaluation";
    internal const string Seed = "federated seed";
    internal const string Episode = "federated episode";
    internal const string Log = "federated log";
}
