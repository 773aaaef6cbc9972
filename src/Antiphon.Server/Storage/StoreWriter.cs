using System.Data.Common;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Antiphon.Server;

/// <summary>
/// The one thread that uses a database. Jobs that wait while a transaction is written to the disk share the next one, so that the time of
/// a flush is shared, too. While the database is away, jobs fail at once, and the thread alone tries to connect again.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    private const int LargestGroup = 512;
    private const int Attempts = 5;

    private static readonly TimeSpan BetweenConnections = TimeSpan.FromSeconds(0.5);

    private readonly Channel<StoreJob> jobs = Channel.CreateBounded<StoreJob>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true }
    );
    private readonly List<StoreJob> group = [];
    private readonly SqlDialect dialect;
    private readonly TextWriter log;
    private readonly TaskCompletionSource closing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqlConnection sql;
    private volatile Exception? away;

    /// <summary>Connects, and starts the thread.</summary>
    /// <param name="dialect">The database; disposed of with this.</param>
    /// <param name="log">Receives a line per failure.</param>
    /// <exception cref="InvalidInputException">The database holds something else.</exception>
    public StoreWriter(SqlDialect dialect, TextWriter log)
    {
        this.dialect = dialect;
        this.log = log;
        sql = new SqlConnection(dialect);
        new Thread(Work) { IsBackground = true, Name = "antiphon store" }.Start();
    }

    /// <summary>How many jobs may wait; more are refused.</summary>
    public static int MostWaiting => 8 * LargestGroup;

    /// <summary>Does a job.</summary>
    /// <param name="work">What is to be done; done again where the transaction that it was in is undone.</param>
    /// <param name="committed">Told the answer once it is on the disk; jobs tell in their order.</param>
    /// <returns>Its answer, once it is on the disk.</returns>
    public Task<T> Write<T>(Func<SqlConnection, T> work, Action<T>? committed = null) =>
        Enqueue(new StoreJob<T>(work, isRead: false, committed));

    /// <summary>Does a job that changes nothing.</summary>
    /// <param name="work">What is to be done.</param>
    /// <param name="done">Told the answer; jobs tell in their order.</param>
    public Task<T> Read<T>(Func<SqlConnection, T> work, Action<T>? done = null) => Enqueue(new StoreJob<T>(work, isRead: true, done));

    /// <summary>Does the jobs that wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        jobs.Writer.TryComplete();
        closing.TrySetResult();
        await ended.Task;
        sql.Dispose();
        dialect.Dispose();
    }

    private Task<T> Enqueue<T>(StoreJob<T> job)
    {
        if (away is Exception cause)
        {
            job.Fail(cause);
        }
        else if (!jobs.Writer.TryWrite(job))
        {
            job.Fail(new InvalidOperationException("the store is closed, or its queue is full"));
        }

        return job.Task;
    }

    private void Work()
    {
        while (Take())
        {
            Run();
            group.Clear();
            if (away is not null)
            {
                Reconnect();
            }
        }

        ended.SetResult();
    }

    private bool Take()
    {
        if (!jobs.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            return false;
        }

        while (group.Count < LargestGroup && jobs.Reader.TryRead(out StoreJob? job))
        {
            group.Add(job);
        }

        return true;
    }

    // One job that cannot be done takes no other one down: each has a transaction of its own then.
    private void Run()
    {
        if (Try(CollectionsMarshal.AsSpan(group)) is not Exception failure)
        {
            return;
        }

        log.WriteLine($"the store failed: {failure.Message}");
        foreach (StoreJob job in group)
        {
            if ((away ?? RunAlone(job)) is Exception cause)
            {
                job.Fail(cause);
            }
        }
    }

    // Why a job cannot be done; null where it was. What another server stood in the way of is done again.
    private Exception? RunAlone(StoreJob job)
    {
        Exception? failure = null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            failure = Try(job);
            if (failure is not DbException { SqlState: "40001" or "40P01" } || away is not null)
            {
                break;
            }
        }

        return failure;
    }

    // Why a transaction of these jobs failed; null where all are done. Afterwards nothing of it is left, or the database is away.
    private Exception? Try(params ReadOnlySpan<StoreJob> together)
    {
        try
        {
            sql.Do(together);
        }
        catch (Exception failure)
        {
            if (dialect.IsTimeOut(failure) || !sql.TryUndo())
            {
                sql.Dispose();
                away = failure;
            }

            return failure;
        }

        foreach (StoreJob job in together)
        {
            job.Succeed();
        }

        return null;
    }

    private void Reconnect()
    {
        do
        {
            FailWaiting(away!);
            try
            {
                sql = new SqlConnection(dialect);
                away = null;
                log.WriteLine("the store is back");
                return;
            }
            catch (Exception failure)
            {
                away = failure;
            }

            FailWaiting(away);
        } while (!closing.Task.Wait(BetweenConnections));
    }

    private void FailWaiting(Exception cause)
    {
        while (jobs.Reader.TryRead(out StoreJob? job))
        {
            job.Fail(cause);
        }
    }
}
