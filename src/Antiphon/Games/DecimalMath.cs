using System.Globalization;

namespace Antiphon.Games;

/// <summary>Numbers of built-in games that are the same, to the bit, on every machine.</summary>
internal static class DecimalMath
{
    /// <summary>
    /// e^x by the Taylor series in decimal arithmetic (28 digits) up to the first term that is nothing there. Math.Exp may differ in its
    /// last bit from one machine to another, and then so would a game's hash.
    /// </summary>
    /// <param name="x">From 0 to 66.</param>
    public static decimal Exp(decimal x)
    {
        decimal term = 1,
            sum = 1;
        for (int i = 1; term != 0; i++)
        {
            term *= x / i;
            sum += term;
        }

        return sum;
    }

    /// <summary>
    /// The nearest double. A cast may miss it by one bit, and may do so differently in another version of the runtime. Reading the digits
    /// may not.
    /// </summary>
    public static double Nearest(decimal value) =>
        double.Parse(value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
