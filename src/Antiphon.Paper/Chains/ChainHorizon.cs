namespace Antiphon.Paper;

/// <summary>From a discounted return to one of finitely many steps.</summary>
/// <remarks>
/// If |r| is at most R, what steps H, H+1, .. add is at most gamma^H R / (1-gamma) (the paper's Lemma C.1), which is at most epsilon/2
/// from H = ceil(ln(2R / ((1-gamma) epsilon)) / (1-gamma)) on (Corollary C.2). An epsilon/2-optimal policy of H steps is then
/// epsilon-optimal without a horizon.
/// </remarks>
internal static class ChainHorizon
{
    /// <summary>H of Corollary C.2, at least 1.</summary>
    /// <param name="discount">gamma, in [0, 1).</param>
    /// <param name="rewardBound">R, the largest absolute reward of a step; at least 0.</param>
    /// <param name="accuracy">epsilon, positive, in units of the return; half of it is spent here.</param>
    /// <exception cref="InvalidInputException">An argument is out of range, or H exceeds 2^31 - 1.</exception>
    public static int Periods(double discount, double rewardBound, double accuracy)
    {
        if (!(discount >= 0 && discount < 1) || !(rewardBound >= 0 && double.IsFinite(rewardBound)) || !(accuracy > 0))
        {
            throw new InvalidInputException(
                $"a horizon needs a discount in [0, 1), a finite reward bound >= 0 and an accuracy > 0; found {discount}, {rewardBound}, "
                    + $"{accuracy}"
            );
        }

        // gamma <= exp(-(1-gamma)), so the quotient is enough; it is not tight.
        double steps = Math.Ceiling(Math.Log(2 * rewardBound / ((1 - discount) * accuracy)) / (1 - discount));
        if (steps > int.MaxValue)
        {
            throw new InvalidInputException(
                $"accuracy {accuracy} at discount {discount} needs {steps:G4} steps; at most {int.MaxValue:N0} are supported; use a "
                    + "coarser accuracy or lower the discount"
            );
        }

        return discount == 0 ? 1 : (int)Math.Max(1, steps);
    }

    /// <summary>gamma^H R / (1-gamma): the most that the steps after the horizon can add or take away.</summary>
    /// <param name="discount">gamma, in [0, 1).</param>
    /// <param name="rewardBound">R, the largest absolute reward of a step.</param>
    /// <param name="periods">H.</param>
    public static double TruncationBound(double discount, double rewardBound, int periods) =>
        Math.Pow(discount, periods) * rewardBound / (1 - discount);
}
