namespace Antiphon.Tests.Equilibrium;

/// <summary>
/// The largest number of managed bytes in use while something runs, beyond those before: a thread collects garbage again and again and
/// observes what is left.
/// </summary>
internal static class PeakOfLiveBytes
{
    internal static long While(Action action)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        (long peak, bool stop) = (before, false);
        var watch = new Thread(() =>
        {
            while (!Volatile.Read(ref stop))
            {
                GC.Collect(2, GCCollectionMode.Forced, blocking: true);
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: false));
                Thread.Sleep(2);
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
