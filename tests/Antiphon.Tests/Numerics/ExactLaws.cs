using System.Numerics;

namespace Antiphon.Tests.Numerics;

/// <summary>Slow, obvious twins: discrete laws from exact integers, and the enumeration of all count vectors.</summary>
internal static class ExactLaws
{
    /// <summary>C(n, x) by the product n (n-1) .. (n-x+1) / x!, every division exact.</summary>
    public static BigInteger Choose(long n, long x)
    {
        if (x < 0 || x > n)
        {
            return BigInteger.Zero;
        }

        BigInteger result = BigInteger.One;
        for (long i = 1L; i <= x; i++)
        {
            result = result * (n - x + i) / i;
        }

        return result;
    }

    /// <summary>numerator / denominator, correctly rounded to about 1e-16 although both may overflow a double.</summary>
    public static double Ratio(BigInteger numerator, BigInteger denominator)
    {
        if (numerator.IsZero)
        {
            return 0;
        }

        int shift = (int)(64 - (numerator.GetBitLength() - denominator.GetBitLength()));
        BigInteger scaled = shift >= 0 ? (numerator << shift) / denominator : numerator / (denominator << -shift);
        return Math.ScaleB((double)scaled, -shift);
    }

    /// <summary>P(X = x), x = 0..n, for the binomial law with probability a/b; b may not equal a.</summary>
    public static double[] Binomial(int n, int a, int b)
    {
        var all = BigInteger.Pow(b, n);
        double[] law = new double[n + 1];

        // C(n, x) a^x (b-a)^(n-x), from one x to the next: the division is exact.
        var ways = BigInteger.Pow(b - a, n);
        for (int x = 0; x <= n; x++)
        {
            law[x] = Ratio(ways, all);
            ways = ways * (n - x) * a / ((x + 1) * (BigInteger)(b - a));
        }

        return law;
    }

    /// <summary>P(X = x), x = 0..draws, for draws without replacement.</summary>
    public static double[] Hypergeometric(int successes, int failures, int draws)
    {
        (BigInteger[] of, BigInteger[] others) = (ChooseAll(successes), ChooseAll(failures));
        BigInteger all = Choose(successes + failures, draws);
        return [.. Enumerable.Range(0, draws + 1).Select(x => Ratio(At(of, x) * At(others, draws - x), all))];

        static BigInteger At(BigInteger[] row, int x) => x < row.Length ? row[x] : BigInteger.Zero;
    }

    // C(n, x), x = 0..n, each from the one before.
    private static BigInteger[] ChooseAll(int n)
    {
        var row = new BigInteger[n + 1];
        row[0] = BigInteger.One;
        for (int x = 1; x <= n; x++)
        {
            row[x] = row[x - 1] * (n - x + 1) / x;
        }

        return row;
    }

    /// <summary>All vectors of <paramref name="kinds"/> counts with the given sum, in ascending lexicographic order.</summary>
    public static IEnumerable<long[]> CountVectors(int kinds, long sum)
    {
        if (kinds == 1)
        {
            yield return [sum];
            yield break;
        }

        for (long first = 0L; first <= sum; first++)
        {
            foreach (long[] rest in CountVectors(kinds - 1, sum - first))
            {
                yield return [first, .. rest];
            }
        }
    }

    /// <summary>sum! prod p_i^c_i / c_i!.</summary>
    public static double Multinomial(long[] counts, double[] probabilities)
    {
        long left = counts.Sum();
        double result = 1.0;
        for (int i = 0; i < counts.Length; i++)
        {
            result *= (double)Choose(left, counts[i]) * Math.Pow(probabilities[i], counts[i]);
            left -= counts[i];
        }

        return result;
    }

    /// <summary>prod C(N_i, c_i) / C(N, sum).</summary>
    public static double MultivariateHypergeometric(long[] counts, long[] population)
    {
        BigInteger ways = BigInteger.One;
        for (int i = 0; i < counts.Length; i++)
        {
            ways *= Choose(population[i], counts[i]);
        }

        return Ratio(ways, Choose(population.Sum(), counts.Sum()));
    }
}
