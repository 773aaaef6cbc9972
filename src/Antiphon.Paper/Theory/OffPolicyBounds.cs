namespace Antiphon.Paper;

/// <summary>
/// Constants of Theorem E.4, on Q-learning along one trajectory of k fixed agents under a behaviour policy (paper, appendix E). If the k
/// agents are drawn anew in every step, what is learned from is no Markov chain, and the theorem does not apply.
/// </summary>
/// <param name="Discount">gamma, in [0, 1).</param>
/// <param name="SmallestWeight">N_min, the smallest stationary probability of a table entry under the behaviour policy, in (0, 1].</param>
/// <param name="StartNorm">The largest absolute entry of Q_0.</param>
/// <param name="StartError">The largest absolute entry of Q_0 - Q*.</param>
/// <param name="SolutionNorm">The largest absolute entry of Q*.</param>
/// <param name="RewardBound">r. As printed it is 1; corrected: rewards in [0, r] bring r in its place.</param>
internal sealed record OffPolicyBounds(
    double Discount,
    double SmallestWeight,
    double StartNorm,
    double StartError,
    double SolutionNorm,
    double RewardBound = 1
)
{
    /// <summary>beta = 1 - N_min (1-gamma), the contraction of the averaged update (paper, Proposition E.3).</summary>
    public double Contraction => 1 - (Weight * (1 - Discount));

    /// <summary>c_Q1 = 3 (||Q_0 - Q*|| + ||Q_0|| + r)^2.</summary>
    public double StartConstant => 3 * Square(StartError + StartNorm + RewardBound);

    /// <summary>c_Q2 = 912 e (3 ||Q*|| + r)^2.</summary>
    public double NoiseConstant => 912 * Math.E * Square((3 * SolutionNorm) + RewardBound);

    private double Weight =>
        Discount is >= 0 and < 1 && SmallestWeight is > 0 and <= 1
            ? SmallestWeight
            : throw new InvalidInputException(
                $"gamma = {Discount}, N_min = {SmallestWeight}; expected gamma in [0, 1) and N_min in (0, 1]"
            );

    /// <summary>
    /// (39): E||Q_t - Q*||^2 &lt;= c_Q1 (1 - (1-beta) alpha/2)^(t - t_alpha) + c_Q2 ln(|X||A|) alpha t_alpha/(1-beta)^2, for a constant
    /// step size alpha that is small enough for the theorem; the numerical constant in that condition is not given in the paper.
    /// </summary>
    /// <param name="entries">|X||A|, the entries of the table.</param>
    /// <param name="step">alpha, in (0, 1].</param>
    /// <param name="mixing">t_alpha: steps until the chain is within alpha of its stationary law; not negative.</param>
    /// <param name="time">t, at least t_alpha.</param>
    public double SquaredError(Magnitude entries, double step, double mixing, double time)
    {
        Hypotheses.RequireShare(step, nameof(step));
        ArgumentOutOfRangeException.ThrowIfNegative(mixing);
        ArgumentOutOfRangeException.ThrowIfLessThan(time, mixing);
        double slack = Weight * (1 - Discount);
        return (StartConstant * Math.Pow(1 - (slack * step / 2), time - mixing))
            + (NoiseConstant * Math.Max(0, entries.Ln) / slack / slack * step * mixing);
    }

    /// <summary>
    /// Corollary E.5 (40) in order of magnitude: ln^2(1/epsilon)/epsilon^2 (1-gamma)^-5 N_min^-3 steps for E||Q_t - Q*|| &lt;= epsilon.
    /// Constants and further logarithms are hidden in the paper, so that the true number is larger.
    /// </summary>
    /// <param name="discount">gamma, in [0, 1).</param>
    /// <param name="inverseWeight">1/N_min, at least the number of table entries: no law gives each of N entries more than 1/N.</param>
    /// <param name="epsilon">The error allowed, in (0, 1].</param>
    public static Magnitude Steps(double discount, Magnitude inverseWeight, double epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(discount);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(discount, 1);
        Hypotheses.RequireShare(epsilon, nameof(epsilon));
        double logarithm = Math.Max(1, -Math.Log(epsilon));
        return logarithm
            * logarithm
            / epsilon
            / epsilon
            * Magnitude.Power(1 / (1 - discount), 5)
            * inverseWeight
            * inverseWeight
            * inverseWeight;
    }

    private static double Square(double value) => value * value;
}
