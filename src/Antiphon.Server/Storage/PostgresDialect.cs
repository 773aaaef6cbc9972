using System.Data.Common;
using Npgsql;

namespace Antiphon.Server;

/// <summary>A database of PostgreSQL. Several servers may use it: a step that another took first is not taken again.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    private const int Seconds = 5;
    private const int Statements = 16;

    private readonly string connection;

    /// <summary>Reads a connection string.</summary>
    /// <param name="text">For example <c>Host=localhost;Database=antiphon</c>.</param>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public PostgresDialect(string text)
    {
        try
        {
            connection = new NpgsqlConnectionStringBuilder(text)
            {
                // There is one connection, and it is opened anew when it breaks.
                Pooling = false,
                Timeout = Seconds,
                CommandTimeout = Seconds,
                MaxAutoPrepare = Statements,
                ApplicationName = "antiphon",
            }.ToString();
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException)
        {
            throw new InvalidInputException($"the store is no connection string of PostgreSQL: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public override string Bytes => "BYTEA";

    /// <inheritdoc/>
    public override string Identity => "BIGSERIAL PRIMARY KEY";

    /// <inheritdoc/>
    public override DbConnection Connect()
    {
        var opened = new NpgsqlConnection(connection);
        try
        {
            opened.Open();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }
}
