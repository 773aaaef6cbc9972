using System.Runtime.ExceptionServices;

namespace Antiphon.Numerics;

/// <summary>Two pieces of work side by side.</summary>
internal static class Both
{
    /// <summary>Does both, at once where there are threads for it, and returns both results.</summary>
    /// <param name="threads">Largest number of threads; with 1 the pieces follow each other.</param>
    /// <param name="first">One piece.</param>
    /// <param name="second">The other; neither may need the other's result.</param>
    /// <param name="cancellation">Stops both.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="Exception">A piece threw; the other was done all the same.</exception>
    internal static (TFirst First, TSecond Second) Do<TFirst, TSecond>(
        int threads,
        Func<TFirst> first,
        Func<TSecond> second,
        CancellationToken cancellation
    )
    {
        (TFirst? one, TSecond? two) = (default, default);
        try
        {
            Parallel.Invoke(
                new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancellation },
                () => one = first(),
                () => two = second()
            );
        }
        catch (AggregateException several)
        {
            cancellation.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(Failures.Cause(several));
        }

        return (one!, two!);
    }
}
