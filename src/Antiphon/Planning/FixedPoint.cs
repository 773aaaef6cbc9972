namespace Antiphon.Planning;

/// <summary>Repeats a Bellman operator until MacQueen's bounds prove an accuracy.</summary>
internal static class FixedPoint
{
    private const int MaximumSweeps = 100_000;

    // A bound that has not shrunk for so long will not: gamma alone shrinks it, unless rounding has the last word.
    private const int PatienceSweeps = 2_000;

    /// <summary>Sweeps until the accuracy is proved, or as good as double precision can prove; what is returned holds in any case.</summary>
    /// <param name="sweep">One sweep.</param>
    /// <param name="accuracy">Asked error.</param>
    /// <param name="what">For the message when a value is no number.</param>
    /// <param name="cancellation">Cancels between sweeps.</param>
    /// <param name="accelerate">Chooses where the next sweep starts; null: where the last one ended.</param>
    /// <param name="progress">Receives how far it is, in [0, 1], judged by the error, which falls geometrically.</param>
    internal static SpanBound Solve(
        Func<SpanBound> sweep, double accuracy, string what, CancellationToken cancellation, Action<SpanBound>? accelerate = null, Action<double>? progress = null)
    {
        var bound = default(SpanBound);
        var (smallest, smallestAt, first) = (double.PositiveInfinity, 0, 0.0);
        for (var count = 0; count < MaximumSweeps && count - smallestAt < PatienceSweeps; count++)
        {
            cancellation.ThrowIfCancellationRequested();
            bound = sweep().Checked(what);
            if (bound.Error <= accuracy)
            {
                break;
            }

            first = count == 0 ? bound.Error : first;
            progress?.Invoke(Math.Clamp(Math.Log(first / bound.Error) / Math.Log(first / accuracy), 0, 1));

            if (bound.Error < smallest)
            {
                (smallest, smallestAt) = (bound.Error, count);
            }

            accelerate?.Invoke(bound);
        }

        return bound;
    }
}
