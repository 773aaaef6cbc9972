namespace Antiphon.Numerics;

/// <summary>Student's t law.</summary>
public static class StudentT
{
    /// <summary>The number that a t variate stays below with the given probability.</summary>
    /// <param name="probability">Number in (0, 1).</param>
    /// <param name="degreesOfFreedom">Positive number.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range or NaN.</exception>
    public static double Quantile(double probability, double degreesOfFreedom)
    {
        if (!(probability > 0 && probability < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "A quantile's probability must lie strictly between 0 and 1.");
        }

        if (!(degreesOfFreedom > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(degreesOfFreedom), degreesOfFreedom, "The degrees of freedom must be positive.");
        }

        return MathNet.Numerics.Distributions.StudentT.InvCDF(0, 1, degreesOfFreedom, probability);
    }
}
