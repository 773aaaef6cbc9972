namespace Antiphon.Paper;

/// <summary>N_steps: how many sweeps (a proposal of either side each) the alternation takes at most.</summary>
internal static class SweepCount
{
    /// <summary>
    /// Lemma D.15: 1 + r/((1-gamma) eta), when every accepted update raises the potential, which lies between 0 and r/(1-gamma), by eta at
    /// least (recovered).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="eta">The gain of an accepted update, positive, in units of the return.</param>
    public static double ByPotential(GameConstants game, double eta)
    {
        Hypotheses.Require(game);
        Hypotheses.RequirePositive(eta, nameof(eta));
        return 1 + (game.LargestValue / eta);
    }

    /// <summary>
    /// 2 |Pi_g| |Pi_l| as the paper's first version evaluates it: 2 (G A S k^S)(S G B) or 2 (G A S^k)(S G B). Wrong: it takes the entries
    /// of a table for the number of policies, which is A^(entries); the second version replaced it by <see cref="ByPotential"/>.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="regime">Which table.</param>
    public static Magnitude OfFirstVersion(GameConstants game, long subsample, Regime regime)
    {
        Magnitude table =
            regime == Regime.Standard ? TableSizes.Standard(game, subsample) : TableSizes.MeanFieldAsPrinted(game, subsample);
        return 2 * table * ((double)game.LocalStates * game.GlobalStates * game.LocalActions);
    }

    /// <summary>2 |Pi_g| |Pi_l| with the true numbers of deterministic policies, as its decimal logarithm.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude Log10OfAllPairs(GameConstants game, long subsample) =>
        Math.Log10(2) + TableSizes.Log10GlobalPolicies(game, subsample) + TableSizes.LocalPolicies(game).Log10;
}
