namespace Antiphon.Planning;

/// <summary>Repeats a Bellman operator until MacQueen's bounds prove an accuracy.</summary>
internal static class FixedPoint
{
    private const int MaximumSweeps = 100_000;

    // A bound that has not shrunk for so long will not: gamma alone shrinks it, unless rounding has the last word.
    private const int PatienceSweeps = 2_000;

    // Measuring the values costs about as much as a small part of a sweep.
    private const int SweepsPerFloor = 8;

    // A bound this close to the smallest one seen is as good.
    private const double Close = 1.01;

    /// <summary>
    /// Sweeps until the accuracy is proved, or as good as double precision can prove; what is returned holds in any case.
    /// </summary>
    /// <remarks>
    /// Accelerated sweeps do not shrink the bound every time. When it stops shrinking, the loop aims at the smallest bound so far and
    /// sweeps until that is met again. So it does not return the larger bound of an unlucky last sweep.
    /// </remarks>
    /// <param name="sweep">One sweep.</param>
    /// <param name="accuracy">Asked error.</param>
    /// <param name="what">For the message when a value is no number.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <param name="accelerate">Chooses where the next sweep starts; null: where the last one ended.</param>
    /// <param name="progress">Receives how far it is, in [0, 1], judged by the error, which falls geometrically.</param>
    /// <param name="floor">The smallest error that rounding lets the bounds prove at the present values; null: unknown.</param>
    internal static SpanBound Solve(
        Func<SpanBound> sweep,
        double accuracy,
        string what,
        CancellationToken cancellation,
        Action<SpanBound>? accelerate = null,
        Action<double>? progress = null,
        Func<double>? floor = null
    )
    {
        (double target, double smallest, int smallestAt, double first) = (accuracy, double.PositiveInfinity, 0, 0.0);
        for (int count = 0; ; count++)
        {
            cancellation.ThrowIfCancellationRequested();
            SpanBound bound = sweep().Checked(what);
            if (bound.Error <= target || count == MaximumSweeps || AtFloor(count, bound, floor))
            {
                return bound;
            }

            first = count == 0 ? bound.Error : first;
            progress?.Invoke(Math.Clamp(Math.Log(first / bound.Error) / Math.Log(first / accuracy), 0, 1));
            if (bound.Error < smallest)
            {
                (smallest, smallestAt) = (bound.Error, count);
            }
            else if (count - smallestAt >= PatienceSweeps || count >= MaximumSweeps - PatienceSweeps)
            {
                if (target > accuracy)
                {
                    return bound;
                }

                (target, smallestAt) = (smallest * Close, count);
            }

            accelerate?.Invoke(bound);
        }
    }

    private static bool AtFloor(int count, SpanBound bound, Func<double>? floor) =>
        floor is not null && count % SweepsPerFloor == SweepsPerFloor - 1 && bound.Error <= floor();
}
