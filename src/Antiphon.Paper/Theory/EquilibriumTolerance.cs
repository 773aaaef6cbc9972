namespace Antiphon.Paper;

/// <summary>
/// eta: the accuracy of both best responses, from which the paper's algorithm promises a 2 eta equilibrium (Definition D.12, Theorem
/// D.16).
/// </summary>
public static class EquilibriumTolerance
{
    /// <summary>
    /// eta_g: Theorem 4.2 with the noise 2/sqrt(k) of Lemma 4.3, which adds 4/((1-gamma) sqrt(k)) (paper, Theorem 4.4 and B.37;
    /// recovered).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static double OfGlobalAgent(GameConstants game, long subsample) =>
        SubsamplingGap.AsPrinted(game, subsample) + SubsamplingGap.OfNoise(game, 2 / Math.Sqrt(subsample));

    /// <summary>eta_l = 1/sqrt(k), the accuracy that L-LEARN asks of UCFH (paper, Algorithm 2).</summary>
    /// <param name="subsample">k, at least 1.</param>
    public static double OfLocalAgents(long subsample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);
        return 1 / Math.Sqrt(subsample);
    }

    /// <summary>eta, the larger of both (paper, Definition D.12).</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static double AsPrinted(GameConstants game, long subsample) =>
        Math.Max(OfGlobalAgent(game, subsample), OfLocalAgents(subsample));

    /// <summary>Corrected, for exact expectations: the larger of the corrected gap and eta_l.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static double Corrected(GameConstants game, long subsample) =>
        Math.Max(SubsamplingGap.Corrected(game, subsample, game.Span), OfLocalAgents(subsample));

    /// <summary>Whether a bound says nothing: no two policies differ by more than V_max = r/(1-gamma) anyway.</summary>
    /// <param name="game">The game.</param>
    /// <param name="bound">A bound of a difference of values; for an equilibrium 2 eta.</param>
    public static bool IsVacuous(GameConstants game, double bound)
    {
        Hypotheses.Require(game);
        return bound >= game.LargestValue;
    }
}
