namespace Antiphon.Numerics;

/// <summary>
/// The two ingredients of Loader's saddle-point form of discrete laws ("Fast and accurate computation of binomial probabilities", 2000).
/// They keep the logarithm of a probability accurate to about 1e-13 even for counts of 10^12, where differences of log-factorials would
/// lose every digit.
/// </summary>
internal static class SaddlePoint
{
    // Smallest count of the series of fixed length.
    private const double LeastCount = 20;

    // ln n! - ln(sqrt(2 pi n) (n/e)^n) for n = 0 .. 15, to 20 digits from 40-digit arithmetic; the tests recompute them from exact
    // factorials. Entry 0 is not used.
    private static readonly double[] SmallErrors =
    [
        0,
        0.08106146679532725822,
        0.041340695955409294094,
        0.027677925684998339149,
        0.020790672103765093112,
        0.016644691189821192163,
        0.013876128823070747999,
        0.011896709945891770095,
        0.010411265261972096497,
        0.0092554621827127329177,
        0.0083305634333628712565,
        0.007573675487951840795,
        0.0069428401072095298657,
        0.0064089941880042070684,
        0.0059513701127588477356,
        0.005554733551962801371,
    ];

    /// <summary>The error of Stirling's formula, ln n! - [ln(2 pi n)/2 + n ln n - n], to full absolute precision.</summary>
    /// <param name="n">Positive whole number.</param>
    public static double StirlingError(double n)
    {
        if (n < SmallErrors.Length)
        {
            return SmallErrors[(int)n];
        }

        // Stirling's series; the first term left out, 691/(360360 n^11), is below 1.1e-16 for n >= 16.
        double inverse = 1 / n;
        double square = inverse * inverse;
        return inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square * ((1.0 / 1260) - (square * ((1.0 / 1680) - (square / 1188))))))));
    }

    /// <summary>The deviance D(x, m) = x ln(x/m) + m - x, without cancellation when x is near m.</summary>
    /// <param name="x">Positive number.</param>
    /// <param name="mean">Positive number m.</param>
    public static double Deviance(double x, double mean)
    {
        double difference = x - mean;
        double sum = x + mean;
        if (Math.Abs(difference) >= 0.1 * sum)
        {
            return (x * Math.Log(x / mean)) - difference;
        }

        // With v = (x - m)/(x + m): ln(x/m) = 2 atanh(v), hence D = (x - m) v + 2 x (v^3/3 + v^5/5 + ..); |v|
        // < 0.1, so 8 terms reach 1e-17 relative.
        double v = difference / sum;
        double square = v * v;
        double result = difference * v;
        double power = 2 * x * v;
        for (int odd = 3; odd < 40; odd += 2)
        {
            power *= square;
            double next = result + (power / odd);
            if (next == result)
            {
                break;
            }

            result = next;
        }

        return result;
    }

    /// <summary>
    /// ln C(n, x) p^x q^(n-x) for 0 &lt; x &lt; n and 0 &lt; p, q. Taking q beside p lets a caller that knows q better than 1 - p pass it.
    /// </summary>
    /// <param name="x">Number of successes, 0 &lt; x &lt; n.</param>
    /// <param name="n">Number of trials.</param>
    /// <param name="p">Probability of success.</param>
    /// <param name="q">Probability of failure, 1 - p.</param>
    public static double InteriorLogBinomial(double x, double n, double p, double q)
    {
        double y = n - x;
        double corrections = StirlingError(n) - StirlingError(x) - StirlingError(y);
        return corrections - Deviance(x, n * p) - Deviance(y, n * q) - (0.5 * Math.Log(2 * Math.PI * x * (y / n)));
    }

    /// <summary>ln C(n, x) p^x q^(n-x) for 0 &lt;= x &lt;= n and 0 &lt; p, q.</summary>
    /// <param name="x">Number of successes.</param>
    /// <param name="n">Number of trials.</param>
    /// <param name="p">Probability of success.</param>
    /// <param name="q">Probability of failure, 1 - p.</param>
    public static double LogBinomial(double x, double n, double p, double q)
    {
        if (x == 0)
        {
            return n * LogOfComplement(q, p);
        }

        return x == n ? n * LogOfComplement(p, q) : InteriorLogBinomial(x, n, p, q);
    }

    /// <summary>
    /// ln [f(x) / f(y)] for the binomial law f with n trials, by series of fixed length: several times as fast as the difference of two
    /// <see cref="LogBinomial"/>, with an error below 1e-10 wherever the ratio is above e^-100; NaN where the series do not reach that far.
    /// </summary>
    /// <param name="x">From 0 to n.</param>
    /// <param name="y">From 0 to n.</param>
    /// <param name="n">Number of trials.</param>
    /// <param name="p">Probability of success.</param>
    /// <param name="q">Probability of failure, 1 - p.</param>
    public static double RoughLogRatio(double x, double y, double n, double p, double q)
    {
        (double xMean, double yMean) = (n * p, n * q);
        double least = Math.Min(Math.Min(x, n - x), Math.Min(y, n - y));
        if (least < LeastCount)
        {
            return double.NaN;
        }

        double deviances = NearDeviance(y, xMean) + NearDeviance(n - y, yMean) - NearDeviance(x, xMean) - NearDeviance(n - x, yMean);
        double corrections = NearError(y) + NearError(n - y) - NearError(x) - NearError(n - x);
        return deviances + corrections - (0.5 * Math.Log(x / y * ((n - x) / (n - y))));
    }

    // The first term left out, 1/(1680 n^7), is below 4e-13 at 20.
    private static double NearError(double n)
    {
        double inverse = 1 / n;
        double square = inverse * inverse;
        return inverse * ((1.0 / 12) - (square * ((1.0 / 360) - (square / 1260))));
    }

    // The first term left out of atanh, v^15/15 with |v| < 0.1, is below 1e-15 of the first.
    private static double NearDeviance(double x, double mean)
    {
        double difference = x - mean;
        double v = difference / (x + mean);
        double s = v * v;
        double tail = s * ((1.0 / 3) + (s * ((1.0 / 5) + (s * ((1.0 / 7) + (s * ((1.0 / 9) + (s * ((1.0 / 11) + (s / 13))))))))));
        return Math.Abs(v) < 0.1 ? v * (difference + (2 * x * tail)) : double.NaN;
    }

    // ln of a probability whose complement is known: from the smaller of the two, so that no digit is lost near 1.
    private static double LogOfComplement(double probability, double complement) =>
        complement < 0.5 ? StableMath.Log1p(-complement) : Math.Log(probability);
}
