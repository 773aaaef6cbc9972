namespace Antiphon.Paper;

/// <summary>Sizes of G-LEARN's tables and of the policy classes.</summary>
internal static class TableSizes
{
    /// <summary>N_std = G A S^k, the entries of the standard table (paper, Algorithm 1).</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude Standard(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return Pairs(game) * Magnitude.Power(game.LocalStates, subsample);
    }

    /// <summary>N_mf = G A C(k+S-1, S-1), the entries of the table by count vectors: those that occur.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude MeanField(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return Pairs(game) * CountVectors(game.LocalStates, subsample);
    }

    /// <summary>G A S k^S, the paper's estimate of the mean-field table. Never below <see cref="MeanField"/>; equal at k = 1.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static Magnitude MeanFieldAsPrinted(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return Pairs(game) * game.LocalStates * Magnitude.Power(subsample, game.LocalStates);
    }

    /// <summary>(k+1)^S, the whole grid mu_k(S_l) of Definition 3.1; only C(k+S-1, S-1) of its points sum to 1.</summary>
    /// <param name="localStates">S, at least 1.</param>
    /// <param name="subsample">k, at least 0.</param>
    public static Magnitude Grid(int localStates, long subsample) => Magnitude.Power(subsample + 1.0, localStates);

    /// <summary>C(k+S-1, S-1), the number of count vectors of k agents.</summary>
    /// <param name="localStates">S, at least 1.</param>
    /// <param name="subsample">k, at least 0.</param>
    public static Magnitude CountVectors(int localStates, double subsample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(localStates, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(subsample);
        return Magnitude.Choose(subsample + localStates - 1, localStates - 1);
    }

    /// <summary>The paper's switch: standard when S^k &lt;= S k^S, else mean-field (Algorithm 1).</summary>
    /// <remarks>
    /// Corrected: the factor S and the power k^S come from an earlier paper whose histograms had another domain. C(k+S-1, S-1) &lt;= S^k
    /// always, with equality for k = 1 or S = 1 alone, so that the table by count vectors is never the larger one; and both hold the same
    /// function, which does not depend on the order of the agents.
    /// </remarks>
    /// <param name="localStates">S, at least 1.</param>
    /// <param name="subsample">k, at least 1.</param>
    public static Regime AsPrinted(int localStates, long subsample)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(localStates, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(subsample, 1);
        return Magnitude.Power(localStates, subsample) <= localStates * Magnitude.Power(subsample, localStates)
            ? Regime.Standard
            : Regime.MeanField;
    }

    /// <summary>The number of deterministic global policies by count vectors, A^(G C(k+S-1, S-1)).</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <returns>Its decimal logarithm, since the number itself may be beyond even <see cref="Magnitude"/>.</returns>
    public static Magnitude Log10GlobalPolicies(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return Math.Log10(game.GlobalActions) * game.GlobalStates * CountVectors(game.LocalStates, subsample);
    }

    /// <summary>The number of deterministic shared local policies, B^(S G).</summary>
    /// <param name="game">The game.</param>
    public static Magnitude LocalPolicies(GameConstants game)
    {
        Hypotheses.Require(game);
        return Magnitude.Power(game.LocalActions, (double)game.LocalStates * game.GlobalStates);
    }

    private static Magnitude Pairs(GameConstants game) => (double)game.GlobalStates * game.GlobalActions;
}
