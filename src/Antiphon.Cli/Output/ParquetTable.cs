using Antiphon.Runs;
using Parquet;
using Parquet.Schema;

namespace Antiphon.Cli.Output;

/// <summary>A table of results as a Parquet file, with the types of its columns. An empty cell is null.</summary>
internal static class ParquetTable
{
    /// <summary>What the names of such files end with.</summary>
    public const string Extension = ".parquet";

    /// <summary>The file of the same name beside a CSV file.</summary>
    public static string Beside(string csv) => Path.ChangeExtension(csv, Extension);

    /// <summary>Writes a file; replaced whole if it exists.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">The table.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void Save(string path, ResultTable table)
    {
        using var bytes = new MemoryStream();
        // Everything goes to memory, so that nothing is waited for.
        WriteAsync(table, bytes).GetAwaiter().GetResult();
        AtomicFile.WriteBytes(path, bytes.ToArray());
    }

    private static async Task WriteAsync(ResultTable table, Stream target)
    {
        var schema = new ParquetSchema(table.Columns.Select(Field));
        await using ParquetWriter file = await ParquetWriter.CreateAsync(schema, target);
        using ParquetRowGroupWriter group = file.CreateRowGroup();
        for (int column = 0; column < table.Columns.Count; column++)
        {
            DataField field = schema.DataFields[column];
            object?[] cells = [.. table.Rows.Select(row => row[column])];
            if (field.ClrType == typeof(long))
            {
                await group.WriteAsync<long>(field, Cells<long>(cells));
            }
            else if (field.ClrType == typeof(ulong))
            {
                await group.WriteAsync<ulong>(field, Cells<ulong>(cells));
            }
            else if (field.ClrType == typeof(double))
            {
                await group.WriteAsync<double>(field, Cells<double>(cells));
            }
            else
            {
                string[] texts = [.. cells.Select(cell => (string)cell!)];
                await group.WriteAsync(field, (IReadOnlyCollection<string>)texts);
            }
        }
    }

    private static DataField Field(ResultColumn column) =>
        column.Type == typeof(long) ? new DataField<long?>(column.Name)
        : column.Type == typeof(ulong) ? new DataField<ulong?>(column.Name)
        : column.Type == typeof(double) ? new DataField<double?>(column.Name)
        : new DataField<string>(column.Name);

    private static ReadOnlyMemory<T?> Cells<T>(object?[] cells)
        where T : struct => cells.Select(cell => (T?)cell).ToArray();
}
