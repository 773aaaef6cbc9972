using System.Data.Common;

namespace Antiphon.Server;

/// <summary>Sessions in an SQL database.</summary>
internal sealed class SqlStore : ISessionStore
{
    private const int LogsBetweenCuts = 1000;

    private readonly StoreWriter writer;
    private readonly TimeProvider clock;
    private long logged;

    private SqlStore(SqlDialect dialect, TimeProvider clock, TextWriter log)
    {
        writer = new StoreWriter(dialect, log);
        this.clock = clock;
    }

    /// <summary>Opens a store.</summary>
    /// <param name="where">
    /// A file of SQLite; "memory", which keeps nothing when the process ends; or a connection string of PostgreSQL, which begins with Host=.
    /// </param>
    /// <param name="clock">Tells when steps are taken.</param>
    /// <param name="log">Receives a line per failure.</param>
    /// <exception cref="InvalidInputException">It cannot be opened, or another server uses the file.</exception>
    public static SqlStore Open(string where, TimeProvider clock, TextWriter log)
    {
        SqlDialect dialect = where switch
        {
            _ when where.StartsWith("Host=", StringComparison.OrdinalIgnoreCase) => new PostgresDialect(where),
            "memory" => new SqliteDialect(null),
            _ => new SqliteDialect(Path.GetFullPath(where)),
        };
        try
        {
            return new SqlStore(dialect, clock, log);
        }
        catch (DbException failure)
        {
            dialect.Dispose();
            throw new InvalidInputException($"the store cannot be opened: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public Task Check() => writer.Read(sql => sql.Number("SELECT 1"));

    /// <inheritdoc/>
    public Task<long> Count() => writer.Read(sql => sql.Number("SELECT COUNT(*) FROM antiphon_sessions"));

    /// <inheritdoc/>
    public Task Open(SessionRow session) =>
        writer.Write(sql =>
            sql.Execute(
                "INSERT INTO antiphon_sessions VALUES (@p0, @p1, @p2, @p3, @p4, 0, NULL)",
                session.Id,
                session.Policy,
                session.Version,
                (long)session.Seed,
                Now()
            )
        );

    /// <inheritdoc/>
    public Task<StoredSession?> Find(string id) =>
        writer.Read(sql =>
            sql.Query(
                "SELECT policy, version, seed, snapshot_steps, snapshot FROM antiphon_sessions WHERE id = @p0",
                row => new StoredSession(
                    new SessionRow(id, row.GetString(0), row.GetString(1), (ulong)row.GetInt64(2)),
                    row.GetInt64(3),
                    row.IsDBNull(4) ? null : (byte[])row.GetValue(4),
                    []
                ),
                id
            )
                is [var session]
                ? session with
                {
                    Steps = Steps(sql, id),
                }
                : null
        );

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListedSession>> List(SessionPlace? after, int most) =>
        writer.Read<IReadOnlyList<ListedSession>>(sql =>
            sql.Query(
                "SELECT id, policy, version, seed, opened, (SELECT MAX(number) FROM antiphon_steps WHERE session = id), "
                    + "(SELECT MAX(taken) FROM antiphon_steps WHERE session = id) FROM antiphon_sessions "
                    + "WHERE (opened, id) < (@p0, @p1) ORDER BY opened DESC, id DESC LIMIT @p2",
                row => new ListedSession(
                    new SessionRow(row.GetString(0), row.GetString(1), row.GetString(2), (ulong)row.GetInt64(3)),
                    row.GetInt64(4),
                    row.IsDBNull(5) ? 0 : row.GetInt64(5) + 1,
                    row.IsDBNull(6) ? null : row.GetInt64(6)
                ),
                after?.Opened ?? long.MaxValue,
                after?.Id ?? "",
                (long)most
            )
        );

    /// <inheritdoc/>
    public Task<bool> Append(string session, StepRow step, Checkpoint? kept)
    {
        long now = Now();
        return writer.Write(sql =>
        {
            bool added =
                sql.Execute(
                    "INSERT INTO antiphon_steps SELECT id, @p1, @p2, @p3, @p4, @p5, @p6 FROM antiphon_sessions WHERE id = @p0 "
                        + "ON CONFLICT DO NOTHING",
                    session,
                    step.Number,
                    now,
                    step.Key,
                    step.Question,
                    (long)step.Action,
                    step.Estimate
                ) > 0;
            if (added && kept is not null)
            {
                Keep(sql, session, step.Number + 1, kept);
            }

            return added;
        });
    }

    /// <inheritdoc/>
    public Task<bool> Close(string id) =>
        writer.Write(sql =>
        {
            sql.Execute("DELETE FROM antiphon_steps WHERE session = @p0", id);
            return sql.Execute("DELETE FROM antiphon_sessions WHERE id = @p0", id) > 0;
        });

    /// <inheritdoc/>
    public Task<long> CloseIdle(DateTimeOffset before) =>
        writer.Write(sql =>
        {
            long closed = sql.Execute(
                "DELETE FROM antiphon_sessions WHERE opened < @p0 "
                    + "AND NOT EXISTS (SELECT 1 FROM antiphon_steps WHERE session = id AND taken >= @p0)",
                before.ToUnixTimeMilliseconds()
            );
            sql.Execute("DELETE FROM antiphon_steps WHERE NOT EXISTS (SELECT 1 FROM antiphon_sessions WHERE id = session)");
            return closed;
        });

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

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    private static List<StepRow> Steps(SqlConnection sql, string session) =>
        sql.Query(
            "SELECT number, request_key, question, action, estimate FROM antiphon_steps WHERE session = @p0 ORDER BY number",
            row => new StepRow(
                row.GetInt64(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                (byte[])row.GetValue(2),
                (int)row.GetInt64(3),
                (byte[])row.GetValue(4)
            ),
            session
        );

    private static void Keep(SqlConnection sql, string session, long steps, Checkpoint kept)
    {
        if (kept.Snapshot is not null)
        {
            sql.Execute("UPDATE antiphon_sessions SET snapshot_steps = @p1, snapshot = @p2 WHERE id = @p0", session, steps, kept.Snapshot);
        }

        sql.Execute("DELETE FROM antiphon_steps WHERE session = @p0 AND number < @p1", session, kept.KeepFrom);
    }
}
