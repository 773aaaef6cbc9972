using System.Security.Cryptography;

namespace Antiphon.Server;

/// <summary>Sessions in an SQL database.</summary>
internal sealed class SqlStore : ISessionStore
{
    private const int CheckBytes = 32;
    private const int LogsBetweenCuts = 1000;

    // A long session is read in portions, so that others are answered in between.
    private const int StepsAtOnce = 1000;

    private readonly StoreWriter writer;
    private readonly SessionCloser closer;
    private readonly TimeProvider clock;
    private long logged;
    private long lastCount;

    private SqlStore(SqlDialect dialect, TimeProvider clock, TextWriter log)
    {
        writer = new StoreWriter(dialect, log);
        closer = new SessionCloser(writer, clock);
        this.clock = clock;
    }

    /// <summary>Opens a store.</summary>
    /// <param name="where">
    /// A file of SQLite; "memory", which keeps nothing when the process ends; or a connection string of PostgreSQL.
    /// </param>
    /// <param name="clock">The clock for step times.</param>
    /// <param name="log">Receives a line per failure.</param>
    /// <exception cref="InvalidInputException">It cannot be opened, or another server uses the file.</exception>
    public static SqlStore Open(string where, TimeProvider clock, TextWriter log)
    {
        SqlDialect dialect = where switch
        {
            "memory" => new SqliteDialect(null),
            _ when IsFile(where) => new SqliteDialect(Path.GetFullPath(where)),
            _ => new PostgresDialect(where),
        };
        try
        {
            return new SqlStore(dialect, clock, log);
        }
        catch (Exception failure)
        {
            dialect.Dispose();
            throw failure as InvalidInputException
                ?? new InvalidInputException(
                    $"the store {(IsFile(where) ? $"{where} " : "")}cannot be opened: {failure.Message}",
                    failure
                );
        }
    }

    /// <summary>Whether a place is a file, rather than memory or a database elsewhere.</summary>
    /// <param name="where">A place as <see cref="Open(string, TimeProvider, TextWriter)"/> takes it.</param>
    public static bool IsFile(string where) =>
        where != "memory" && !PostgresDialect.Understands(where) && !where.Contains("://", StringComparison.Ordinal);

    /// <inheritdoc/>
    public long LastCount => Interlocked.Read(ref lastCount);

    /// <inheritdoc/>
    public Task Check() =>
        writer.Write(
            sql =>
            {
                // A full disk and a database that takes no writes can be read. The row is nobody else's, so that servers do not meet.
                string id = $"check {RandomNumberGenerator.GetHexString(CheckBytes)}";
                sql.Execute("INSERT INTO antiphon_closed (id, closed) VALUES (@p0, @p1)", id, Now());
                sql.Execute("DELETE FROM antiphon_closed WHERE id = @p0", id);
                return SessionRows.Count(sql);
            },
            Keep
        );

    /// <inheritdoc/>
    public Task<long> Count() => writer.Read(SessionRows.Count, Keep);

    /// <inheritdoc/>
    public Task<SessionRow?> Open(SessionRow session, string? key, long most)
    {
        long now = Now();
        return Counting(sql => SessionRows.Open(sql, session, key, most, now));
    }

    /// <inheritdoc/>
    public async Task<StoredSession?> Find(string id)
    {
        StoredSession? found = await writer.Read(sql => SessionRows.Find(sql, id, StepsAtOnce));
        return found?.Steps.Count == StepsAtOnce
            ? found with
            {
                Steps = [.. found.Steps, .. await Portions(id, found.Steps[^1].Number)],
            }
            : found;
    }

    /// <inheritdoc/>
    public Task<long?> Steps(string id) => writer.Read(sql => SessionRows.Steps(sql, id));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StepRow>?> StepsAfter(string id, long number) =>
        await Steps(id) is null ? null : await Portions(id, number);

    /// <inheritdoc/>
    public Task<StepRow?> FindStep(string session, string key) => writer.Read(sql => StepRows.Find(sql, session, key));

    /// <inheritdoc/>
    public Task<bool> Uses(string policy, string version) => writer.Read(sql => SessionRows.Uses(sql, policy, version));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedSession>> List(SessionPlace? after, int most) =>
        writer.Read<IReadOnlyList<ListedSession>>(sql => SessionRows.List(sql, after, most));

    /// <inheritdoc/>
    public Task<bool> Append(string session, StepRow step, Checkpoint? kept)
    {
        long now = Now();
        return writer.Write(sql =>
        {
            bool added = StepRows.Add(sql, session, step, now);
            if (added && kept is not null)
            {
                SessionRows.Keep(sql, session, step.Number + 1, kept.Snapshot);
                StepRows.RemoveBefore(sql, session, kept.KeepFrom);
            }

            return added;
        });
    }

    /// <inheritdoc/>
    public Task<bool> Close(string id)
    {
        long now = Now();
        return Counting(sql => SessionCloser.Close(sql, id, long.MaxValue, now));
    }

    /// <inheritdoc/>
    public async Task<long> CloseIdle(DateTimeOffset before, CancellationToken cancellation)
    {
        long closed = await closer.CloseIdle(before, cancellation);
        await Count();
        return closed;
    }

    /// <inheritdoc/>
    public Task Log(LoggedDecision decision, long most)
    {
        long now = Now();
        bool cuts = Interlocked.Increment(ref logged) % LogsBetweenCuts == 1;
        return writer.Write(sql =>
        {
            int added = sql.Execute(
                "INSERT INTO antiphon_decisions (taken, policy, version, seed, question, action) VALUES (@p0, @p1, @p2, @p3, @p4, @p5)",
                now,
                decision.Policy,
                decision.Version,
                (long)decision.Seed,
                decision.Question,
                (long)decision.Action
            );
            return cuts
                ? sql.Execute("DELETE FROM antiphon_decisions WHERE number <= (SELECT MAX(number) FROM antiphon_decisions) - @p0", most)
                : added;
        });
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => writer.DisposeAsync();

    private async Task<List<StepRow>> Portions(string session, long number)
    {
        var steps = new List<StepRow>();
        int before;
        do
        {
            before = steps.Count;
            long last = before == 0 ? number : steps[^1].Number;
            steps.AddRange(await writer.Read(sql => StepRows.After(sql, session, last, StepsAtOnce)));
        } while (steps.Count == before + StepsAtOnce);

        return steps;
    }

    private async Task<T> Counting<T>(Func<SqlConnection, T> work) =>
        (await writer.Write(sql => (work(sql), SessionRows.Count(sql)), both => Keep(both.Item2))).Item1;

    // What was counted counts once the transaction is on the disk.
    private void Keep(long open) => Interlocked.Exchange(ref lastCount, open);

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
