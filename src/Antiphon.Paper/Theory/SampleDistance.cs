namespace Antiphon.Paper;

/// <summary>How far the make-up of k agents, drawn from n without replacement, is from that of all n, in total variation.</summary>
internal static class SampleDistance
{
    /// <summary>Corrected: E TV &lt;= 1/2 sqrt((S-1)(n-k)/(k(n-1))); 0 at k = n.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static double Expected(GameConstants game, long subsample) =>
        Math.Sqrt(game.LocalStates - 1) * FinitePopulation(game, subsample) / 2;

    /// <summary>Corrected: with probability 1-delta, TV &lt;= sqrt((n-k+1)/(2nk) (S ln 2 + ln(1/delta))).</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    public static double Tail(GameConstants game, long subsample, double delta)
    {
        Hypotheses.RequireShare(delta, nameof(delta));
        return Math.Sqrt(Serfling(game, subsample) * ((game.LocalStates * Math.Log(2)) - Math.Log(delta)));
    }

    /// <summary>
    /// As the paper uses it in Lemma B.27: sqrt((n-k+1)/(8nk) ln(2S/delta)), half of the largest difference of one coordinate. Wrong as a
    /// bound of TV: that is half the sum of all S differences, and grows like sqrt(S) beyond it.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    public static double TailAsPrinted(GameConstants game, long subsample, double delta)
    {
        Hypotheses.RequireShare(delta, nameof(delta));
        return Math.Sqrt(Serfling(game, subsample) / 4 * (Math.Log(2.0 * game.LocalStates) - Math.Log(delta)));
    }

    /// <summary>sqrt((n-k)/(k(n-1))), the standard deviation of a mean of k of n numbers relative to that of one; 0 at k = n.</summary>
    internal static double FinitePopulation(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return subsample == game.Agents ? 0 : Math.Sqrt((game.Agents - subsample) / ((double)subsample * (game.Agents - 1)));
    }

    /// <summary>(n-k+1)/(2nk), from Serfling's inequality.</summary>
    internal static double Serfling(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return (game.Agents - subsample + 1) / (2.0 * game.Agents * subsample);
    }
}
