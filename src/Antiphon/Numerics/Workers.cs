using System.Runtime.ExceptionServices;

namespace Antiphon.Numerics;

/// <summary>One numbered piece of a parallel loop; pieces write to disjoint places, so their order does not matter.</summary>
internal interface IWork
{
    /// <summary>Does piece <paramref name="index"/>.</summary>
    /// <param name="index">In [0, count) of the loop.</param>
    /// <param name="worker">In [0, <see cref="Workers.Count"/>): which worker runs it, for scratch memory.</param>
    void Run(int index, int worker);
}

/// <summary>
/// A fixed team of threads for loops that run thousands of times a second: starting one allocates nothing. Each free thread
/// takes the next piece; a loop's result must not depend on which thread does which. A loop ends when its pieces are done, even if some
/// threads have not woken up by then: on a busy machine the caller does the work alone. Not for concurrent use: one loop at a time.
/// </summary>
internal sealed class Workers : IDisposable
{
    // One word says it all, so that it changes at once: the loop's number, how many pieces it has, and which comes next.
    private const int CountBits = 21;
    private const long Mask = (1L << CountBits) - 1;

    private readonly SemaphoreSlim start = new(0);
    private readonly Thread[] threads;
    private IWork? work;
    private long ticket;
    private int done;
    private volatile bool stopping;
    private Exception? failure;

    /// <summary>Starts the team.</summary>
    /// <param name="count">
    /// How many workers, the calling thread included; at least 1. More than the machine has processors are not started.
    /// </param>
    /// <param name="cancellation">Stops loops between pieces, and whatever else is done with the team.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public Workers(int count, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = Math.Min(count, Environment.ProcessorCount);
        Cancellation = cancellation;
        threads = new Thread[Count - 1];
        for (int worker = 1; worker < Count; worker++)
        {
            int number = worker;
            threads[worker - 1] = new Thread(() => Serve(number)) { IsBackground = true, Name = $"Antiphon worker {number}" };
            threads[worker - 1].Start();
        }
    }

    /// <summary>The most pieces of one loop.</summary>
    public static int MaximumPieces => (int)Mask;

    /// <summary>How many workers there are, the calling thread included.</summary>
    public int Count { get; }

    /// <summary>Stops what is done with the team.</summary>
    public CancellationToken Cancellation { get; }

    /// <summary>Runs pieces with a team, or one after the other on the calling thread where there is none.</summary>
    /// <param name="workers">The team, or null.</param>
    /// <param name="pieces">How many pieces.</param>
    /// <param name="body">What to do for each.</param>
    public static void Run(Workers? workers, int pieces, IWork body)
    {
        if (workers is not null)
        {
            workers.Run(pieces, body);
            return;
        }

        for (int index = 0; index < pieces; index++)
        {
            body.Run(index, 0);
        }
    }

    /// <summary>Runs pieces 0..<paramref name="pieces"/>-1 and returns when all are done.</summary>
    /// <param name="pieces">How many pieces, at most <see cref="MaximumPieces"/>; 0 does nothing.</param>
    /// <param name="body">What to do for each.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are too many pieces.</exception>
    /// <exception cref="Exception">
    /// A piece threw: this is its exception, the first of several, whatever the number of workers. The other pieces have run all the same.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancellation was requested before all pieces were done.</exception>
    public void Run(int pieces, IWork body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pieces, MaximumPieces);
        Cancellation.ThrowIfCancellationRequested();
        if (threads.Length == 0 || pieces < 2)
        {
            for (int index = 0; index < pieces; index++)
            {
                RunPiece(body, index, 0);
            }
        }
        else
        {
            Share(pieces, body);
        }

        if (Interlocked.Exchange(ref failure, null) is { } thrown)
        {
            Cancellation.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(thrown);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (stopping)
        {
            return;
        }

        stopping = true;
        if (threads.Length > 0)
        {
            start.Release(threads.Length);
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        start.Dispose();
    }

    private void Share(int pieces, IWork body)
    {
        work = body;
        Volatile.Write(ref done, 0);
        long loop = (Volatile.Read(ref ticket) >> (2 * CountBits)) + 1;
        Volatile.Write(ref ticket, (loop << (2 * CountBits)) | ((long)pieces << CountBits));
        start.Release(Math.Min(threads.Length, pieces - 1));
        Drain(0);
        var wait = default(SpinWait);
        while (Volatile.Read(ref done) < pieces)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    private void Serve(int worker)
    {
        while (true)
        {
            start.Wait();
            if (stopping)
            {
                return;
            }

            Drain(worker);
        }
    }

    // A late worker finds no piece left, or pieces of a newer loop, and either is right.
    private void Drain(int worker)
    {
        while (true)
        {
            long seen = Volatile.Read(ref ticket);
            int next = (int)(seen & Mask);
            if (next >= (int)((seen >> CountBits) & Mask))
            {
                return;
            }

            if (Interlocked.CompareExchange(ref ticket, seen + 1, seen) == seen)
            {
                RunPiece(work!, next, worker);
            }
        }
    }

    private void RunPiece(IWork body, int index, int worker)
    {
        try
        {
            Cancellation.ThrowIfCancellationRequested();
            body.Run(index, worker);
        }
#pragma warning disable CA1031 // Not swallowed: Run rethrows it on the caller's thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, exception, null);
        }
        finally
        {
            Interlocked.Increment(ref done);
        }
    }
}
