namespace Antiphon.Paper;

/// <summary>
/// epsilon_{k,m}: what G-LEARN's m samples per table entry leave of error (paper, Definition 4.1). Antiphon's own G-LEARN uses exact
/// expectations and has none.
/// </summary>
internal static class BellmanNoise
{
    /// <summary>
    /// Lemma B.35: gamma r/(1-gamma)^2 sqrt(ln(2N/delta)/(2m)), with probability 1-delta (recovered). Holds when each entry's m samples
    /// are drawn once and kept over all iterations: Hoeffding at the fixed point of the exact operator, over N entries, divided by
    /// 1-gamma.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="entries">N, the entries of the table.</param>
    /// <param name="samples">m, at least 1.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    public static double Frozen(GameConstants game, Magnitude entries, Magnitude samples, double delta) =>
        Scale(game) * Math.Exp(0.5 * (Math.Log(LogOfEvents(entries, delta)) - Math.Log(2) - samples.Ln));

    /// <summary>
    /// Corrected, for samples that are drawn anew in every iteration, which the printed proof does not cover: gamma^T r/(1-gamma) plus
    /// Lemma B.35 with a union over N T events. Bounds the distance of the T-th iterate from the exact fixed point.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="entries">N, the entries of the table.</param>
    /// <param name="samples">m, at least 1.</param>
    /// <param name="iterations">T, at least 1.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    public static double Fresh(GameConstants game, Magnitude entries, Magnitude samples, double iterations, double delta) =>
        IterationCount.Truncation(game, iterations) + Frozen(game, entries * iterations, samples, delta);

    /// <summary>
    /// m* = gamma^2 r^2 k ln(2N/delta) / (2 (1-gamma)^4), rounded up, at least 1: with T iterations the noise then is at most 2/sqrt(k)
    /// with probability 1-delta (paper, Lemma 4.3 and B.36; recovered).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="entries">N, the entries of the table.</param>
    /// <param name="delta">The probability of failure, in (0, 1].</param>
    public static Magnitude SufficientSamples(GameConstants game, long subsample, Magnitude entries, double delta)
    {
        Hypotheses.Require(game, subsample);
        return SufficientSamples(game, (Magnitude)subsample, entries, delta);
    }

    /// <summary>The same for a k that may be above n, or above every number of agents.</summary>
    internal static Magnitude SufficientSamples(GameConstants game, Magnitude subsample, Magnitude entries, double delta)
    {
        var scale = Magnitude.From(Scale(game));
        return Magnitude.Max(Magnitude.One, (scale * scale * subsample * (LogOfEvents(entries, delta) / 2)).Ceiling());
    }

    /// <summary>
    /// N m T draws of a whole next state of k agents: what the algorithm draws when every iteration draws anew (paper, Theorem 4.4,
    /// without its logarithms). With samples kept over the iterations, as Lemma B.35 needs them, the factor T drops out: pass 1.
    /// </summary>
    /// <param name="entries">N, the entries of the table.</param>
    /// <param name="samples">m.</param>
    /// <param name="iterations">T; 1 for samples that are kept.</param>
    public static Magnitude Draws(Magnitude entries, Magnitude samples, double iterations) => entries * samples * iterations;

    // gamma r/(1-gamma)^2.
    private static double Scale(GameConstants game)
    {
        Hypotheses.Require(game);
        return game.Discount * game.LargestValue / (1 - game.Discount);
    }

    // ln(2N/delta), at least ln 2.
    private static double LogOfEvents(Magnitude entries, double delta)
    {
        Hypotheses.RequireShare(delta, nameof(delta));
        return Math.Log(2) + Math.Max(0, entries.Ln) - Math.Log(delta);
    }
}
