namespace Antiphon.Planning;

/// <summary>What <see cref="PolicyEvaluator"/> computed.</summary>
public sealed record PolicyValue
{
    /// <summary>The expected discounted team return, over infinitely many steps.</summary>
    public required double Value { get; init; }

    /// <summary>
    /// Proved bound on the error of <see cref="Value"/> within the model, up to rounding. The error of a mean-field model itself is not
    /// included: it has no fluctuations.
    /// </summary>
    public required double ErrorBound { get; init; }

    /// <summary>The population model in words, for example "exact, n = 12, 1,820 count vectors".</summary>
    public required string Model { get; init; }

    /// <summary>Whether the accuracy asked for was proved.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Says, in words, if an operator could not be built in the usual way; empty otherwise.</summary>
    public required string Notice { get; init; }
}
