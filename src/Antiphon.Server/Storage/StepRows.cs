using System.Data.Common;

namespace Antiphon.Server;

/// <summary>The statements on steps.</summary>
internal static class StepRows
{
    private const string Columns = "SELECT number, request_key, question, action, estimate FROM antiphon_steps ";

    /// <summary>Adds a step, where it is the one after the latest and its session is open.</summary>
    /// <returns>Whether it was added.</returns>
    public static bool Add(SqlConnection sql, string session, StepRow step, long now) =>
        sql.Execute(
            "INSERT INTO antiphon_steps SELECT id, @p1, @p2, @p3, @p4, @p5, @p6 FROM antiphon_sessions WHERE id = @p0 "
                + "AND @p1 = (SELECT COALESCE(MAX(number) + 1, 0) FROM antiphon_steps WHERE session = @p0) ON CONFLICT DO NOTHING",
            session,
            step.Number,
            now,
            step.Key,
            step.Question,
            (long)step.Action,
            step.Estimate
        ) > 0;

    /// <summary>The steps of a session, in order.</summary>
    public static List<StepRow> All(SqlConnection sql, string session) => After(sql, session, -1);

    /// <summary>The steps of a session after one, in order.</summary>
    public static List<StepRow> After(SqlConnection sql, string session, long number) =>
        sql.Query(Columns + "WHERE session = @p0 AND number > @p1 ORDER BY number", Read, session, number);

    /// <summary>The step that a key belongs to; null where none is kept.</summary>
    public static StepRow? Find(SqlConnection sql, string session, string key) =>
        sql.Query(Columns + "WHERE session = @p0 AND request_key = @p1", Read, session, key) is [var step] ? step : null;

    /// <summary>Removes the steps before one.</summary>
    public static void RemoveBefore(SqlConnection sql, string session, long number) =>
        sql.Execute("DELETE FROM antiphon_steps WHERE session = @p0 AND number < @p1", session, number);

    /// <summary>Removes the earliest steps of a session.</summary>
    /// <param name="sql">The connection.</param>
    /// <param name="session">The session.</param>
    /// <param name="most">How many, at most.</param>
    /// <returns>Whether none is left.</returns>
    public static bool RemoveSome(SqlConnection sql, string session, long most) =>
        sql.Execute(
            "DELETE FROM antiphon_steps WHERE session = @p0 "
                + "AND number < @p1 + (SELECT MIN(number) FROM antiphon_steps WHERE session = @p0)",
            session,
            most
        ) < most;

    private static StepRow Read(DbDataReader row) =>
        new(
            row.GetInt64(0),
            row.IsDBNull(1) ? null : row.GetString(1),
            (byte[])row.GetValue(2),
            (int)row.GetInt64(3),
            (byte[])row.GetValue(4)
        );
}
