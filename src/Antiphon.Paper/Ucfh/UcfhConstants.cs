namespace Antiphon.Paper;

/// <summary>
/// The constants of UCFH (Dann and Brunskill 2015, Algorithm 1), for rewards in [0, 1]. They may be astronomically large.
/// </summary>
/// <param name="States">|S|.</param>
/// <param name="Actions">A.</param>
/// <param name="Horizon">H, micro-steps.</param>
/// <param name="Accuracy">epsilon, in (0, 1], on the scale of rewards in [0, 1].</param>
/// <param name="FailureProbability">delta, in (0, 1].</param>
/// <param name="MaximumSuccessors">C, the most successors of one state and action.</param>
/// <param name="MinimumWeight">w_min = epsilon / (4 H |S|).</param>
/// <param name="MaximumUpdates">U_max = |S| A log2(|S| H / w_min), the most updates of the model.</param>
/// <param name="IntervalFailure">delta_1 = delta / (2 U_max C), the failure probability of one interval.</param>
/// <param name="Observations">
/// m = 512 (log2 log2 H)^2 (C H^2 / epsilon^2) ln^2(8 H^2 |S|^2 / epsilon) ln(6 |S| A C log2^2(4 |S|^2 H^2 / epsilon) / delta); the
/// squared iterated logarithm, which is 0 at H = 2 and undefined at H = 1, is raised to 1.
/// </param>
/// <param name="Scale">What m is multiplied by; 1 is the paper's schedule.</param>
internal sealed record UcfhConstants(
    double States,
    double Actions,
    double Horizon,
    double Accuracy,
    double FailureProbability,
    double MaximumSuccessors,
    double MinimumWeight,
    double MaximumUpdates,
    double IntervalFailure,
    double Observations,
    double Scale
)
{
    /// <summary>ln(6 / delta_1), which sets the width of the intervals.</summary>
    public double Logarithm => Math.Log(6 / IntervalFailure);

    /// <summary>Scale m w_min: visits to a state and action before it is first used.</summary>
    public double FirstUpdate => Scale * Observations * MinimumWeight;

    /// <summary>|S| Scale m H: a state and action with so many observations is not updated any more.</summary>
    public double LastUpdate => States * Scale * Observations * Horizon;

    /// <summary>Computes the constants.</summary>
    /// <param name="states">|S|, at least 1.</param>
    /// <param name="actions">A, at least 1.</param>
    /// <param name="horizon">H, at least 1.</param>
    /// <param name="accuracy">epsilon, in (0, 1].</param>
    /// <param name="failureProbability">delta, in (0, 1].</param>
    /// <param name="maximumSuccessors">C, at least 1.</param>
    /// <param name="scale">The factor of m; positive.</param>
    /// <exception cref="InvalidInputException">A number is out of range.</exception>
    public static UcfhConstants Create(
        double states,
        double actions,
        double horizon,
        double accuracy,
        double failureProbability,
        double maximumSuccessors,
        double scale = 1
    )
    {
        if (
            !(states >= 1 && actions >= 1 && horizon >= 1 && maximumSuccessors >= 1)
            || !(accuracy > 0 && accuracy <= 1)
            || !(failureProbability > 0 && failureProbability <= 1)
            || !(scale > 0)
        )
        {
            throw new InvalidInputException(
                "UCFH needs states, actions, steps and successors >= 1, accuracy and failure probability in (0, 1] and scale > 0; found "
                    + $"{states}, {actions}, {horizon}, {maximumSuccessors}, {accuracy}, {failureProbability}, {scale}"
            );
        }

        double pairs = states * actions;
        double weight = accuracy / (4 * horizon * states);
        double updates = pairs * Math.Log2(states * horizon / weight);
        double iterated = Math.Max(1, Square(Math.Log2(Math.Max(1, Math.Log2(horizon)))));
        double depth = Math.Log2(4 * Square(states) * Square(horizon) / accuracy);
        double observations =
            512
            * iterated
            * (maximumSuccessors * Square(horizon) / Square(accuracy))
            * Square(Math.Log(8 * Square(horizon) * Square(states) / accuracy))
            * Math.Log(6 * pairs * maximumSuccessors * Square(depth) / failureProbability);
        return new UcfhConstants(
            states,
            actions,
            horizon,
            accuracy,
            failureProbability,
            maximumSuccessors,
            weight,
            updates,
            failureProbability / (2 * updates * maximumSuccessors),
            observations,
            scale
        );
    }

    private static double Square(double number) => number * number;
}
