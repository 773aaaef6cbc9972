using System.Globalization;
using Parquet;
using Parquet.Schema;

namespace Antiphon.Cli.Output;

/// <summary>
/// A table of results as a Parquet file: the rows and columns of its CSV file, with types. The type of a column follows from its name, not
/// from its cells, so that the tables of two sweeps fit each other. An empty cell is null.
/// </summary>
internal static class ParquetTable
{
    /// <summary>What the names of such files end with.</summary>
    public const string Extension = ".parquet";

    private const string Fraction = "fraction ";

    private static readonly HashSet<string> Whole = new(StringComparer.Ordinal)
    {
        "step",
        "agents",
        "k",
        "evaluationAgents",
        "horizon",
        "rollouts",
        "evaluationSeeds",
        "evaluationSeed",
        "accepted",
        "proposals",
        "peakWorkingSetBytes",
        "allocatedBytes",
        "finished",
        "failed",
    };

    private static readonly HashSet<string> Real = new(StringComparer.Ordinal)
    {
        "reward",
        "meanReward",
        "rewardMean",
        "rewardStd",
        "rewardLow",
        "rewardHigh",
        "value",
        "valueErrorBound",
        "valueMean",
        "valueLow",
        "valueHigh",
        "globalGain",
        "globalGainMean",
        "globalGainMax",
        "localGain",
        "localGainMean",
        "localGainMax",
        "globalFirstOrderGap",
        "localFirstOrderGap",
        "bestBaseline",
        "modeAccuracy",
        "truncationBound",
        "trainingSeconds",
        "evaluationSeconds",
        "secondsMean",
    };

    /// <summary>The file of the same name beside a CSV file.</summary>
    public static string Beside(string csv) => Path.ChangeExtension(csv, Extension);

    /// <summary>Writes the file beside a CSV file; replaced whole if it exists.</summary>
    /// <param name="csv">The CSV file, which this program wrote.</param>
    /// <returns>The path of the new file.</returns>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static string Save(string csv)
    {
        IReadOnlyList<string[]> rows = CsvRows.Read(Disk.Current.ReadText(csv));
        string path = Beside(csv);
        using var bytes = new MemoryStream();
        // Everything goes to memory, so that nothing is waited for.
        WriteAsync(rows[0], [.. rows.Skip(1)], bytes).GetAwaiter().GetResult();
        AtomicFile.WriteBytes(path, bytes.ToArray());
        return path;
    }

    private static async Task WriteAsync(string[] names, string[][] rows, Stream target)
    {
        var schema = new ParquetSchema(names.Select(Field));
        await using ParquetWriter file = await ParquetWriter.CreateAsync(schema, target);
        using ParquetRowGroupWriter group = file.CreateRowGroup();
        for (int column = 0; column < names.Length; column++)
        {
            DataField field = schema.DataFields[column];
            string?[] cells = [.. rows.Select(row => row[column].Length == 0 ? null : row[column])];
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
                await group.WriteAsync(field, (IReadOnlyCollection<string>)cells!);
            }
        }
    }

    private static DataField Field(string name) =>
        name == "trainingSeed" ? new DataField<ulong?>(name)
        : Whole.Contains(name) ? new DataField<long?>(name)
        : Real.Contains(name) || name.StartsWith(Fraction, StringComparison.Ordinal) ? new DataField<double?>(name)
        : new DataField<string>(name);

    private static ReadOnlyMemory<T?> Cells<T>(string?[] cells)
        where T : struct, IParsable<T> =>
        cells.Select(cell => cell is null ? (T?)null : T.Parse(cell, CultureInfo.InvariantCulture)).ToArray();
}
