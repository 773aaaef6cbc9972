using System.Data.Common;
using Npgsql;

namespace Antiphon.Server;

/// <summary>A database of PostgreSQL. Several servers may use it: a step that another took first is not taken again.</summary>
internal sealed class PostgresDialect : SqlDialect
{
    // Another server that dies within a transaction lets go of its rows soon, and who waits for a row does not keep all others waiting for
    // long; longer than PostgreSQL takes to find a deadlock (a second), which is repeated.
    private const string Limits = "SET lock_timeout = '1500ms'; SET idle_in_transaction_session_timeout = '10s'";

    private const int Statements = 16;

    private static readonly NpgsqlConnectionStringBuilder Settings = new();

    private readonly string connection;

    /// <summary>Reads a connection string.</summary>
    /// <param name="text">For example <c>Host=localhost;Database=antiphon</c>.</param>
    /// <exception cref="InvalidInputException">It is none. The message repeats nothing of it, since it may hold a password.</exception>
    public PostgresDialect(string text)
    {
        NpgsqlConnectionStringBuilder settings = Parse(text)
            ?? throw new InvalidInputException(
                $"the store is not a connection string of PostgreSQL: {Fault(text)}; expected settings of Npgsql such as "
                    + "Host=localhost;Database=antiphon, with values that contain ; in quotes; correct it"
            );

        // There is one connection, and it is opened anew when it breaks.
        settings.Pooling = false;
        settings.Timeout = Seconds;
        settings.CommandTimeout = Seconds;
        settings.MaxAutoPrepare = Statements;
        settings.ApplicationName = "antiphon";
        connection = settings.ToString();
    }

    /// <inheritdoc/>
    public override string Bytes => "BYTEA";

    /// <inheritdoc/>
    public override string Identity => "BIGSERIAL PRIMARY KEY";

    /// <inheritdoc/>
    public override string BeginAlone => "BEGIN; SELECT pg_advisory_xact_lock(hashtext('antiphon'))";

    /// <summary>Whether a text is a connection string, not the name of a file: a part of it is a setting that Npgsql knows.</summary>
    /// <param name="text">Any text.</param>
    public static bool Understands(string text) => Parts(text).Any(IsKnown);

    /// <inheritdoc/>
    public override bool IsTimeOut(Exception failure) =>
        failure.InnerException is TimeoutException || failure is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction };

    /// <inheritdoc/>
    public override DbConnection Connect()
    {
        var opened = new NpgsqlConnection(connection);
        try
        {
            opened.Open();
            using NpgsqlCommand limits = opened.CreateCommand();
            limits.CommandText = Limits;
            limits.ExecuteNonQuery();
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    // What is wrong is not told by the exception, which may repeat parts of the text.
    private static NpgsqlConnectionStringBuilder? Parse(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return null;
        }
    }

    // Names the place alone: an unquoted password with ; in it looks like several settings.
    private static string Fault(string text)
    {
        int unknown = Array.FindIndex(Parts(text), part => !IsKnown(part));
        return unknown >= 0 ? $"setting number {unknown + 1} is unknown to Npgsql" : "a setting has an invalid value";
    }

    private static string[] Parts(string text) => text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool IsKnown(string part) => part.IndexOf('=') is int end and > 0 && Settings.ContainsKey(part[..end].TrimEnd());
}
