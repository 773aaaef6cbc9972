namespace Antiphon.Paper;

/// <summary>
/// What a global agent that sees k of n agents loses against the best response that sees all, for a fixed local policy, in every state; in
/// units of the return.
/// </summary>
public static class SubsamplingGap
{
    /// <summary>
    /// Theorem 4.2 without its noise term, at delta = 1/(A sqrt(k)): 2r/(1-gamma)^2 (sqrt((n-k+1)/(2nk) ln(2 S A sqrt(k))) + 1/sqrt(k))
    /// (recovered).
    /// </summary>
    /// <remarks>
    /// Its proof does not hold: Lemma B.18 is false between different k, Lemma B.23 exchanges a maximum and an expectation, and Lemma B.27
    /// uses a bound of one coordinate as one of total variation. It is here because the paper promises it; <see
    /// cref="Corrected(GameConstants, long)"/> is what can be proved.
    /// </remarks>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static double AsPrinted(GameConstants game, long subsample)
    {
        double events = Math.Log(2.0 * game.LocalStates * game.GlobalActions * Math.Sqrt(subsample));
        return 2
            * game.LargestValue
            / (1 - game.Discount)
            * (Math.Sqrt(SampleDistance.Serfling(game, subsample) * events) + (1 / Math.Sqrt(subsample)));
    }

    /// <summary>
    /// Corrected: r_l sqrt(S-1)/(1-gamma)^3 sqrt((n-k)/(k(n-1))), from a coupling of the k agents with the n they belong to. It has no
    /// noise term, because that of the exact operator is 0. It is 0 at k = n and independent of r_g.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static double Corrected(GameConstants game, long subsample) => Corrected(game, subsample, game.LocalReward);

    /// <summary>The same with the span of local rewards for their bound, which is never larger and often smaller.</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="span">
    /// The largest difference of expected local rewards in one global state: <see cref="GameConstants.Span"/> for all local policies, or
    /// <see cref="GameConstants.SpanUnder"/> for one.
    /// </param>
    public static double Corrected(GameConstants game, long subsample, double span)
    {
        ArgumentNullException.ThrowIfNull(game);
        ArgumentOutOfRangeException.ThrowIfNegative(span);
        return span / Cube(1 - game.Discount) * Math.Sqrt(game.LocalStates - 1) * SampleDistance.FinitePopulation(game, subsample);
    }

    /// <summary>
    /// Corrected, before policies are compared: |Q_k(s_g, s_Delta, a_g) - Q(s, a_g)| &lt;= span/(1-gamma) TV(F_Delta, F_[n]) + gamma
    /// span/(2(1-gamma)^2) sqrt((S-1)(n-k)/(nk)), for every subset Delta of k agents.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    /// <param name="distance">TV between the make-up of Delta and that of all n, in [0, 1].</param>
    public static double OfActionValues(GameConstants game, long subsample, double distance)
    {
        Hypotheses.Require(game, subsample);
        double missing = (game.Agents - subsample) / ((double)game.Agents * subsample);
        double drift = game.Discount / (1 - game.Discount) / 2 * Math.Sqrt((game.LocalStates - 1) * missing);
        return game.Span / (1 - game.Discount) * (distance + drift);
    }

    /// <summary>2 epsilon_{k,m}/(1-gamma): what noise in the action values adds to any of the gaps above.</summary>
    /// <param name="game">The game.</param>
    /// <param name="noise">A bound of epsilon_{k,m}, not negative.</param>
    public static double OfNoise(GameConstants game, double noise)
    {
        Hypotheses.Require(game);
        ArgumentOutOfRangeException.ThrowIfNegative(noise);
        return 2 * noise / (1 - game.Discount);
    }

    private static double Cube(double value) => value * value * value;
}
