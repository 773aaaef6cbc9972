namespace Antiphon.Numerics;

/// <summary>A table of ln i!: where the numbers are small, ratios of binomial probabilities are differences of its entries.</summary>
internal static class LogFactorial
{
    /// <summary>Largest i in the table; 32 KB in all, of which a simulation of a thousand agents touches a quarter.</summary>
    public const int Largest = 4095;

    private static readonly double[] Table = Build();

    /// <summary>
    /// ln [f(x) / f(y)] for the binomial law f with n trials and odds p/q: ln y! + ln (n-y)! - ln x! - ln (n-x)! + (x - y) ln(p/q). The
    /// absolute error is below 1e-10: each of the terms is below 40,000 as long as |ln(p/q)| is below 9, so that ten roundings cost at
    /// most 5e-12 each.
    /// </summary>
    /// <param name="x">From 0 to n.</param>
    /// <param name="y">From 0 to n.</param>
    /// <param name="n">Number of trials, at most <see cref="Largest"/>.</param>
    /// <param name="logOdds">ln(p/q).</param>
    public static double BinomialLogRatio(long x, long y, long n, double logOdds)
    {
        double[] table = Table;
        return table[y] + table[n - y] - table[x] - table[n - x] + ((x - y) * logOdds);
    }

    private static double[] Build()
    {
        double[] table = new double[Largest + 1];
        var sum = default(NeumaierSum);
        for (int i = 2; i < table.Length; i++)
        {
            sum.Add(Math.Log(i));
            table[i] = sum.Value;
        }

        return table;
    }
}
