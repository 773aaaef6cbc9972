namespace Antiphon.Server;

/// <summary>The statements on sessions.</summary>
internal static class SessionRows
{
    /// <summary>How many there are. The number is changed with the sessions, in the same transaction.</summary>
    public static long Count(SqlConnection sql) => sql.Number("SELECT sessions FROM antiphon_store");

    /// <summary>Opens a session, or finds the one with its key.</summary>
    /// <param name="sql">The connection, in a transaction.</param>
    /// <param name="session">The session.</param>
    /// <param name="key">The key of the request; null where it has none.</param>
    /// <param name="most">How many sessions may be open.</param>
    /// <param name="now">The time.</param>
    /// <returns>The session or the open one; null where there is no room.</returns>
    public static SessionRow? Open(SqlConnection sql, SessionRow session, string? key, long most, long now)
    {
        // The row of the count keeps other servers from opening sessions until this transaction ends.
        bool hasRoom = sql.Execute("UPDATE antiphon_store SET sessions = sessions + 1 WHERE sessions < @p0", most) > 0;
        SessionRow? former = key is null ? null : Opened(sql, key);
        if (hasRoom && former is not null)
        {
            LowerCount(sql);
        }
        else if (hasRoom)
        {
            sql.Execute(
                "INSERT INTO antiphon_sessions VALUES (@p0, @p1, @p2, @p3, @p4, @p5, 0, NULL)",
                session.Id,
                session.Policy,
                session.Version,
                (long)session.Seed,
                now,
                key
            );
        }

        return former ?? (hasRoom ? session : null);
    }

    /// <summary>Finds a session with the first of its steps; null where there is none.</summary>
    /// <param name="sql">The connection.</param>
    /// <param name="id">Its id.</param>
    /// <param name="most">How many steps, at most.</param>
    public static StoredSession? Find(SqlConnection sql, string id, long most) =>
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
                Steps = StepRows.After(sql, id, -1, most),
            }
            : null;

    /// <summary>How many steps a session took; null where there is none.</summary>
    public static long? Steps(SqlConnection sql, string id) =>
        sql.Query(
            "SELECT COALESCE((SELECT MAX(number) + 1 FROM antiphon_steps WHERE session = @p0), 0) FROM antiphon_sessions WHERE id = @p0",
            row => row.GetInt64(0),
            id
        )
            is [var steps]
            ? steps
            : null;

    /// <summary>Whether a session belongs to a version of a policy.</summary>
    public static bool Uses(SqlConnection sql, string policy, string version) =>
        sql.Number(
            "SELECT COUNT(*) FROM (SELECT 1 FROM antiphon_sessions WHERE policy = @p0 AND version = @p1 LIMIT 1) AS used",
            policy,
            version
        ) > 0;

    /// <summary>Puts a snapshot aside.</summary>
    public static void Keep(SqlConnection sql, string id, long steps, byte[] snapshot) =>
        sql.Execute("UPDATE antiphon_sessions SET snapshot_steps = @p1, snapshot = @p2 WHERE id = @p0", id, steps, snapshot);

    /// <summary>Open sessions, those opened last first.</summary>
    /// <param name="sql">The connection.</param>
    /// <param name="after">The last session of the list before; null at the beginning.</param>
    /// <param name="most">How many, at most.</param>
    public static List<ListedSession> List(SqlConnection sql, SessionPlace? after, int most) =>
        sql.Query(
            "SELECT id, policy, version, seed, opened, (SELECT MAX(number) FROM antiphon_steps WHERE session = id), "
                + "(SELECT taken FROM antiphon_steps WHERE session = id ORDER BY number DESC LIMIT 1) FROM antiphon_sessions "
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
        );

    /// <summary>The sessions after one, in the order of their ids, and whether each was idle.</summary>
    /// <param name="sql">The connection.</param>
    /// <param name="after">The id.</param>
    /// <param name="before">The time from which on a step shows that a session is used.</param>
    /// <param name="most">How many sessions, at most.</param>
    public static List<(string Id, bool IsIdle)> Page(SqlConnection sql, string after, long before, int most) =>
        sql.Query(
            "SELECT id, COALESCE((SELECT taken FROM antiphon_steps WHERE session = id ORDER BY number DESC LIMIT 1), opened) "
                + "FROM antiphon_sessions WHERE id > @p0 ORDER BY id LIMIT @p1",
            row => (row.GetString(0), row.GetInt64(1) < before),
            after,
            (long)most
        );

    /// <summary>Removes a session that took no step since a time. Its steps are left.</summary>
    /// <returns>Whether there was such a session.</returns>
    public static bool Remove(SqlConnection sql, string id, long before)
    {
        bool removed =
            sql.Execute(
                "DELETE FROM antiphon_sessions WHERE id = @p0 AND "
                    + "COALESCE((SELECT taken FROM antiphon_steps WHERE session = @p0 ORDER BY number DESC LIMIT 1), opened) < @p1",
                id,
                before
            ) > 0;
        if (removed)
        {
            LowerCount(sql);
        }

        return removed;
    }

    private static void LowerCount(SqlConnection sql) => sql.Execute("UPDATE antiphon_store SET sessions = sessions - 1");

    private static SessionRow? Opened(SqlConnection sql, string key) =>
        sql.Query(
            "SELECT id, policy, version, seed FROM antiphon_sessions WHERE request_key = @p0",
            row => new SessionRow(row.GetString(0), row.GetString(1), row.GetString(2), (ulong)row.GetInt64(3)),
            key
        )
            is [var session]
            ? session
            : null;
}
