namespace Antiphon.Policies;

/// <summary>How a plan for known populations is read at an estimate.</summary>
public enum PlanReading
{
    /// <summary>The table's action at the count vector nearest to the mean: certainty equivalence.</summary>
    Nearest,

    /// <summary>
    /// The action whose value, interpolated at the mean, is largest: certainty equivalence. Where a plan has actions only, the count
    /// vectors around the mean vote by their weights.
    /// </summary>
    Interpolated,

    /// <summary>
    /// The action whose expected value under the belief's mean and covariance is largest (sigma points): it takes the uncertainty of the
    /// estimate into account. Where a plan has actions only, by votes.
    /// </summary>
    Expected,
}
