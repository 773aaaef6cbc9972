using Antiphon.Games;
using Antiphon.Runs;

namespace Antiphon.Paper;

/// <summary>What <see cref="WarehouseReproduction"/> measured: the document "antiphon-reproduction/1", as in reproduction.json.</summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Version">The version that computed it.</param>
/// <param name="Rows">
/// One row per configuration, k and training; by k, then in the order of the configurations asked for, then by training.
/// </param>
public sealed record ReproductionDocument(string Format, string Version, IReadOnlyList<ReproductionRow> Rows)
{
    /// <summary>The k that could not be trained, and why; rows of the others are complete.</summary>
    public IReadOnlyList<ReproductionFailure> Failures { get; init; } = [];

    /// <summary>The format this program writes.</summary>
    internal const string CurrentFormat = "antiphon-reproduction/1";

    /// <summary>The document as JSON, without a line end.</summary>
    internal string Json() => System.Text.Json.JsonSerializer.Serialize(this, PaperJson.Document.TypeOf<ReproductionDocument>());

    /// <summary>
    /// Writes reproduction.json, rows.csv (a line per row), seeds.csv (a line per row and evaluation seed) and heatmaps/*.csv (a line per
    /// step).
    /// </summary>
    /// <param name="folder">An existing folder; files of these names are replaced.</param>
    /// <exception cref="InvalidInputException">A file cannot be written.</exception>
    internal void Save(string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, "rows.csv"), ReproductionTables.Rows(Rows));
        AtomicFile.WriteText(Path.Combine(folder, "seeds.csv"), ReproductionTables.Seeds(Rows));
        string maps = Path.Combine(folder, "heatmaps");
        foreach (ReproductionRow row in Rows.Where(row => row.HeatMap is not null))
        {
            Disk.Current.CreateFolder(maps);
            AtomicFile.WriteText(Path.Combine(maps, $"{row.Name}.csv"), ReproductionTables.HeatMap(row.HeatMap!));
        }

        AtomicFile.WriteText(Path.Combine(folder, "reproduction.json"), Json() + "\n");
    }
}

/// <summary>A k without rows.</summary>
/// <param name="K">k.</param>
/// <param name="Reason">In words, with what to do.</param>
public sealed record ReproductionFailure(int K, string Reason);
