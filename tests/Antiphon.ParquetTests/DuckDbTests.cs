using System.Globalization;
using Antiphon.Cli;
using Antiphon.Tests.Runs;
using DuckDB.NET.Data;

namespace Antiphon.ParquetTests;

/// <summary>Another program's reader finds in the Parquet files what the CSV files say, with the documented types.</summary>
public sealed class DuckDbTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("antiphon-parquet-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_tables_of_a_sweep_are_read_by_DuckDB()
    {
        Run("sweep", "warehouse-flat", "--k", "1,2", "--seeds", "2", "--agents", "10", "--restarts", "1", "--out", "sweep", "--parquet");

        RequireEqual("sweep/cells", 4);
        RequireEqual("sweep/evaluations", 60);
        RequireEqual("sweep/summary", 2);
        Assert.Equal(
            ["BIGINT", "UBIGINT", "DOUBLE", "VARCHAR", "VARCHAR"],
            Types("sweep/cells", "k", "trainingSeed", "value", "stopReason", "failure")
        );
    }

    [Fact]
    public void The_trace_of_an_episode_is_read_by_DuckDB()
    {
        Run("train", "warehouse-flat", "--k", "1", "--agents", "10", "--restarts", "1", "--out", "run");
        Run("simulate", "run", "--rollouts", "1", "--seeds", "2", "--trace", "episode.csv", "--parquet");

        RequireEqual("episode", 100);
        Assert.Equal(["BIGINT", "VARCHAR", "DOUBLE", "DOUBLE"], Types("episode", "step", "mode", "reward", "fraction zone 0"));
    }

    private void RequireEqual(string table, int rows)
    {
        IReadOnlyList<string[]> csv = CsvRows.Read(File.ReadAllText(Path.Combine(folder, $"{table}.csv")));
        List<string[]> parquet = Read(table);
        Assert.Equal(rows + 1, parquet.Count);
        Assert.Equal(csv, parquet);
    }

    private List<string[]> Read(string table)
    {
        using DuckDBConnection connection = Open();
        using DuckDBCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM read_parquet('{folder}/{table}.parquet')";
        using DuckDBDataReader reader = command.ExecuteReader();
        int[] columns = [.. Enumerable.Range(0, reader.FieldCount)];
        var rows = new List<string[]> { columns.Select(reader.GetName).ToArray() };
        while (reader.Read())
        {
            rows.Add([.. columns.Select(column => Convert.ToString(reader.GetValue(column), CultureInfo.InvariantCulture)!)]);
        }

        return rows;
    }

    private string[] Types(string table, params string[] columns)
    {
        using DuckDBConnection connection = Open();
        using DuckDBCommand command = connection.CreateCommand();
        string asked = string.Join(", ", columns.Select(column => $"any_value(typeof(\"{column}\"))"));
        command.CommandText = $"SELECT {asked} FROM read_parquet('{folder}/{table}.parquet')";
        using DuckDBDataReader reader = command.ExecuteReader();
        Assert.True(reader.Read());
        return [.. Enumerable.Range(0, columns.Length).Select(reader.GetString)];
    }

    private static DuckDBConnection Open()
    {
        var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        return connection;
    }

    private void Run(params string[] arguments)
    {
        using var error = new StringWriter();
        int code = AntiphonProgram.Run(
            arguments,
            new Surroundings
            {
                Out = TextWriter.Null,
                Error = error,
                Folder = folder,
            }
        );
        Assert.True(code is ExitCode.Done or ExitCode.AccuracyNotMet, error.ToString());
    }
}
