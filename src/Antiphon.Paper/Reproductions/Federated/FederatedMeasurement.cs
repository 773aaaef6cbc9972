using Antiphon.Numerics;

namespace Antiphon.Paper;

/// <summary>What a dispatcher and its clients earned in real federated training.</summary>
public sealed record FederatedMeasurement
{
    /// <summary>Whose policy, in words: "pair, k = 10", "FedAvg".</summary>
    public required string Name { get; init; }

    /// <summary>Where it comes from.</summary>
    public required FederatedPolicyKind Kind { get; init; }

    /// <summary>k; null where nothing is observed, or everything.</summary>
    public required int? K { get; init; }

    /// <summary>What was chosen on the tuning seeds, in words; null for pairs.</summary>
    public required string? Tuned { get; init; }

    /// <summary>Mean discounted reward: 100 times the drop of the validation loss minus the cost of work; Student's 95 % interval over
    /// seeds.</summary>
    public required ConfidenceInterval Reward { get; init; }

    /// <summary>Mean reward of each evaluation seed.</summary>
    public required IReadOnlyList<double> PerSeed { get; init; }

    /// <summary>What the fitted game promised of the same policies, by simulation in it.</summary>
    public required ConfidenceInterval Promised { get; init; }

    /// <summary>Mean share of validation samples that are classified rightly after the last round.</summary>
    public required double Accuracy { get; init; }

    /// <summary>The course of training, from the start on every few rounds.</summary>
    public required IReadOnlyList<FederatedProgress> Course { get; init; }
}

/// <summary>Where a policy of the reproduction comes from.</summary>
public enum FederatedPolicyKind
{
    /// <summary>Trained in the fitted game, with an observation of k clients.</summary>
    Pair,

    /// <summary>The best pair found in the fitted game whose dispatcher sees no client.</summary>
    Blind,

    /// <summary>A dispatcher that sees all clients, beside the clients of the pair with the largest k.</summary>
    Full,

    /// <summary>One setting, and one habit of all clients, throughout.</summary>
    Fixed,
}

/// <summary>Means over all episodes after a number of rounds.</summary>
/// <param name="Round">Rounds so far.</param>
/// <param name="Loss">Validation loss.</param>
/// <param name="Bytes">Sent to and by clients so far.</param>
/// <param name="Samples">Samples that clients went through so far.</param>
public sealed record FederatedProgress(int Round, double Loss, double Bytes, double Samples);
