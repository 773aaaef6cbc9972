using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Antiphon.Numerics;

/// <summary>Student's t law.</summary>
public static class StudentT
{
    // From here on the law is so nearly normal that three terms of its expansion are exact to rounding, while continued fractions grow
    // long.
    private const double NearlyNormal = 1e5;

    /// <summary>The number that a t variate stays below with the given probability; relative error below 1e-9.</summary>
    /// <param name="probability">Number in (0, 1).</param>
    /// <param name="degreesOfFreedom">Positive number; infinity gives the normal law.</param>
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

        if (!(degreesOfFreedom > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "The degrees of freedom must be positive.");
        }

        double tail = Math.Min(probability, 1 - probability);
        double magnitude = degreesOfFreedom > NearlyNormal ? Expand(tail, degreesOfFreedom) : Bisect(tail, degreesOfFreedom);
        return probability < 0.5 ? -magnitude : magnitude;
    }

    // Fisher's expansion of the t quantile in powers of 1/degrees around the normal quantile z.
    private static double Expand(double tail, double degrees)
    {
        double z = -Normal.InvCDF(0, 1, tail);
        double square = z * z;
        return z + (z * (square + 1) / (4 * degrees)) + (z * ((((5 * square) + 16) * square) + 3) / (96 * degrees * degrees));
    }

    // Solves P(T > t) = I_x(degrees/2, 1/2) / 2 = tail, x = degrees/(degrees + t^2), which falls in t: doubling, then halving down to
    // neighbouring numbers.
    private static double Bisect(double tail, double degrees)
    {
        double low = 0.0;
        double high = 1.0;
        while (UpperTail(high, degrees) > tail && high < 1e150)
        {
            low = high;
            high *= 2;
        }

        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return high;
            }

            if (UpperTail(middle, degrees) > tail)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }
    }

    private static double UpperTail(double t, double degrees) =>
        0.5 * SpecialFunctions.BetaRegularized(degrees / 2, 0.5, degrees / (degrees + (t * t)));
}
