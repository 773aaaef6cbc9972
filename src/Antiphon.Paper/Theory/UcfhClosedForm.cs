namespace Antiphon.Paper;

/// <summary>
/// The constants of UCFH in a process of |S| states, |A| actions and at most C successors (Dann and Brunskill 2015, Algorithm 1;
/// recovered), for processes whose size may be beyond doubles.
/// </summary>
/// <param name="SmallestWeight">w_min = epsilon/(4 H |S|).</param>
/// <param name="MostUpdates">U_max = |S||A| log2(4 |S|^2 H^2/epsilon).</param>
/// <param name="IntervalFailure">delta_1 = delta/(2 U_max C).</param>
/// <param name="Visits">
/// m = 512 (log2 log2 H)^2 (C H^2/epsilon^2) ln^2(8 H^2 |S|^2/epsilon) ln(6 |S||A| C log2^2(4 |S|^2 H^2/epsilon)/delta). Corrected: the
/// double logarithm is at least 1; as printed it is 0 for H = 2 and no number for H = 1.
/// </param>
internal sealed record UcfhClosedForm(Magnitude SmallestWeight, Magnitude MostUpdates, Magnitude IntervalFailure, Magnitude Visits)
{
    /// <summary>Computes the constants.</summary>
    /// <param name="states">|S|, at least 1.</param>
    /// <param name="actions">|A|, at least 1.</param>
    /// <param name="successors">C, at least 1.</param>
    /// <param name="horizon">H, at least 1.</param>
    /// <param name="epsilon">The accuracy, positive, for rewards in [0, 1].</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    internal static UcfhClosedForm Of(
        Magnitude states,
        double actions,
        Magnitude successors,
        Magnitude horizon,
        double epsilon,
        double delta
    )
    {
        Hypotheses.RequirePositive(epsilon, nameof(epsilon));
        Hypotheses.RequireShare(delta, nameof(delta));
        Magnitude pairs = states * actions;
        Magnitude spread = 4 * states * states * horizon * horizon / epsilon;
        double doublings = spread.Ln / Math.Log(2);
        Magnitude updates = pairs * doublings;
        double phases = Math.Max(1, Math.Log2(Math.Max(2, horizon.Ln / Math.Log(2))));
        double ordered = (2 * spread).Ln;
        double events = (6 * pairs * successors * (doublings * doublings) / delta).Ln;
        Magnitude visits = 512 * (phases * phases) * successors * horizon * horizon / epsilon / epsilon * (ordered * ordered * events);
        return new UcfhClosedForm(epsilon / (4 * horizon * states), updates, delta / (2 * updates * successors), visits);
    }
}
