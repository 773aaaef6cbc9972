using Antiphon.Equilibrium;

namespace Antiphon.Paper;

/// <summary>What the paper's function UPDATE decides.</summary>
internal enum UpdateDecision
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
/// any size in one state
/// with none in another ends the algorithm (docs/errata.md, E14).
/// </remarks>
internal static class PaperBox
{
    /// <summary>Decides on a proposal.</summary>
    /// <param name="oldValues">Values of the incumbent, one per subsampled state (s_g, F).</param>
    /// <param name="newValues">Values with the proposal, in the same states.</param>
    /// <param name="eta">How exactly values are known, not negative; in units of the return.</param>
    /// <exception cref="ArgumentException">There is no state, the lengths differ, a value is infinite or NaN, or eta is negative or
    /// NaN.</exception>
    public static UpdateDecision Decide(ReadOnlySpan<double> oldValues, ReadOnlySpan<double> newValues, double eta)
    {
        if (oldValues.IsEmpty || oldValues.Length != newValues.Length)
        {
            throw new ArgumentException(
                $"found {oldValues.Length} old and {newValues.Length} new values; expected the same number of both, at least one",
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
}
