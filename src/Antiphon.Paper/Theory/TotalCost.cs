namespace Antiphon.Paper;

/// <summary>What the whole alternation draws, by the paper's own count (Theorem D.16; recovered).</summary>
/// <param name="Regime">Which tables and chain.</param>
/// <param name="Sweeps">N_steps by Lemma D.15 at the eta of this k.</param>
/// <param name="GlobalDraws">N m* T: next states of k agents that one G-LEARN draws.</param>
/// <param name="LocalSteps">Micro-steps of one L-LEARN, in order of magnitude.</param>
public sealed record TotalCost(Regime Regime, double Sweeps, Magnitude GlobalDraws, Magnitude LocalSteps)
{
    /// <summary>N_steps (N m* T + steps of L-LEARN).</summary>
    public Magnitude Total => Sweeps * (GlobalDraws + LocalSteps);

    /// <summary>
    /// The cost of a 2 eta equilibrium with probability 1-delta: every oracle call fails with probability delta/(2 N_steps) at most.
    /// </summary>
    /// <param name="game">The game, with rewards that are not all 0.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="regime">Which tables and chain; <see cref="Least"/> takes the cheaper one.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    internal static TotalCost Of(GameConstants game, long subsample, Regime regime, double delta)
    {
        Hypotheses.Require(game, subsample);
        Hypotheses.RequireShare(delta, nameof(delta));
        double sweeps = SweepCount.ByPotential(game, EquilibriumTolerance.AsPrinted(game, subsample));
        double perCall = delta / (2 * sweeps);
        Magnitude entries = regime == Regime.Standard ? TableSizes.Standard(game, subsample) : TableSizes.MeanField(game, subsample);
        Magnitude samples = BellmanNoise.SufficientSamples(game, subsample, entries, perCall);
        Magnitude draws = BellmanNoise.Draws(entries, samples, IterationCount.AsPrinted(game, subsample));
        return new TotalCost(regime, sweeps, draws, ChainCost.Of(game, subsample, regime, perCall).Steps);
    }

    /// <summary>The cheaper of both regimes.</summary>
    /// <param name="game">The game, with rewards that are not all 0.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    internal static TotalCost Least(GameConstants game, long subsample, double delta)
    {
        TotalCost standard = Of(game, subsample, Regime.Standard, delta);
        TotalCost meanField = Of(game, subsample, Regime.MeanField, delta);
        return standard.Total < meanField.Total ? standard : meanField;
    }

    /// <summary>
    /// G^4 A^2 B^2 min(S^8 k^(3+3S), S^(2k+1) k^7)/(1-gamma)^5, Theorem 4.8 as the paper's first version prints it, without its
    /// logarithms. It rests on the wrong count of policies (<see cref="SweepCount.OfFirstVersion"/>).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    internal static Magnitude OfFirstVersion(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        int local = game.LocalStates;
        Magnitude sizes = Magnitude.Power(game.GlobalStates, 4) * Magnitude.Power((double)game.GlobalActions * game.LocalActions, 2);
        Magnitude meanField = Magnitude.Power(local, 8) * Magnitude.Power(subsample, 3 + (3.0 * local));
        Magnitude standard = Magnitude.Power(local, (2.0 * subsample) + 1) * Magnitude.Power(subsample, 7);
        return sizes * Magnitude.Min(meanField, standard) * Magnitude.Power(1 / (1 - game.Discount), 5);
    }
}
