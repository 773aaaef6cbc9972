namespace Antiphon.Planning;

/// <summary>Options of the best responses in the deployed game, <see cref="DeployedGLearn"/> and <see cref="ReactiveLLearn"/>.</summary>
public sealed record BestResponseOptions
{
    /// <summary>
    /// Accuracy of values within the model, and the first-order gap at which a solver stops; positive, in units of the return.
    /// </summary>
    public double Accuracy { get; init; } = 1e-6;

    /// <summary>The most improving steps; 0 only measures the gap.</summary>
    public int MaximumSteps { get; init; } = 100;

    internal void Check()
    {
        if (!(Accuracy > 0) || MaximumSteps < 0)
        {
            throw new InvalidOptionException($"a best response needs accuracy > 0 and steps >= 0; found {Accuracy}, {MaximumSteps}");
        }
    }
}

/// <summary>What a best response found.</summary>
/// <typeparam name="TPolicy">The kind of policy.</typeparam>
/// <param name="Policy">The best policy reached; never worse in the model than the start.</param>
/// <param name="Value">Its expected discounted return under the initial law, in the model.</param>
/// <param name="ErrorBound">Proved error of <paramref name="Value"/> within the model.</param>
/// <param name="FirstOrderGap">
/// The most that the value's linearization promises for any change of this side's policy: 0 exactly at a stationary point. It bounds what
/// small changes can gain per unit of change; it does not bound the gain of distant policies, because the value is not concave.
/// </param>
/// <param name="StartGap">The same at the pair that the solver started from: how far that was from stationary on this side.</param>
/// <param name="Steps">Improving steps made.</param>
/// <param name="StopReason">Why it stopped.</param>
public sealed record BestResponse<TPolicy>(
    TPolicy Policy,
    double Value,
    double ErrorBound,
    double FirstOrderGap,
    double StartGap,
    int Steps,
    StopReason StopReason
);
