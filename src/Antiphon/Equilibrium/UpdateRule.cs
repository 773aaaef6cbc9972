namespace Antiphon.Equilibrium;

/// <summary>When a proposal replaces the incumbent, and when the alternation ends.</summary>
public enum UpdateRule
{
    /// <summary>
    /// Accepts what is surely better by the threshold when deployed at the true n, judged alike for both players; ends when a whole sweep
    /// brings no accepted proposal. What the paper's Remark D.13 and Lemma D.15 describe, made operational.
    /// </summary>
    Corrected,

    /// <summary>The paper's function UPDATE (Algorithm 3), literally: see <see cref="PaperBox"/>.</summary>
    PaperBox,
}

/// <summary>What the paper's function UPDATE decides.</summary>
public enum UpdateDecision
{
    /// <summary>Better by more than 2 eta in every state: the proposal becomes the incumbent.</summary>
    Accept,

    /// <summary>Worse by more than 2 eta in some state: the incumbent stays.</summary>
    Reject,

    /// <summary>Neither: the eta-intervals overlap; the paper's algorithm ends and declares a 2 eta equilibrium.</summary>
    Terminate,
}

/// <summary>
/// The paper's function UPDATE (Algorithm 3): values of the old and of the new pair, each known within eta, are compared in all subsampled
/// states.
/// </summary>
/// <remarks>
/// Kept for comparison. Its overlap says that the new pair is not clearly better everywhere, which is less than an equilibrium: a gain of
/// any size in one state with none in another ends the algorithm (docs/errata.md, E14).
/// </remarks>
public static class PaperBox
{
    /// <summary>Decides on a proposal.</summary>
    /// <param name="oldValues">Values of the incumbent, one per subsampled state (s_g, F).</param>
    /// <param name="newValues">Values with the proposal, in the same states.</param>
    /// <param name="eta">How exactly values are known, not negative; in units of the return.</param>
    /// <exception cref="ArgumentException">
    /// There is no state, the lengths differ, a value is infinite or NaN, or eta is negative or NaN.
    /// </exception>
    public static UpdateDecision Decide(ReadOnlySpan<double> oldValues, ReadOnlySpan<double> newValues, double eta)
    {
        if (oldValues.IsEmpty || oldValues.Length != newValues.Length)
        {
            throw new ArgumentException(
                $"found {oldValues.Length} old and {newValues.Length} new values; expected as many of both, and at least one",
                nameof(newValues)
            );
        }

        if (!(eta >= 0))
        {
            throw new ArgumentException($"eta is {eta}; expected a number that is not negative", nameof(eta));
        }

        (double smallest, bool largestLoss) = (double.PositiveInfinity, false);
        for (int state = 0; state < oldValues.Length; state++)
        {
            double gain = newValues[state] - oldValues[state];
            if (!double.IsFinite(gain))
            {
                // No comparison with it is true, which would pass for overlapping intervals.
                throw new ArgumentException(
                    $"state {state}: the values are {oldValues[state]} and {newValues[state]}; expected finite numbers",
                    nameof(newValues)
                );
            }

            smallest = Math.Min(smallest, gain);
            largestLoss |= newValues[state] < oldValues[state] - (2 * eta);
        }

        return smallest > 2 * eta ? UpdateDecision.Accept
            : largestLoss ? UpdateDecision.Reject
            : UpdateDecision.Terminate;
    }

    /// <summary>
    /// N_steps, the number of sweeps that Lemma D.15 allows: 1 + range/((1 - gamma) eta), when every accepted update raises the potential,
    /// which lies in an interval of length range/(1 - gamma), by eta at least. Rounded up; at most <see cref="int.MaxValue"/>.
    /// </summary>
    /// <param name="range">Largest minus smallest reward of a step (the paper's r, whose rewards start at 0); not negative.</param>
    /// <param name="discount">gamma in [0, 1).</param>
    /// <param name="eta">The gain that every accepted update brings; positive.</param>
    public static int LargestSweeps(double range, double discount, double eta)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(range);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(eta);
        ArgumentOutOfRangeException.ThrowIfNegative(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(discount, 1);
        return (int)Math.Min(int.MaxValue, 1 + Math.Ceiling(range / ((1 - discount) * eta)));
    }
}
