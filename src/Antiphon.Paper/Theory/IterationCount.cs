namespace Antiphon.Paper;

/// <summary>T, the number of Bellman iterations of G-LEARN, and H, the horizon of the chained processes.</summary>
internal static class IterationCount
{
    /// <summary>T = 2/(1-gamma) ln(r sqrt(k)/(1-gamma)), rounded up, at least 1 (paper, Theorem 4.2 and Lemma B.36; recovered).</summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static double AsPrinted(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return AsPrinted(game, (Magnitude)subsample);
    }

    /// <summary>
    /// Half of it, rounded up: enough for gamma^T r/(1-gamma) &lt;= 1/sqrt(k), all that the proof of Lemma B.36 asks of T, because gamma
    /// &lt;= e^-(1-gamma).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="subsample">k, from 1 to n.</param>
    public static double Sufficient(GameConstants game, long subsample)
    {
        Hypotheses.Require(game, subsample);
        return Clamped(Exact(game, subsample));
    }

    /// <summary>gamma^T r/(1-gamma): how far T iterations from 0 are from the fixed point at most (paper, Lemma B.11).</summary>
    /// <param name="game">The game.</param>
    /// <param name="iterations">T, not negative.</param>
    public static double Truncation(GameConstants game, double iterations)
    {
        Hypotheses.Require(game);
        ArgumentOutOfRangeException.ThrowIfNegative(iterations);
        return Math.Pow(game.Discount, iterations) * game.LargestValue;
    }

    /// <summary>
    /// H = ln(2r/((1-gamma) epsilon))/(1-gamma), rounded up, at least 1: the return of H steps is short of that of all steps by epsilon/2
    /// at most (paper, Lemma C.1 and Corollary C.2; recovered).
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="epsilon">The error allowed, positive, in units of the return.</param>
    public static double Horizon(GameConstants game, double epsilon)
    {
        Hypotheses.Require(game);
        Hypotheses.RequirePositive(epsilon, nameof(epsilon));
        return Clamped(Math.Log(2 * game.LargestValue / epsilon) / (1 - game.Discount));
    }

    /// <summary>The same for a k that may be above n, or above every number of agents.</summary>
    internal static double AsPrinted(GameConstants game, Magnitude subsample) => Clamped(2 * Exact(game, subsample));

    private static double Exact(GameConstants game, Magnitude subsample) =>
        (Math.Log(game.LargestValue) + (subsample.Ln / 2)) / (1 - game.Discount);

    // The logarithm is negative, or of 0, when rewards are tiny; one iteration then is enough.
    private static double Clamped(double count) => Math.Max(1, Math.Ceiling(count));
}
