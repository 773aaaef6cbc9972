namespace Antiphon.Planning;

/// <summary>
/// What <see cref="AndersonMixing"/> knows of earlier points: the products of their residuals, and from these the weights of their images
/// in the next point. The vectors themselves stay with the mixing, at the same places.
/// </summary>
/// <param name="depth">How many earlier points take part.</param>
/// <param name="largestWeight">Larger weights, in sum, come from histories that have nothing more to tell.</param>
internal sealed class MixingHistory(int depth, double largestWeight)
{
    private readonly double[,] products = new double[depth, depth];
    private readonly double[] means = new double[depth];
    private readonly double[] own = new double[depth + 2];
    private readonly double[] weights = new double[depth];
    private int stored;
    private int oldest;

    /// <summary>How many earlier points there are.</summary>
    internal int Stored => stored;

    /// <summary>The place that the latest point takes.</summary>
    internal int Oldest => oldest;

    /// <summary>The weights of the earlier images.</summary>
    internal ReadOnlySpan<double> Weights => weights;

    /// <summary>Forgets every point.</summary>
    internal void Forget() => (stored, oldest) = (0, 0);

    /// <summary>Finds the weights; forgets the earlier points where they have nothing to tell.</summary>
    /// <param name="partial">
    /// For each stretch of nodes: the sum of the latest residual, of its square, and of its products with the earlier ones.
    /// </param>
    /// <param name="count">How many values the sums are over.</param>
    internal void Weigh(double[][] partial, double count)
    {
        Gather(partial, count);
        if (!Solve())
        {
            Forget();
        }
    }

    /// <summary>The latest point takes the place of the oldest.</summary>
    internal void Remember()
    {
        for (int other = 0; other < stored; other++)
        {
            products[oldest, other] = products[other, oldest] = own[other + 2];
        }

        (products[oldest, oldest], means[oldest]) = (own[1], own[0]);
        stored = Math.Max(stored, oldest + 1);
        oldest = (oldest + 1) % depth;
    }

    // Products of residuals about their means: a constant is no error that a sweep leaves.
    private void Gather(double[][] partial, double count)
    {
        Array.Clear(own);
        foreach (double[] sums in partial)
        {
            for (int place = 0; place < own.Length; place++)
            {
                own[place] += sums[place];
            }
        }

        double mean = own[0] / count;
        own[0] = mean;
        own[1] -= count * mean * mean;
        for (int other = 0; other < stored; other++)
        {
            own[other + 2] -= count * mean * means[other];
        }
    }

    // Minimizes |f - sum_j w_j (f - f_j)|^2 by its normal equations; the weights of the earlier images are w.
    private bool Solve()
    {
        Span<double> system = stackalloc double[depth * (depth + 1)];
        for (int row = 0; row < stored; row++)
        {
            for (int column = 0; column < stored; column++)
            {
                system[(row * (depth + 1)) + column] = own[1] - own[row + 2] - own[column + 2] + products[row, column];
            }

            system[(row * (depth + 1)) + stored] = own[1] - own[row + 2];
        }

        double sum = 0.0;
        bool solved = Eliminate(system, stored);
        for (int place = 0; solved && place < stored; place++)
        {
            sum += Math.Abs(weights[place]);
        }

        return solved && sum <= largestWeight;
    }

    private bool Eliminate(Span<double> system, int size)
    {
        int width = depth + 1;
        for (int pivot = 0; pivot < size; pivot++)
        {
            // Symmetric and, but for rounding, positive definite: the diagonal serves as pivot.
            if (!(system[(pivot * width) + pivot] > 0))
            {
                return false;
            }

            for (int row = pivot + 1; row < size; row++)
            {
                double factor = system[(row * width) + pivot] / system[(pivot * width) + pivot];
                for (int column = pivot; column <= size; column++)
                {
                    system[(row * width) + column] -= factor * system[(pivot * width) + column];
                }
            }
        }

        for (int row = size - 1; row >= 0; row--)
        {
            double sum = system[(row * width) + size];
            for (int column = row + 1; column < size; column++)
            {
                sum -= system[(row * width) + column] * weights[column];
            }

            weights[row] = sum / system[(row * width) + row];
        }

        return true;
    }
}
