using Antiphon.Numerics;

namespace Antiphon.Populations;

/// <summary>P^T P of <see cref="SubsampleLaw"/>, in closed form.</summary>
/// <remarks>
/// (P^T P)(a, b) = sum_F prod_x C(F_x, a_x) C(F_x, b_x) / C(n, d)^2. Each product of two binomials is a sum of single ones, C(F, a) C(F, b)
/// = sum_m m! / ((m-a)! (m-b)! (a+b-m)!) C(F, m), and sum_F prod_x C(F_x, m_x) = C(n+S-1, |m|+S-1) depends on |m| alone: what is left is a
/// product of S polynomials, whose coefficients go by |m|.
/// </remarks>
internal static class SubsampleGram
{
    /// <summary>Factors P^T P.</summary>
    /// <param name="few">Count vectors of d agents, in one block.</param>
    /// <param name="agents">n, at least d.</param>
    internal static CholeskyFactor Factor(CountLattice few, int agents)
    {
        double[][,] pairs = Pairs(few.Agents);
        double[] totals = Totals(few, agents);
        int[][] vectors = [.. Enumerable.Range(0, few.Size).Select(rank => Vector(few, rank))];
        double[] matrix = new double[few.Size * few.Size];
        double[] polynomial = new double[totals.Length];
        double[] product = new double[totals.Length];
        for (int row = 0; row < few.Size; row++)
        {
            for (int column = 0; column <= row; column++)
            {
                matrix[(row * few.Size) + column] = Entry(vectors[row], vectors[column], pairs, totals, (polynomial, product));
            }
        }

        return new CholeskyFactor(matrix, few.Size);
    }

    // The polynomial over the states multiplied so far, from its lowest power on.
    private static double Entry(
        int[] left,
        int[] right,
        double[][,] pairs,
        double[] totals,
        (double[] Polynomial, double[] Product) scratch
    )
    {
        (double[] polynomial, double[] product) = scratch;
        (int lowest, int length) = (0, 1);
        polynomial[0] = 1;
        for (int state = 0; state < left.Length; state++)
        {
            (int few, int more) = (Math.Min(left[state], right[state]), Math.Max(left[state], right[state]));
            lowest += more;
            if (few == 0)
            {
                continue;
            }

            Array.Clear(product, 0, length + few);
            for (int power = 0; power <= few; power++)
            {
                double factor = pairs[power][more, few];
                for (int other = 0; other < length; other++)
                {
                    product[power + other] += factor * polynomial[other];
                }
            }

            length += few;
            (polynomial, product) = (product, polynomial);
        }

        double sum = 0.0;
        for (int power = 0; power < length; power++)
        {
            sum += polynomial[power] * totals[lowest + power];
        }

        return sum;
    }

    // [p][a, b], a >= b: the weight of C(F, a + p) in C(F, a) C(F, b): C(a+p, p) C(a, b-p).
    private static double[][,] Pairs(int few)
    {
        double[][,] pairs = [.. Enumerable.Range(0, few + 1).Select(_ => new double[few + 1, few + 1])];
        for (int power = 0; power <= few; power++)
        {
            for (int more = 0; more <= few; more++)
            {
                for (int less = power; less <= more; less++)
                {
                    pairs[power][more, less] = Binomial(more + power, power) * Binomial(more, less - power);
                }
            }
        }

        return pairs;
    }

    // [m]: C(n+S-1, m+S-1) / C(n, d)^2.
    private static double[] Totals(CountLattice few, int agents)
    {
        double all = Binomial(agents, few.Agents);
        return
        [
            .. Enumerable
                .Range(0, (2 * few.Agents) + 1)
                .Select(power => Binomial(agents + few.States - 1, power + few.States - 1) / all / all),
        ];
    }

    private static double Binomial(int from, int chosen)
    {
        double value = chosen > from ? 0.0 : 1.0;
        for (int step = 1; step <= Math.Min(chosen, from - chosen); step++)
        {
            value = value * (from - step + 1) / step;
        }

        return value;
    }

    private static int[] Vector(CountLattice lattice, int rank)
    {
        int[] counts = new int[lattice.States];
        lattice.Unrank(rank, counts);
        return counts;
    }
}
