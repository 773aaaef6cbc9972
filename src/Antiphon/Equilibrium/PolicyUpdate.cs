namespace Antiphon.Equilibrium;

/// <summary>Why an update of a policy was or was not taken.</summary>
public enum PolicyUpdateOutcome
{
    /// <summary>A step improves the surrogate objective within the trust region.</summary>
    Taken,

    /// <summary>No step size tried improves the surrogate objective; the parameters are what they were.</summary>
    NoImprovement,

    /// <summary>
    /// Step sizes tried improve the surrogate objective, but all of those leave the trust region; the parameters are what they were.
    /// </summary>
    OutsideRegion,

    /// <summary>The gradient is 0 to rounding; there is nothing to do.</summary>
    Stationary,

    /// <summary>
    /// The Fisher matrix showed no positive curvature or a number that is not finite; the parameters are what they were.
    /// </summary>
    BadCurvature,
}

/// <summary>One update of a policy within a trust region, and what became of it.</summary>
/// <param name="Outcome">Whether it was taken, and if not, why.</param>
/// <param name="Halvings">How often the step was halved.</param>
/// <param name="OutsideRegion">
/// How many of the rejected step sizes left the trust region; the others did not improve the surrogate objective.
/// </param>
/// <param name="Gain">Surrogate objective after minus before, in standard deviations of the advantage; 0 when nothing was taken.</param>
/// <param name="Divergence">Mean KL divergence from the old policy in nats; 0 when nothing was taken.</param>
public sealed record PolicyUpdate(PolicyUpdateOutcome Outcome, int Halvings, int OutsideRegion, double Gain, double Divergence);
