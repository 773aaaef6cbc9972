namespace Antiphon.Server;

/// <summary>The tables of a store.</summary>
internal static class StoreTables
{
    private const string Format = "antiphon-store/2";

    /// <summary>Makes them where they are missing.</summary>
    /// <param name="sql">The connection.</param>
    /// <param name="dialect">The database.</param>
    /// <exception cref="InvalidInputException">The tables have another format.</exception>
    public static void Make(SqlConnection sql, SqlDialect dialect)
    {
        sql.Execute(dialect.BeginAlone);
        sql.Execute("CREATE TABLE IF NOT EXISTS antiphon_store (format TEXT PRIMARY KEY, sessions BIGINT NOT NULL)");
        if (sql.Query("SELECT format FROM antiphon_store", row => row.GetString(0)) is [var found] && found != Format)
        {
            throw new InvalidInputException(
                $"the store has the format {found}; expected {Format}; it was written by another version of the program; choose another "
                    + "store, or use that version"
            );
        }

        sql.Execute("INSERT INTO antiphon_store SELECT @p0, 0 WHERE NOT EXISTS (SELECT 1 FROM antiphon_store)", Format);
        MakeSessions(sql, dialect);
        MakeSteps(sql, dialect);
        sql.Execute(
            $"CREATE TABLE IF NOT EXISTS antiphon_decisions (number {dialect.Identity}, taken BIGINT NOT NULL, policy TEXT NOT NULL, "
                + $"version TEXT NOT NULL, seed BIGINT NOT NULL, question {dialect.Bytes} NOT NULL, action BIGINT NOT NULL)"
        );
        sql.Execute("COMMIT");
    }

    private static void MakeSessions(SqlConnection sql, SqlDialect dialect)
    {
        // The snapshot comes last: SQLite reads the columns before it without it.
        sql.Execute(
            "CREATE TABLE IF NOT EXISTS antiphon_sessions (id TEXT PRIMARY KEY, policy TEXT NOT NULL, version TEXT NOT NULL, "
                + "seed BIGINT NOT NULL, opened BIGINT NOT NULL, request_key TEXT, snapshot_steps BIGINT NOT NULL, "
                + $"snapshot {dialect.Bytes})"
        );
        sql.Execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS antiphon_session_keys ON antiphon_sessions (request_key) WHERE request_key IS NOT NULL"
        );
        sql.Execute("CREATE INDEX IF NOT EXISTS antiphon_session_policies ON antiphon_sessions (policy, version)");
        sql.Execute("CREATE INDEX IF NOT EXISTS antiphon_sessions_opened ON antiphon_sessions (opened, id)");
        sql.Execute("CREATE TABLE IF NOT EXISTS antiphon_closed (id TEXT PRIMARY KEY, closed BIGINT NOT NULL)");
    }

    private static void MakeSteps(SqlConnection sql, SqlDialect dialect)
    {
        sql.Execute(
            "CREATE TABLE IF NOT EXISTS antiphon_steps (session TEXT NOT NULL, number BIGINT NOT NULL, taken BIGINT NOT NULL, "
                + $"request_key TEXT, question {dialect.Bytes} NOT NULL, action BIGINT NOT NULL, estimate {dialect.Bytes} NOT NULL, "
                + "PRIMARY KEY (session, number))"
        );
        sql.Execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS antiphon_step_keys ON antiphon_steps (session, request_key) "
                + "WHERE request_key IS NOT NULL"
        );
    }
}
