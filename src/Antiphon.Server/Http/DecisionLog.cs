namespace Antiphon.Server;

/// <summary>
/// The log of decisions without a session. No decision waits for it: what the store does not take in time is dropped and counted.
/// </summary>
/// <param name="kept">How many decisions the store keeps; 0: none is logged.</param>
/// <param name="write">Writes one to the store, which keeps so many.</param>
internal sealed class DecisionLog(int kept, Func<LoggedDecision, long, Task> write)
{
    /// <summary>How many decisions may wait for the store: a small part of what it takes, so that steps find room.</summary>
    public static int MostWaiting => StoreWriter.MostWaiting / 8;

    private int waiting;
    private long dropped;

    /// <summary>Whether decisions are logged.</summary>
    public bool IsOn => kept > 0;

    /// <summary>How many were dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref dropped);

    /// <summary>Adds a decision, later or not at all.</summary>
    /// <param name="decision">The decision.</param>
    public void Add(LoggedDecision decision)
    {
        if (Interlocked.Increment(ref waiting) <= MostWaiting)
        {
            _ = Write(decision);
        }
        else
        {
            Interlocked.Decrement(ref waiting);
            Interlocked.Increment(ref dropped);
        }
    }

    private async Task Write(LoggedDecision decision)
    {
        try
        {
            await write(decision, kept);
        }
        catch (StoreException)
        {
            // The store said why.
            Interlocked.Increment(ref dropped);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
