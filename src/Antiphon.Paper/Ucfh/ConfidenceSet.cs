using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Paper;

/// <summary>
/// Intervals lo..hi for every transition probability of a process, and the expectation that the luckiest law within them gives.
/// </summary>
/// <remarks>
/// FixedHorizonEVI's inner step: every successor gets lo; the mass left over goes to the successors with the largest next value, each up
/// to hi. Each row is kept in the order of its last call, since values change little from step to step: then one pass over consecutive
/// memory checks the order and takes the sum.
/// </remarks>
internal sealed class ConfidenceSet
{
    // Frequencies sum to 1 within rounding, and so may bounds that meet in one point.
    private const double Rounding = 1e-9;

    private readonly int[] starts;
    private readonly double[] slack;

    // By place, each row in an order of its own: where the place is in the process, its successor, lo and hi - lo.
    private readonly int[] origins;
    private readonly int[] successors;
    private readonly double[] lower;
    private readonly double[] width;

    /// <summary>Starts from [0, 1] everywhere: nothing is known.</summary>
    internal ConfidenceSet(SparseRows rows)
    {
        starts = rows.Starts;
        successors = [.. rows.Successors];
        origins = [.. Enumerable.Range(0, successors.Length)];
        lower = new double[successors.Length];
        width = new double[successors.Length];
        slack = new double[rows.Count];
        Array.Fill(width, 1);
        Array.Fill(slack, 1);
    }

    /// <summary>Sets the intervals of one row.</summary>
    /// <param name="row">Which.</param>
    /// <param name="low">lo, one per successor of the row, in the order of the process.</param>
    /// <param name="high">hi, likewise.</param>
    /// <exception cref="ArgumentException">No law fits: some lo exceeds its hi, sum lo exceeds 1 or sum hi falls short of it.</exception>
    internal void Set(int row, ReadOnlySpan<double> low, ReadOnlySpan<double> high)
    {
        (double sumLow, double sumHigh) = (0.0, 0.0);
        for (int i = 0; i < low.Length; i++)
        {
            if (!(low[i] <= high[i]))
            {
                throw new ArgumentException($"row {row}, successor {i}: the interval [{low[i]:R}, {high[i]:R}] is empty.", nameof(low));
            }

            (sumLow, sumHigh) = (sumLow + low[i], sumHigh + high[i]);
        }

        if (!(sumLow <= 1 + Rounding && sumHigh >= 1 - Rounding))
        {
            throw new ArgumentException(
                $"row {row}: no distribution lies between lower bounds that sum to {sumLow:R} and upper bounds that sum to {sumHigh:R}.",
                nameof(low)
            );
        }

        slack[row] = Math.Max(0, 1 - sumLow);
        for (int place = starts[row]; place < starts[row + 1]; place++)
        {
            int i = origins[place] - starts[row];
            (lower[place], width[place]) = (low[i], high[i] - low[i]);
        }
    }

    /// <summary>max { sum p' V : lo &lt;= p' &lt;= hi, sum p' = 1 }.</summary>
    internal double Optimistic(int row, double[] next)
    {
        (int first, int last) = (starts[row], starts[row + 1]);
        (double mass, double sum, double previous, int origin) = (slack[row], 0.0, double.PositiveInfinity, -1);
        for (int place = first; place < last; place++)
        {
            double value = next[successors[place]];
            if (value >= previous && (value > previous || origins[place] < origin))
            {
                Sort(first, last, next);
                return Optimistic(row, next);
            }

            double added = Math.Min(mass, width[place]);
            mass -= added;
            sum += (lower[place] + added) * value;
            (previous, origin) = (value, origins[place]);
        }

        return sum;
    }

    // Insertion sort, for nearly sorted rows: descending values, equal ones in the process's order. That order depends on the values
    // alone, so results do too.
    private void Sort(int first, int last, double[] next)
    {
        for (int i = first + 1; i < last; i++)
        {
            (int origin, int successor, double low, double wide) = (origins[i], successors[i], lower[i], width[i]);
            double value = next[successor];
            int to = i;
            for (; to > first; to--)
            {
                double before = next[successors[to - 1]];
                if (before > value || (before == value && origins[to - 1] < origin))
                {
                    break;
                }

                (origins[to], successors[to], lower[to], width[to]) = (origins[to - 1], successors[to - 1], lower[to - 1], width[to - 1]);
            }

            (origins[to], successors[to], lower[to], width[to]) = (origin, successor, low, wide);
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
