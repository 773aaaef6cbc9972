namespace Antiphon.Paper;

/// <summary>The smallest k at which a bound reaches a target. All of them fall as k grows.</summary>
public static class SmallestSubsample
{
    private const double ExactlyCounted = 1e15;

    /// <summary>
    /// The k at which Theorem 4.2 without noise is at most a target, as if there were infinitely many agents; often far more than there
    /// are.
    /// </summary>
    /// <param name="game">The game; its n is not used.</param>
    /// <param name="target">The gap wanted, positive, in units of the return.</param>
    public static Magnitude ForPrintedGap(GameConstants game, double target) => WithoutAgents(game, 0, target);

    /// <summary>
    /// The k at which 2 eta of the paper is below V_max = r/(1-gamma), as if there were infinitely many agents; below it the theorem says
    /// nothing.
    /// </summary>
    /// <param name="game">The game, with rewards that are not all 0; its n is not used.</param>
    public static Magnitude ForPrintedMeaning(GameConstants game) => WithoutAgents(game, 4 / (1 - game.Discount), game.LargestValue / 2);

    /// <summary>
    /// The k at which the corrected gap (with the span) is at most a target, as if there were infinitely many agents: proportional to
    /// 1/target^2.
    /// </summary>
    /// <param name="game">The game; its n is not used.</param>
    /// <param name="target">The gap wanted, positive, in units of the return.</param>
    public static Magnitude ForCorrectedGapOfManyAgents(GameConstants game, double target)
    {
        var root = Magnitude.From(Coefficient(game, target));
        return Magnitude.Max(Magnitude.One, (root * root).Ceiling());
    }

    /// <summary>
    /// The k at which the corrected gap (with the span) is at most a target with the n agents there are: at most n, where the gap is 0.
    /// </summary>
    /// <param name="game">The game.</param>
    /// <param name="target">The gap wanted, positive, in units of the return.</param>
    public static long ForCorrectedGap(GameConstants game, double target)
    {
        // From (n-k)/(k(n-1)) <= 1/c^2, c = gap * sqrt(k) at infinite n: k >= n/(1 + (n-1)/c^2). The neighbours make up for rounding.
        double coefficient = Coefficient(game, target);
        double share = 1 + ((game.Agents - 1) / coefficient / coefficient);
        long k = coefficient == 0 ? 1 : (long)Math.Clamp(Math.Ceiling(game.Agents / share), 1, game.Agents);
        while (k > 1 && SubsamplingGap.Corrected(game, k - 1, game.Span) <= target)
        {
            k--;
        }

        while (k < game.Agents && SubsamplingGap.Corrected(game, k, game.Span) > target)
        {
            k++;
        }

        return k;
    }

    // span sqrt(S-1)/(1-gamma)^3 / target.
    private static double Coefficient(GameConstants game, double target)
    {
        Hypotheses.Require(game);
        Hypotheses.RequirePositive(target, nameof(target));
        double effective = 1 / (1 - game.Discount);
        return game.Span * Math.Sqrt(game.LocalStates - 1) * effective * effective * effective / target;
    }

    // Solves f(k) = (2r/(1-gamma)^2 (sqrt(ln(2SA sqrt k)/2) + 1) + extra)/sqrt k = target by bisection over x = ln k, in logarithms. f
    // falls: 2SA >= 2.
    private static Magnitude WithoutAgents(GameConstants game, double extra, double target)
    {
        Hypotheses.Require(game);
        Hypotheses.RequirePositive(target, nameof(target));
        double scale = 2 * game.LargestValue / (1 - game.Discount);
        double pairs = Math.Log(2.0 * game.LocalStates * game.GlobalActions);
        if (Excess(0) <= 0)
        {
            return Magnitude.One;
        }

        (double low, double high) = (0.0, 1.0);
        while (Excess(high) > 0)
        {
            (low, high) = (high, 2 * high);
        }

        for (int halving = 0; halving < 100; halving++)
        {
            double middle = low + ((high - low) / 2);
            (low, high) = Excess(middle) > 0 ? (middle, high) : (low, middle);
        }

        var k = Magnitude.FromLn(high);
        return k < ExactlyCounted ? Settled(Math.Floor(k.Value)) : k;

        double Excess(double x) => Math.Log((scale * (Math.Sqrt((pairs + (x / 2)) / 2) + 1)) + extra) - (x / 2) - Math.Log(target);

        Magnitude Settled(double near) => Excess(Math.Log(near)) <= 0 ? near : near + 1;
    }
}
