using System.Diagnostics;

namespace Antiphon.Tests.Equilibrium;

/// <summary>
/// The largest number of managed bytes in use while something runs, beyond those before: a thread collects garbage again and again and
/// observes what is left.
/// </summary>
internal static class PeakOfLiveBytes
{
    // Collections stop the work: a fifth of the time at most is theirs.
    private const int PausesPerCollection = 4;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(2);
    private const int MostRuns = 10;

    /// <summary>
    /// The largest peak that up to ten runs of <paramref name="action"/> show. A run shows a lower bound of its peak, since what lives
    /// between two collections is missed: it is repeated until one shows at least <paramref name="expected"/> bytes.
    /// </summary>
    internal static long While(Action action, double expected)
    {
        long peak = 0;
        for (int run = 0; run < MostRuns && peak < expected; run++)
        {
            peak = Math.Max(peak, OfOneRun(action));
        }

        return peak;
    }

    private static long OfOneRun(Action action)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        (long peak, bool stop) = (before, false);
        var watch = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                long start = Stopwatch.GetTimestamp();
                GC.Collect(2, GCCollectionMode.Forced, blocking: true);
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
                Thread.Sleep(Shortest + (Stopwatch.GetElapsedTime(start) * PausesPerCollection));
            }
        });
        watch.Start();
        try
        {
            action();
        }
        finally
        {
            Volatile.Write(ref stop, true);
            watch.Join();
        }

        return peak - before;
    }
}
