namespace Antiphon.Paper;

/// <summary>
/// SUBSAMPLE-MFQ, the predecessor that the paper's Table 2 compares with. It promises more (a policy within epsilon of the optimum), asks
/// for more (every agent sees the sampled peers) and keeps a table over pairs z = (s_l, a_l) of local state and action, |Z| = S B.
/// </summary>
internal static class SubsampleMfq
{
    /// <summary>
    /// min(G A |Z|^k, G A |Z| k^|Z|), the table that its sample complexity is proportional to at a fixed k (paper, Table 2).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude Table(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        double pairs = (double)game.LocalStates * game.LocalActions;
        return Global(game) * Magnitude.Min(Magnitude.Power(pairs, subsample), pairs * Magnitude.Power(subsample, pairs));
    }

    /// <summary>
    /// min(G A S^k, G A S k^S), the same of this paper's G-LEARN: local actions no longer are in the exponent (paper, Table 2).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude TableOfAlternation(GameConstants game, long subsample) =>
        Magnitude.Min(TableSizes.Standard(game, subsample), TableSizes.MeanFieldAsPrinted(game, subsample));

    /// <summary>
    /// m* = 2 G A S B k^(3.5 + S B)/(1-gamma)^5 ln(G A B S) ln(1/(1-gamma)^2), its samples per entry, for probability 1 - 1/(100 e^k).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude SufficientSamples(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        double pairs = (double)game.LocalStates * game.LocalActions;
        double sizes = (double)game.GlobalStates * game.GlobalActions * pairs;
        double effective = 1 / (1 - game.Discount);
        return 2
            * sizes
            * Magnitude.Power(subsample, 3.5 + pairs)
            * Magnitude.Power(effective, 5)
            * (Math.Log(sizes) * 2 * Math.Log(effective));
    }

    /// <summary>
    /// Its gap, final form: r/(1-gamma)^2 sqrt((n-k+1)/(2nk)) sqrt(ln(40 r S B A k^(B+1/2)/(1-gamma)^2)) + 4/sqrt(k) (paper, Table 2). Its
    /// proof shares the faults of <see cref="SubsamplingGap.AsPrinted"/>.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static double Gap(GameConstants game, long subsample)
    {
        double effective = 1 / (1 - game.Discount);
        double inside = 40.0 * game.Reward * game.LocalStates * game.LocalActions * game.GlobalActions * effective * effective;
        double events = Math.Max(0, Math.Log(inside) + ((game.LocalActions + 0.5) * Math.Log(subsample)));
        return (game.LargestValue * effective * Math.Sqrt(SampleDistance.Serfling(game, subsample) * events)) + (4 / Math.Sqrt(subsample));
    }

    private static Magnitude Global(GameConstants game) => (double)game.GlobalStates * game.GlobalActions;
}
