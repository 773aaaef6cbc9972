using System.Diagnostics.CodeAnalysis;

namespace Antiphon.Numerics;

/// <summary>
/// Exact draws from the hypergeometric law (successes among draws without replacement) in bounded time for populations up to 10^12, and
/// its probabilities. After reduction by symmetry to draws and successes of at most half the population: item by item when one of the two
/// is small, by inversion when the mean is small, else by ratio of uniforms (Stadlober's HRUA, 1990) with an accurate last test.
/// </summary>
internal static class HypergeometricSampler
{
    /// <summary>Largest population, successes and failures together.</summary>
    public const long MaximumPopulation = BinomialSampler.MaximumTrials;

    /// <summary>Up to this many draws are made item by item.</summary>
    internal const long SequentialDraws = 16;

    /// <summary>From this mean on, draws use rejection; below it, inversion.</summary>
    internal const double RejectionMean = 10;

    // As in BinomialLaw: the law with mean below 10 has even lighter tails than the binomial.
    private const double InversionEnd = 150;

    /// <summary>Draws how many successes are among <paramref name="draws"/> items taken without replacement.</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="successes">Number of successes in the population, not negative.</param>
    /// <param name="failures">Number of failures in the population, not negative.</param>
    /// <param name="draws">Number of items taken, from 0 to the whole population.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is negative, the population exceeds <see cref="MaximumPopulation"/>, or more is drawn than there is.
    /// </exception>
    public static long Sample(RandomStream stream, long successes, long failures, long draws)
    {
        Check(successes, failures, draws);
        long population = successes + failures;

        // Count the rarer kind in the smaller part; then undo the two reflections.
        long rarer = Math.Min(successes, failures);
        long fewer = Math.Min(draws, population - draws);
        long counted = SampleReduced(stream, population, Math.Max(rarer, fewer), Math.Min(rarer, fewer));
        long rarerDrawn = fewer == draws ? counted : rarer - counted;
        return rarer == successes ? rarerDrawn : draws - rarerDrawn;
    }

    /// <summary>ln P(X = drawn), accurate to about 1e-12 near the mean for every population; negative infinity where impossible.</summary>
    /// <param name="drawn">Number of successes drawn, any number.</param>
    /// <param name="successes">Number of successes in the population, not negative.</param>
    /// <param name="failures">Number of failures in the population, not negative.</param>
    /// <param name="draws">Number of items taken, from 0 to the whole population.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A number is negative, the population exceeds <see cref="MaximumPopulation"/>, or more is drawn than there is.
    /// </exception>
    public static double LogProbability(long drawn, long successes, long failures, long draws)
    {
        Check(successes, failures, draws);
        if (drawn < 0 || drawn > successes || draws - drawn < 0 || draws - drawn > failures)
        {
            return double.NegativeInfinity;
        }

        return draws == 0 || draws == successes + failures ? 0 : LogMass(drawn, successes, failures, draws);
    }

    /// <summary>
    /// ln P(x) within the support, for 0 &lt; draws &lt; population: binomials of both kinds over the binomial of all, each with
    /// probability draws/population.
    /// </summary>
    internal static double LogMass(double x, double successes, double failures, double draws)
    {
        double population = successes + failures;
        double p = draws / population;
        double q = (population - draws) / population;
        return SaddlePoint.LogBinomial(x, successes, p, q)
            + SaddlePoint.LogBinomial(draws - x, failures, p, q)
            - SaddlePoint.InteriorLogBinomial(draws, population, p, q);
    }

    // marked and draws may change places (the law is symmetric in them); both are at most half the population and draws is the smaller.
    private static long SampleReduced(RandomStream stream, long population, long marked, long draws)
    {
        if (draws <= SequentialDraws)
        {
            return DrawItems(stream, population, marked, draws);
        }

        return (double)draws * marked / population < RejectionMean
            ? Invert(stream, population, marked, draws)
            : Reject(stream, population, marked, draws);
    }

    private static long DrawItems(RandomStream stream, long population, long marked, long draws)
    {
        long left = marked;
        for (long drawn = 0L; drawn < draws; drawn++)
        {
            if (stream.NextBelow(population - drawn) < left)
            {
                left--;
            }
        }

        return marked - left;
    }

    // f(x+1) = f(x) (marked - x)(draws - x) / ((x + 1)(others - draws + x + 1)).
    private static long Invert(RandomStream stream, long population, long marked, long draws)
    {
        double first = Math.Exp(LogMass(0, marked, population - marked, draws));
        double slack = population - marked - draws;
        double end = Math.Min(draws, InversionEnd);
        while (true)
        {
            double rest = stream.NextDouble();
            double mass = first;
            double x = 0.0;
            while (rest >= mass && x < end)
            {
                rest -= mass;
                mass *= (marked - x) * (draws - x) / ((x + 1) * (slack + x + 1));
                x++;
            }

            if (rest < mass)
            {
                return (long)x;
            }
        }
    }

    private static long Reject(RandomStream stream, long population, long marked, long draws)
    {
        var hat = new RatioOfUniforms(population, marked, draws);
        double modeMass = LogMass(hat.Mode, marked, population - marked, draws);
        while (true)
        {
            double u = stream.NextOpenDouble();
            double offset = Math.Floor((hat.Width * (stream.NextDouble() - 0.5) / u) + hat.Shift);
            if (offset < -hat.Origin || offset > draws - hat.Origin)
            {
                continue;
            }

            double x = hat.Origin + offset;
            double ratio = LogMass(x, marked, population - marked, draws) - modeMass;

            // u (4 - u) - 3 >= 2 ln u >= u - 1/u on (0, 1): the two bounds spare most evaluations of the logarithm.
            if ((u * (4 - u)) - 3 <= ratio || (u * (u - ratio) < 1 && 2 * Math.Log(u) <= ratio))
            {
                return (long)x;
            }
        }
    }

    private static void Check(long successes, long failures, long draws)
    {
        if (successes < 0 || failures < 0 || successes > MaximumPopulation - failures)
        {
            ThrowPopulation(successes, failures);
        }

        if (draws < 0 || draws > successes + failures)
        {
            ThrowDraws(draws, successes + failures);
        }
    }

    [DoesNotReturn]
    private static void ThrowPopulation(long successes, long failures) =>
        throw new ArgumentOutOfRangeException(
            nameof(successes),
            $"Found {successes} successes and {failures} failures; expected numbers that are not negative with a sum of at most "
                + $"{MaximumPopulation}."
        );

    [DoesNotReturn]
    private static void ThrowDraws(long draws, long population) =>
        throw new ArgumentOutOfRangeException(nameof(draws), draws, $"The number of draws must lie in 0..{population}, the population.");
}
