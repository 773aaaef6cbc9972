namespace Antiphon.Server;

/// <summary>
/// Closes sessions a few at a time. A session is gone at once, and its id is noted. Its steps are deleted in portions, since a session
/// without snapshots may have millions. Noted sessions are cleaned up a second time later: another server may add a step to a session
/// while it is being closed.
/// </summary>
/// <param name="writer">The database.</param>
/// <param name="clock">The clock for closing times.</param>
internal sealed class SessionCloser(StoreWriter writer, TimeProvider clock)
{
    private const int SessionsPerPage = 500;
    private const int SessionsPerJob = 16;
    private const int StepsPerPortion = 1000;

    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMinutes(1);

    /// <summary>Closes a session, unless it took a step since a time.</summary>
    /// <param name="sql">The connection, in a transaction.</param>
    /// <param name="id">The session.</param>
    /// <param name="before">The time.</param>
    /// <param name="now">The present time.</param>
    /// <returns>Whether there was such a session.</returns>
    public static bool Close(SqlConnection sql, string id, long before, long now)
    {
        if (!SessionRows.Remove(sql, id, before))
        {
            return false;
        }

        sql.Execute("INSERT INTO antiphon_closed VALUES (@p0, @p1)", id, now);
        StepRows.RemoveSome(sql, id, StepsPerPortion);
        return true;
    }

    /// <summary>Closes the sessions that took no step since a time.</summary>
    /// <param name="before">The time.</param>
    /// <param name="cancellation">Leaves the rest for the next time.</param>
    /// <returns>How many were closed.</returns>
    public async Task<long> CloseIdle(DateTimeOffset before, CancellationToken cancellation)
    {
        long limit = before.ToUnixTimeMilliseconds();
        long closed = 0;
        string after = "";
        List<(string Id, bool IsIdle)> page;
        do
        {
            page = await writer.Read(sql => SessionRows.Page(sql, after, limit, SessionsPerPage));
            foreach ((string Id, bool IsIdle)[] some in page.Where(session => session.IsIdle).Chunk(SessionsPerJob))
            {
                if (cancellation.IsCancellationRequested)
                {
                    return closed;
                }

                long now = Now();
                closed += await writer.Write(sql => some.Count(session => Close(sql, session.Id, limit, now)));
            }

            after = page is [] ? after : page[^1].Id;
        } while (page.Count == SessionsPerPage);

        await RemoveLeftSteps(cancellation);
        return closed;
    }

    private async Task RemoveLeftSteps(CancellationToken cancellation)
    {
        long limit = Now() - (long)LongestTransaction.TotalMilliseconds;
        while (!cancellation.IsCancellationRequested && await writer.Read(sql => Noted(sql, limit)) is { Count: > 0 } some)
        {
            await writer.Write(sql => some.Count(id => RemoveSteps(sql, id)));
        }
    }

    private static List<string> Noted(SqlConnection sql, long before) =>
        sql.Query(
            "SELECT id FROM antiphon_closed WHERE closed < @p0 ORDER BY id LIMIT @p1",
            row => row.GetString(0),
            before,
            (long)SessionsPerJob
        );

    private static bool RemoveSteps(SqlConnection sql, string id)
    {
        bool isDone = StepRows.RemoveSome(sql, id, StepsPerPortion);
        if (isDone)
        {
            sql.Execute("DELETE FROM antiphon_closed WHERE id = @p0", id);
        }

        return isDone;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();
}
