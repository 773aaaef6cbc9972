namespace Antiphon.Numerics;

/// <summary>Exact gamma draws in logarithms, so that shapes far below one do not underflow to zero.</summary>
internal static class GammaSampler
{
    /// <summary>
    /// ln of a draw from Gamma(shape, 1): Marsaglia and Tsang's squeeze method, below shape 1 with the boost ln G(shape + 1) +
    /// ln(U)/shape.
    /// </summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="shape">Positive shape parameter.</param>
    public static double LogSample(RandomStream stream, double shape)
    {
        if (shape < 1)
        {
            return LogSample(stream, shape + 1) + (Math.Log(stream.NextOpenDouble()) / shape);
        }

        double d = shape - (1.0 / 3);
        double c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double normal = stream.NextNormal();
            double root = 1 + (c * normal);
            if (root <= 0)
            {
                continue;
            }

            double logCube = 3 * StableMath.Log1p(c * normal);
            double logUniform = Math.Log(stream.NextOpenDouble());
            if (logUniform < (0.5 * normal * normal) + (d * (1 - (root * root * root) + logCube)))
            {
                return Math.Log(d) + logCube;
            }
        }
    }
}
