using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Antiphon.Server;

/// <summary>A file of SQLite, or memory. A lock beside the file keeps a second server away from it.</summary>
internal sealed class SqliteDialect : SqlDialect
{
    private const int Busy = 5;

    private readonly string connection;
    private readonly Stream? held;

    /// <summary>Takes the lock of a file.</summary>
    /// <param name="path">The file; null: nothing is kept when the process ends.</param>
    /// <exception cref="InvalidInputException">Another process has it, or it cannot be written.</exception>
    public SqliteDialect(string? path)
    {
        string? file = path is null ? null : RealPath.Of(path);
        connection = new SqliteConnectionStringBuilder
        {
            DataSource = file ?? ":memory:",
            Pooling = false,
            DefaultTimeout = Seconds,
        }.ToString();
        held = file is null ? null : Lock(file);
    }

    /// <inheritdoc/>
    public override string Bytes => "BLOB";

    /// <inheritdoc/>
    public override string Identity => "INTEGER PRIMARY KEY AUTOINCREMENT";

    /// <inheritdoc/>
    public override string BeginAlone => "BEGIN IMMEDIATE";

    /// <inheritdoc/>
    public override bool IsTimeOut(Exception failure) => failure is SqliteException { SqliteErrorCode: Busy };

    /// <inheritdoc/>
    public override DbConnection Connect()
    {
        var opened = new SqliteConnection(connection);
        opened.Open();
        using SqliteCommand pragma = opened.CreateCommand();
        pragma.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 2000;";
        pragma.ExecuteNonQuery();
        return opened;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        held?.Dispose();
        base.Dispose();
    }

    // The system releases it however the process ends. The file stays: to remove it would let two servers lock two different files.
    private static Stream Lock(string path)
    {
        try
        {
            return Disk.Current.Open(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception failure) when (failure is UnauthorizedAccessException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"the store {path} cannot be written: {failure.Message}", failure);
        }
        catch (IOException failure)
        {
            throw new InvalidInputException(
                $"the store {path} is used by another server; stop that server, or choose another file ({failure.Message})",
                failure
            );
        }
    }
}
