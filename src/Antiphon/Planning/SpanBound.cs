using Antiphon.Games;

namespace Antiphon.Planning;

/// <summary>
/// MacQueen's bounds: when V' = T V for a discounted Bellman operator T, its fixed point lies between V' + gamma/(1-gamma) min(V'-V) and
/// V' + gamma/(1-gamma) max(V'-V), everywhere (Puterman, Theorem 6.6.3).
/// </summary>
/// <param name="Smallest">min (V' - V).</param>
/// <param name="Largest">max (V' - V).</param>
/// <param name="Discount">gamma in [0, 1).</param>
internal readonly record struct SpanBound(double Smallest, double Largest, double Discount)
{
    private const double RoundingShare = 1e-15;

    /// <summary>Half the width of the bounds: the proved error of V' + <see cref="Correction"/>.</summary>
    internal double Error => Discount / (1 - Discount) * (Largest - Smallest) / 2;

    /// <summary>What to add to V' to stand in the middle of the bounds.</summary>
    internal double Correction => Discount / (1 - Discount) * (Largest + Smallest) / 2;

    /// <summary>The middle of the change V' - V.</summary>
    internal double Middle => (Largest + Smallest) / 2;

    /// <summary>
    /// The smallest error that these bounds can prove in double precision, whatever the policies: values are at most max|r| / (1-gamma) in
    /// size.
    /// </summary>
    internal static double RoundingFloor(CooperativeGame game)
    {
        double largest = Math.Max(Math.Abs(game.MinimumReward), Math.Abs(game.MaximumReward));
        return RoundingFloor(largest / (1 - game.Discount), game.Discount);
    }

    /// <summary>
    /// The same for values of a given size, whose rounding seems a change of V. Values that policies meet can be far smaller than the
    /// largest reward entry, where that is a penalty that they avoid.
    /// </summary>
    internal static double RoundingFloor(double largestValue, double discount) => RoundingShare * largestValue / (1 - discount);

    /// <summary>The same for the values of a function over (s_g, node).</summary>
    internal static double RoundingFloor(ReadOnlySpan<double> values, double discount)
    {
        double largest = 0.0;
        foreach (double value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return RoundingFloor(largest, discount);
    }

    /// <summary>This bound, once it is known to be a number.</summary>
    /// <exception cref="ArithmeticException">The values are not finite.</exception>
    internal SpanBound Checked(string where)
    {
        if (!double.IsFinite(Smallest) || !double.IsFinite(Largest))
        {
            throw new ArithmeticException(
                $"{where}: a value is not finite (smallest change {Smallest}, largest {Largest}); check the game's rewards for huge "
                    + "entries"
            );
        }

        return this;
    }
}
