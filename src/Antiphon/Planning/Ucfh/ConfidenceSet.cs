namespace Antiphon.Planning;

/// <summary>Intervals lo..hi for every transition probability of a process, and the expectation that the luckiest law within them gives.</summary>
/// <remarks>
/// FixedHorizonEVI's inner step: every successor gets lo; the mass left over goes to the successors with the largest next value, each up to hi. Successors are
/// kept in the order of the last call, so that sorting them again by values that changed little costs about one pass.
/// </remarks>
internal sealed class ConfidenceSet
{
    // Frequencies sum to 1 within rounding, and so may bounds that meet in one point.
    private const double Rounding = 1e-9;

    private readonly SparseRows rows;
    private readonly double[] lower;
    private readonly double[] width;
    private readonly double[] slack;
    private readonly int[] order;

    /// <summary>Starts from [0, 1] everywhere: nothing is known.</summary>
    internal ConfidenceSet(SparseRows rows)
    {
        this.rows = rows;
        lower = new double[rows.Successors.Length];
        width = new double[rows.Successors.Length];
        order = new int[rows.Successors.Length];
        slack = new double[rows.Count];
        Array.Fill(width, 1);
        Array.Fill(slack, 1);
        ForgetOrder();
    }

    /// <summary>Sets the intervals of one row.</summary>
    /// <param name="row">Which.</param>
    /// <param name="low">lo, one per successor of the row.</param>
    /// <param name="high">hi, likewise.</param>
    /// <exception cref="ArgumentException">No law fits: some lo exceeds its hi, sum lo exceeds 1 or sum hi falls short of it.</exception>
    internal void Set(int row, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        var (sumLow, sumHigh) = (0.0, 0.0);
        for (var i = 0; i < low.Length; i++)
        {
            if (!(low[i] <= high[i]))
            {
                throw new ArgumentException($"row {row}, successor {i}: the interval [{low[i]:R}, {high[i]:R}] is empty.", nameof(low));
            }

            (sumLow, sumHigh) = (sumLow + low[i], sumHigh + high[i]);
            lower[rows.Starts[row] + i] = low[i];
            width[rows.Starts[row] + i] = high[i] - low[i];
        }

        if (!(sumLow <= 1 + Rounding && sumHigh >= 1 - Rounding))
        {
            throw new ArgumentException($"row {row}: no law lies between lower bounds that sum to {sumLow:R} and upper bounds that sum to {sumHigh:R}.", nameof(low));
        }

        slack[row] = Math.Max(0, 1 - sumLow);
    }

    /// <summary>Lets the next sweep sort from the successors' own order, so that its result depends on the intervals alone.</summary>
    internal void ForgetOrder()
    {
        for (var place = 0; place < order.Length; place++)
        {
            order[place] = place;
        }
    }

    /// <summary>max { sum p' V : lo &lt;= p' &lt;= hi, sum p' = 1 }.</summary>
    internal double Optimistic(int row, double[] next)
    {
        var (first, last) = (rows.Starts[row], rows.Starts[row + 1]);
        Sort(first, last, next);
        var (mass, sum) = (slack[row], 0.0);
        for (var i = first; i < last; i++)
        {
            var place = order[i];
            var added = Math.Min(mass, width[place]);
            mass -= added;
            sum += (lower[place] + added) * next[rows.Successors[place]];
        }

        return sum;
    }

    // Insertion sort, descending and stable: nearly sorted input is the rule.
    private void Sort(int first, int last, double[] next)
    {
        for (var i = first + 1; i < last; i++)
        {
            var place = order[i];
            var value = next[rows.Successors[place]];
            var to = i;
            while (to > first && next[rows.Successors[order[to - 1]]] < value)
            {
                order[to] = order[to - 1];
                to--;
            }

            order[to] = place;
        }
    }
}

/// <summary>Expectations under the luckiest law of a <see cref="ConfidenceSet"/>.</summary>
/// <param name="set">The intervals.</param>
internal readonly struct OptimisticRows(ConfidenceSet set) : IRowExpectation
{
    /// <inheritdoc/>
    public double Of(int row, double[] next) => set.Optimistic(row, next);
}
