using System.Data.Common;

namespace Antiphon.Server;

/// <summary>One connection with its statements, each parsed once; parameters are @p0, @p1, .. Used by one thread.</summary>
internal sealed class SqlConnection : IDisposable
{
    private const string Format = "antiphon-store/1";

    private readonly DbConnection connection;
    private readonly Dictionary<string, DbCommand> commands = new(StringComparer.Ordinal);

    /// <summary>Connects, and makes the tables where they are missing.</summary>
    /// <param name="dialect">The database.</param>
    public SqlConnection(SqlDialect dialect)
    {
        connection = dialect.Connect();
        try
        {
            Prepare(dialect);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Runs a statement.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="values">Its parameters.</param>
    /// <returns>How many rows it changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    /// <summary>Runs a query of one number.</summary>
    /// <param name="sql">Its text.</param>
    /// <param name="values">Its parameters.</param>
    public long Number(string sql, params ReadOnlySpan<object?> values) =>
        Convert.ToInt64(Command(sql, values).ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Runs a query.</summary>
    /// <typeparam name="T">What a row is read to.</typeparam>
    /// <param name="sql">Its text.</param>
    /// <param name="read">Reads a row.</param>
    /// <param name="values">Its parameters.</param>
    public List<T> Query<T>(string sql, Func<DbDataReader, T> read, params ReadOnlySpan<object?> values)
    {
        using DbDataReader reader = Command(sql, values).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (DbCommand command in commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private DbCommand Command(string sql, ReadOnlySpan<object?> values)
    {
        if (!commands.TryGetValue(sql, out DbCommand? command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (int place = 0; place < values.Length; place++)
            {
                DbParameter parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{place}";
                command.Parameters.Add(parameter);
            }

            commands.Add(sql, command);
        }

        for (int place = 0; place < values.Length; place++)
        {
            command.Parameters[place].Value = values[place] ?? DBNull.Value;
        }

        return command;
    }

    private void Prepare(SqlDialect dialect)
    {
        Execute("CREATE TABLE IF NOT EXISTS antiphon_store (format TEXT PRIMARY KEY)");
        Execute("INSERT INTO antiphon_store SELECT @p0 WHERE NOT EXISTS (SELECT 1 FROM antiphon_store)", Format);
        if (Query("SELECT format FROM antiphon_store", row => row.GetString(0)) is [var found] && found != Format)
        {
            throw new InvalidInputException($"the store has the format {found}; expected {Format}; it was written by another version");
        }

        Execute(
            "CREATE TABLE IF NOT EXISTS antiphon_sessions (id TEXT PRIMARY KEY, policy TEXT NOT NULL, version TEXT NOT NULL, "
                + $"seed BIGINT NOT NULL, opened BIGINT NOT NULL, snapshot_steps BIGINT NOT NULL, snapshot {dialect.Bytes})"
        );
        Execute("CREATE INDEX IF NOT EXISTS antiphon_sessions_opened ON antiphon_sessions (opened, id)");
        Execute(
            "CREATE TABLE IF NOT EXISTS antiphon_steps (session TEXT NOT NULL, number BIGINT NOT NULL, taken BIGINT NOT NULL, "
                + $"request_key TEXT, question {dialect.Bytes} NOT NULL, action BIGINT NOT NULL, estimate {dialect.Bytes} NOT NULL, "
                + "PRIMARY KEY (session, number))"
        );
        Execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS antiphon_step_keys ON antiphon_steps (session, request_key) "
                + "WHERE request_key IS NOT NULL"
        );
        Execute(
            $"CREATE TABLE IF NOT EXISTS antiphon_decisions (number {dialect.Identity}, taken BIGINT NOT NULL, policy TEXT NOT NULL, "
                + $"version TEXT NOT NULL, seed BIGINT NOT NULL, question {dialect.Bytes} NOT NULL, action BIGINT NOT NULL)"
        );
    }
}
