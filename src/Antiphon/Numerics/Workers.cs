namespace Antiphon.Numerics;

/// <summary>One numbered piece of a parallel loop; pieces write to disjoint places, so their order does not matter.</summary>
public interface IWork
{
    /// <summary>Does piece <paramref name="index"/>.</summary>
    /// <param name="index">In [0, count) of the loop.</param>
    /// <param name="worker">In [0, <see cref="Workers.Count"/>): which worker runs it, for scratch memory.</param>
    void Run(int index, int worker);
}

/// <summary>
/// A fixed team of threads for loops that run thousands of times a second: starting one allocates nothing.
/// Pieces are handed out in order to whoever is free; a loop's result must not depend on who does what.
/// Not for concurrent use: one loop at a time.
/// </summary>
public sealed class Workers : IDisposable
{
    private readonly SemaphoreSlim start = new(0);
    private readonly CountdownEvent finished = new(1);
    private readonly Thread[] threads;
    private IWork? work;
    private int count;
    private int next;
    private volatile bool stopping;
    private Exception? failure;

    /// <summary>Starts the team.</summary>
    /// <param name="count">How many workers, the calling thread included; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 1.</exception>
    public Workers(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
        threads = new Thread[count - 1];
        for (var worker = 1; worker < count; worker++)
        {
            var number = worker;
            threads[worker - 1] = new Thread(() => Serve(number)) { IsBackground = true, Name = $"Antiphon worker {number}" };
            threads[worker - 1].Start();
        }
    }

    /// <summary>How many workers there are, the calling thread included.</summary>
    public int Count { get; }

    /// <summary>Runs pieces 0..<paramref name="pieces"/>-1 and returns when all are done.</summary>
    /// <param name="pieces">How many pieces; 0 does nothing.</param>
    /// <param name="body">What to do for each.</param>
    /// <exception cref="AggregateException">A piece threw; the first exception is inside, remaining pieces may not have run.</exception>
    public void Run(int pieces, IWork body)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (threads.Length == 0 || pieces < 2)
        {
            for (var index = 0; index < pieces; index++)
            {
                body.Run(index, 0);
            }

            return;
        }

        work = body;
        count = pieces;
        next = 0;
        finished.Reset(threads.Length + 1);
        start.Release(threads.Length);
        Drain(0);
        finished.Wait();
        work = null;
        if (failure is { } thrown)
        {
            failure = null;
            throw new AggregateException(thrown);
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

        foreach (var thread in threads)
        {
            thread.Join();
        }

        start.Dispose();
        finished.Dispose();
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

    private void Drain(int worker)
    {
        try
        {
            for (var index = Interlocked.Increment(ref next) - 1; index < count; index = Interlocked.Increment(ref next) - 1)
            {
                work!.Run(index, worker);
            }
        }
#pragma warning disable CA1031 // Not swallowed: Run rethrows it on the caller's thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Interlocked.CompareExchange(ref failure, exception, null);
            Interlocked.Exchange(ref next, int.MaxValue / 2);
        }
        finally
        {
            finished.Signal();
        }
    }
}
