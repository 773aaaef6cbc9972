namespace Antiphon.Numerics;

/// <summary>
/// Student's t law with density f(t) = c (1 + t^2/v)^(-(v+1)/2), c = Gamma((v+1)/2) / (sqrt(pi v) Gamma(v/2)). Everything is written in u
/// = 1/v, so that u = 0 is the normal law.
/// </summary>
internal static class StudentT
{
    // Below t^2 = 3/(1 + 2u) the series converges fast, above it the continued fraction (the usual rule for incomplete beta functions).
    private const double Crossover = 3;

    // Gamma(a + 1/2) / Gamma(a) is accurate to rounding from here on by four terms of its expansion; below, by its recurrence.
    private const double Asymptotic = 30;

    private const double Normal = 0.39894228040143268; // 1/sqrt(2 pi)
    private const double Rounding = 3e-16;
    private const double LastStep = 1e-9; // Newton's next step would be its square
    private const double LongestStep = 10;
    private const int MostTerms = 1000; // a few dozen do

    /// <summary>The number that a t variate stays below with the given probability; relative error below 1e-14.</summary>
    /// <param name="probability">Number in (0, 1).</param>
    /// <param name="degreesOfFreedom">At least 1; infinity gives the normal law.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range or NaN.</exception>
    public static double Quantile(double probability, double degreesOfFreedom)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability),
                probability,
                "A quantile's probability must lie strictly between 0 and 1."
            );
        }

        RequireDegrees(degreesOfFreedom);
        double tail = Math.Min(probability, 1 - probability);
        double inverse = 1 / degreesOfFreedom;
        double magnitude = tail > 0.25 ? FromCenter(0.5 - tail, inverse) : FromTail(tail, inverse);
        return probability < 0.5 ? -magnitude : magnitude;
    }

    /// <summary>P(T > t); relative error below 1e-13 down to 1e-300.</summary>
    /// <param name="t">Number of at least 0.</param>
    /// <param name="degreesOfFreedom">At least 1; infinity gives the normal law.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range or NaN.</exception>
    public static double UpperTail(double t, double degreesOfFreedom)
    {
        if (!(t >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(t), t, "An upper tail starts at 0 or above.");
        }

        RequireDegrees(degreesOfFreedom);
        double inverse = 1 / degreesOfFreedom;
        return t == 0 ? 0.5 : Math.Exp(LogTail(t, inverse, Scale(inverse), out _));
    }

    private static void RequireDegrees(double degreesOfFreedom)
    {
        if (!(degreesOfFreedom >= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "There is at least one degree of freedom.");
        }
    }

    // ln P(0 < T < t) is concave in ln t, with slope 1/series: from the left, where P < c t puts the start, Newton's steps go right only.
    private static double FromCenter(double probability, double inverse)
    {
        double scale = Scale(inverse);
        double t = probability / scale;
        double step = probability == 0 ? 0 : 1;
        while (Math.Abs(step) > LastStep)
        {
            double series = Series(t, inverse);
            step = (LogFall(t, inverse) - Math.Log(t * scale * series / probability)) * series;
            t *= Math.Exp(step);
        }

        return t;
    }

    // ln P(T > t) is concave in ln t: after at most one step to the right of the solution, Newton's steps go left only.
    private static double FromTail(double tail, double inverse)
    {
        double scale = Scale(inverse);
        double logTail = Math.Log(tail);
        double t = 1;
        double step = 1;
        while (Math.Abs(step) > LastStep)
        {
            step = Math.Min((LogTail(t, inverse, scale, out double ratio) - logTail) * ratio, LongestStep);
            t *= Math.Exp(step);
        }

        return t;
    }

    // ln P(T > t), and P(T > t) / (t f(t)).
    private static double LogTail(double t, double inverse, double scale, out double ratio)
    {
        if (t * t * (1 + (2 * inverse)) > Crossover)
        {
            ratio = 1 / Fraction(t, inverse);
            return Math.Log(t * scale * ratio) - LogFall(t, inverse);
        }

        double density = t * scale * Math.Exp(-LogFall(t, inverse));
        double tail = 0.5 - (density * Series(t, inverse));
        ratio = tail / density;
        return Math.Log(tail);
    }

    // -ln(f(t) / c) = (v + 1)/2 ln(1 + t^2/v).
    private static double LogFall(double t, double inverse)
    {
        double square = t * t;
        if (inverse == 0)
        {
            return square / 2;
        }

        double log = double.IsInfinity(square) ? (2 * Math.Log(t)) + Math.Log(inverse) : StableMath.Log1p(square * inverse);
        return (1 + inverse) / (2 * inverse) * log;
    }

    // c. The expansion of Gamma(a + 1/2) / Gamma(a) is in w = a - 1/4: sqrt(w) (1 + 1/(64 w^2) - 19/(8192 w^4) + ..).
    private static double Scale(double inverse)
    {
        if (inverse == 0)
        {
            return Normal;
        }

        double a = 0.5 / inverse;
        double product = 1;
        while (a < Asymptotic)
        {
            product *= a / (a + 0.5);
            a++;
        }

        double w = a - 0.25;
        double s = 1 / (w * w);
        double expansion = 1 + (s * ((1.0 / 64) + (s * ((-19.0 / 8192) + (s * ((631.0 / 524288) - (s * 174317.0 / 134217728)))))));
        return product * Math.Sqrt(w * inverse / Math.PI) * expansion;
    }

    // P(0 < T < t) / (t f(t)): the power series of I_y(1/2, v/2), y = t^2/(v + t^2); all terms are positive. At u = 0 it is the sum of
    // t^2n / (3 5 .. (2n + 1)).
    private static double Series(double t, double inverse)
    {
        double factor = 1 / ((1 / (t * t)) + inverse);
        double term = 1;
        double sum = 1;
        for (int n = 0; term > Rounding / 10 * sum; n++)
        {
            term *= factor * (1 + (((2 * n) + 1) * inverse)) / ((2 * n) + 3);
            sum += term;
        }

        return sum;
    }

    // t f(t) / P(T > t) as the continued fraction B0 - A1/(B1 - A2/(B2 - ..)) of Didonato and Morris (Algorithm 708, ACM TOMS 18, 1992,
    // BFRAC) for I_x(v/2, 1/2), x = v/(v + t^2), doubled; lambda = x (t^2 - 1)/2 has no cancellation here. By Lentz's method.
    private static double Fraction(double t, double inverse)
    {
        double x = 1 / (1 + (t * t * inverse));
        double excess = (1 / ((1 / (t * t)) + inverse)) - x;
        double value = (excess + 2) / (1 + (2 * inverse));
        double c = value;
        double d = 0;
        double change = 2;
        for (double n = 2; n < MostTerms && Math.Abs(change - 1) > Rounding; n += 2)
        {
            double before = 1 + (((2 * n) - 2) * inverse);
            double share = x / before;
            double a = n * (n - 1) * (1 + ((n - 2) * inverse)) * (1 + ((n - 1) * inverse)) * share * share;
            double last = (1 + (n * inverse)) / (1 + (((2 * n) + 2) * inverse)) * (excess + 2 + (n * (2 - x)));
            double b = n - (n * (n - 1) * share * inverse) + last;
            d = 1 / (b - (a * d));
            c = b - (a / c);
            change = c * d;
            value *= change;
        }

        return value;
    }
}
