namespace Antiphon.Numerics;

/// <summary>
/// The sum of many independent uniform numbers on (0, 1), exactly in law: by their binary digits. Digit number j of c independent uniform
/// numbers is 1 in Binomial(c, 1/2) of them, independently over j, so that the sum is sum_j 2^-j Binomial(c, 1/2): 52 draws whatever c.
/// </summary>
internal static class UniformSumSampler
{
    // Up to here adding the numbers themselves is faster than drawing their digits.
    private const int AddedOneByOne = 128;

    // The numbers are those of RandomStream.NextOpenDouble: 52 random digits and a last one that is 1, which makes the law symmetric
    // around 1/2.
    private const int RandomDigits = 52;
    private static readonly BinomialLaw FairCoin = new(0.5);

    /// <summary>Draws the sum.</summary>
    /// <param name="stream">Source of randomness.</param>
    /// <param name="count">c, from 0 to <see cref="BinomialSampler.MaximumTrials"/>.</param>
    public static double Sample(RandomStream stream, long count) =>
        count <= AddedOneByOne ? OneByOne(stream, count) : ByDigits(stream, count);

    /// <summary>Adds the numbers themselves.</summary>
    internal static double OneByOne(RandomStream stream, long count)
    {
        double sum = 0.0;
        for (long number = 0L; number < count; number++)
        {
            sum += stream.NextOpenDouble();
        }

        return sum;
    }

    /// <summary>Draws how many numbers have each digit.</summary>
    internal static double ByDigits(RandomStream stream, long count)
    {
        double weight = 1.0 / (1L << (RandomDigits + 1));
        double sum = count * weight;
        for (int digit = RandomDigits; digit >= 1; digit--)
        {
            weight *= 2;
            sum += weight * FairCoin.Sample(stream, count);
        }

        return sum;
    }
}
