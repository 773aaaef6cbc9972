namespace Antiphon.Planning;

/// <summary>What <see cref="PolicyEvaluator"/> computed.</summary>
public sealed record PolicyValue
{
    /// <summary>The expected discounted team return, over infinitely many steps.</summary>
    public required double Value { get; init; }

    /// <summary>
    /// Proved bound on the error of <see cref="Value"/> within the model, rounding aside. A mean-field model itself is off by more: it has
    /// no fluctuations.
    /// </summary>
    public required double ErrorBound { get; init; }

    /// <summary>The population model in words, for example "exact, n = 12, 1,820 count vectors".</summary>
    public required string Model { get; init; }

    /// <summary>Whether the accuracy asked for was proved.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>In words, where an operator had to be built in another than the usual way; empty otherwise.</summary>
    public required string Notice { get; init; }
}
