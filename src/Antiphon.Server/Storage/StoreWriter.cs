using System.Threading.Channels;

namespace Antiphon.Server;

/// <summary>
/// The one thread that uses a database. Jobs that wait while a transaction is written to the disk share the next one, so that the time of a
/// flush is shared, too.
/// </summary>
internal sealed class StoreWriter : IAsyncDisposable
{
    private const int LargestGroup = 512;

    private readonly Channel<StoreJob> jobs = Channel.CreateUnbounded<StoreJob>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<StoreJob> group = [];
    private readonly SqlDialect dialect;
    private readonly TextWriter log;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqlConnection? sql;

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

    /// <summary>Does a job.</summary>
    /// <param name="work">What is to be done.</param>
    /// <returns>Its answer, once it is on the disk.</returns>
    public Task<T> Write<T>(Func<SqlConnection, T> work) => Enqueue(new StoreJob<T>(work, isRead: false));

    /// <summary>Does a job that changes nothing.</summary>
    /// <param name="work">What is to be done.</param>
    public Task<T> Read<T>(Func<SqlConnection, T> work) => Enqueue(new StoreJob<T>(work, isRead: true));

    /// <summary>Does the jobs that wait, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        jobs.Writer.TryComplete();
        await ended.Task;
        sql?.Dispose();
        dialect.Dispose();
    }

    private Task<T> Enqueue<T>(StoreJob<T> job)
    {
        if (!jobs.Writer.TryWrite(job))
        {
            job.Fail(new ObjectDisposedException(nameof(StoreWriter)));
        }

        return job.Task;
    }

    private void Work()
    {
        while (Take())
        {
            try
            {
                Run();
            }
            catch (Exception failure)
            {
                Recover(failure);
            }

            group.Clear();
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

    private void Run()
    {
        sql ??= new SqlConnection(dialect);
        bool writes = group.Exists(job => !job.IsRead);
        if (writes)
        {
            sql.Execute("BEGIN");
        }

        foreach (StoreJob job in group)
        {
            job.Run(sql);
        }

        if (writes)
        {
            sql.Execute("COMMIT");
        }

        foreach (StoreJob job in group)
        {
            job.Succeed();
        }
    }

    // Nothing of the group is known to be done. A full disk can still be read; whether anything else can, a new connection shows.
    private void Recover(Exception failure)
    {
        log.WriteLine($"the store failed: {failure.Message}");
        sql?.Dispose();
        sql = null;
        foreach (StoreJob job in group)
        {
            if (!job.IsRead || !TryRead(job))
            {
                job.Fail(failure);
            }
        }
    }

    private bool TryRead(StoreJob job)
    {
        try
        {
            sql ??= new SqlConnection(dialect);
            job.Run(sql);
            job.Succeed();
            return true;
        }
        catch (Exception failure)
        {
            log.WriteLine($"the store failed: {failure.Message}");
            sql?.Dispose();
            sql = null;
            return false;
        }
    }
}
