using System.Data.Common;

namespace Antiphon.Server;

/// <summary>One connection with its statements, each parsed once; parameters are @p0, @p1, .. Used by one thread.</summary>
internal sealed class SqlConnection : IDisposable
{
    private readonly DbConnection connection;
    private readonly Dictionary<string, DbCommand> commands = new(StringComparer.Ordinal);

    /// <summary>Connects, and makes the tables where they are missing.</summary>
    /// <param name="dialect">The database.</param>
    public SqlConnection(SqlDialect dialect)
    {
        connection = dialect.Connect();
        try
        {
            StoreTables.Make(this, dialect);
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

    /// <summary>Does jobs, in one transaction where one of them changes something.</summary>
    /// <param name="jobs">The jobs.</param>
    public void Do(ReadOnlySpan<StoreJob> jobs)
    {
        bool writes = false;
        foreach (StoreJob job in jobs)
        {
            writes |= !job.IsRead;
        }

        if (writes)
        {
            Execute("BEGIN");
        }

        foreach (StoreJob job in jobs)
        {
            job.Run(this);
        }

        if (writes)
        {
            Execute("COMMIT");
        }
    }

    /// <summary>Undoes the transaction that a failure left.</summary>
    /// <returns>Whether the connection can still be used.</returns>
    public bool TryUndo()
    {
        // SQLite undoes some transactions by itself, so that the first may fail; where a transaction is left, the second does.
        _ = TryExecute("ROLLBACK");
        return TryExecute("BEGIN") && TryExecute("ROLLBACK");
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

    private bool TryExecute(string sql)
    {
        try
        {
            Execute(sql);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
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
}
