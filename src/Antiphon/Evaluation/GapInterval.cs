namespace Antiphon.Evaluation;

/// <summary>What a deviation can gain, between two numbers.</summary>
/// <param name="Lower">
/// A deviation was found and evaluated that gains at least this much; never negative, since not deviating gains 0.
/// </param>
/// <param name="Upper">
/// No deviation gains more: a relaxation was solved. In an estimate: the upper end of an interval or of a model's figure.
/// </param>
public readonly record struct GapInterval(double Lower, double Upper)
{
    /// <summary>Whether the two ends are numbers in order.</summary>
    internal bool IsOrdered => double.IsFinite(Lower) && double.IsFinite(Upper) && Lower <= Upper;

    /// <summary>What can be gained by either of two deviations.</summary>
    internal GapInterval Or(GapInterval other) => new(Math.Max(Lower, other.Lower), Math.Max(Upper, other.Upper));
}

/// <summary>One gap of a joint policy in both readings.</summary>
/// <param name="Initial">Expected gain under the game's initial law.</param>
/// <param name="Worst">Largest gain over all states, including those from which play does not start.</param>
public sealed record EquilibriumGap(GapInterval Initial, GapInterval Worst)
{
    /// <summary>What can be gained by either of two players.</summary>
    internal EquilibriumGap Or(EquilibriumGap other) => new(Initial.Or(other.Initial), Worst.Or(other.Worst));
}
