using System.Data.Common;
using System.Net;
using System.Net.Sockets;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>The thread of a store: jobs that fail, jobs that wait, and databases that say nothing.</summary>
public sealed class StoreWriterTests : IDisposable
{
    private const string Insert = "INSERT INTO numbers VALUES (@p0)";
    private const string Select = "SELECT COUNT(*) FROM numbers";

    private static readonly TimeSpan LongestTest = TimeSpan.FromMinutes(1);

    private readonly StringWriter log = new();
    private readonly ManualResetEventSlim entered = new();
    private readonly ManualResetEventSlim leave = new();

    public void Dispose()
    {
        log.Dispose();
        entered.Dispose();
        leave.Dispose();
    }

    /// <summary>All wait together, so that they share a transaction.</summary>
    [Fact]
    public async Task A_job_that_fails_takes_no_other_down()
    {
        await using StoreWriter writer = await Numbers();
        Task<bool> gate = Occupy(writer);
        Task<int>[] good = [.. Enumerable.Range(0, 10).Select(number => writer.Write(sql => sql.Execute(Insert, (long)number)))];
        Task<int> bad = writer.Write(sql => sql.Execute(Insert, 3L) + sql.Execute(Insert, 3L));
        Task<int>[] after = [.. Enumerable.Range(10, 10).Select(number => writer.Write(sql => sql.Execute(Insert, (long)number)))];
        leave.Set();
        await gate;
        Assert.All(await Task.WhenAll([.. good, .. after]), changed => Assert.Equal(1, changed));
        await Assert.ThrowsAsync<StoreException>(() => bad);
        Assert.Equal(20, await writer.Read(sql => sql.Number(Select)));
    }

    [Fact]
    public async Task More_jobs_than_may_wait_are_refused_at_once()
    {
        await using StoreWriter writer = await Numbers();
        Task<bool> gate = Occupy(writer);
        Task<long>[] waiting = [.. Enumerable.Range(0, StoreWriter.MostWaiting).Select(_ => writer.Read(sql => sql.Number(Select)))];
        Task<long> refused = writer.Read(sql => sql.Number(Select));
        Assert.True(refused.IsFaulted);
        Assert.All(waiting, job => Assert.False(job.IsCompleted));
        leave.Set();
        await gate;
        Assert.All(await Task.WhenAll(waiting), number => Assert.Equal(0, number));
        await Assert.ThrowsAsync<StoreException>(() => refused);
    }

    /// <summary>A listener that accepts and says nothing: one connection is tried at a time, and nobody waits for it.</summary>
    [Fact]
    [Trait("Tier", "full")]
    public async Task While_a_database_is_silent_jobs_fail_at_once()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var dialect = new LostDialect($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=nobody;SSL Mode=Disable");
        await using var writer = new StoreWriter(dialect, log);
        Task<int> lost = writer.Write(sql =>
        {
            sql.Dispose();
            return sql.Execute("SELECT 1");
        });
        await Assert.ThrowsAsync<StoreException>(() => lost);
        using Socket first = await silent.AcceptSocketAsync();
        Task<long>[] jobs = [.. Enumerable.Range(0, 600).Select(_ => writer.Read(sql => sql.Number("SELECT 1")))];
        Assert.All(jobs, job => Assert.True(job.IsFaulted));
        Assert.False(silent.Pending());
        dialect.IsBack = true;
        first.Close();
        await Until(async () => await writer.Read(sql => sql.Number("SELECT 7")) == 7);
        Assert.EndsWith("the store is back\n", log.ToString(), StringComparison.Ordinal);
    }

    /// <summary>Each of two servers waits for what the other has changed: PostgreSQL lets one fail, and that one is done again.</summary>
    [PostgresFact]
    [Trait("Tier", "full")]
    public async Task Servers_that_stand_in_each_others_way_both_succeed()
    {
        using var database = new PostgresProcess();
        database.Start();
        await using var one = new StoreWriter(new PostgresDialect(database.ConnectionString), log);
        await using var other = new StoreWriter(new PostgresDialect(database.ConnectionString), log);
        await one.Write(sql => sql.Execute("CREATE TABLE numbers (number BIGINT PRIMARY KEY, changes BIGINT NOT NULL)"));
        await one.Write(sql => sql.Execute("INSERT INTO numbers VALUES (1, 0), (2, 0)"));
        using var both = new CountdownEvent(2);
        await Task.WhenAll(one.Write(sql => Change(sql, 1, 2)), other.Write(sql => Change(sql, 2, 1)));
        Assert.Equal(4, await one.Read(sql => sql.Number("SELECT SUM(changes)::BIGINT FROM numbers")));
        Assert.Contains("deadlock", log.ToString(), StringComparison.Ordinal);

        int Change(SqlConnection sql, long first, long second)
        {
            const string change = "UPDATE numbers SET changes = changes + 1 WHERE number = @p0";
            int changed = sql.Execute(change, first);
            if (!both.IsSet)
            {
                both.Signal();
                both.Wait();
            }

            return changed + sql.Execute(change, second);
        }
    }

    private static async Task Until(Func<Task<bool>> condition)
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            try
            {
                if (await condition())
                {
                    return;
                }
            }
            catch (StoreException)
            {
                await Task.Delay(25);
            }
        }

        Assert.Fail("the condition did not become true");
    }

    private async Task<StoreWriter> Numbers()
    {
        var writer = new StoreWriter(new SqliteDialect(null), log);
        await writer.Write(sql => sql.Execute("CREATE TABLE numbers (number BIGINT PRIMARY KEY)"));
        return writer;
    }

    // What is asked for until the test sets `leave` waits.
    private Task<bool> Occupy(StoreWriter writer)
    {
        Task<bool> job = writer.Read(_ =>
        {
            entered.Set();
            return leave.Wait(LongestTest);
        });
        entered.Wait();
        return job;
    }

    /// <summary>A database that is there at first, then is where nobody speaks, until it is back.</summary>
    private sealed class LostDialect(string address) : SqlDialect
    {
        private readonly SqliteDialect there = new(null);
        private readonly PostgresDialect lost = new(address);
        private bool isLost;

        public bool IsBack { get; set; }

        public override string Bytes => there.Bytes;

        public override string Identity => there.Identity;

        public override string BeginAlone => there.BeginAlone;

        public override bool IsTimeOut(Exception failure) => false;

        public override DbConnection Connect()
        {
            if (isLost && !IsBack)
            {
                return lost.Connect();
            }

            isLost = true;
            return there.Connect();
        }

        public override void Dispose()
        {
            there.Dispose();
            lost.Dispose();
            base.Dispose();
        }
    }
}
