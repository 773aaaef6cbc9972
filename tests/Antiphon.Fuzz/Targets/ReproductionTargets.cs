using Antiphon.Paper;
using Antiphon.Runs;

namespace Antiphon.Fuzz;

/// <summary>Readers of the rows that reproductions store, with what is made of them.</summary>
internal static class ReproductionTargets
{
    /// <summary>Rows of the warehouse.</summary>
    public static FuzzTarget Warehouse(FuzzFolder folder, Scratch scratch) =>
        Of<ReproductionRow>("reproduction-warehouse", ReproductionRow.CurrentFormat, scratch, row =>
        {
            ReproductionTables.Rows([row]);
            ReproductionTables.Seeds([row]);
            if (row.HeatMap is { } map)
            {
                ReproductionTables.HeatMap(map);
            }
        });

    /// <summary>Rows of the warehouse with continuous states.</summary>
    public static FuzzTarget Continuous(FuzzFolder folder, Scratch scratch) =>
        Of<ContinuousReproductionRow>("reproduction-continuous", ContinuousReproductionRow.CurrentFormat, scratch, row =>
            new ContinuousReproductionDocument(ContinuousReproductionDocument.CurrentFormat, row.Version, [row]).Json()
        );

    /// <summary>Rows of federated training.</summary>
    public static FuzzTarget Federated(FuzzFolder folder, Scratch scratch) =>
        Of<FederatedReproductionRow>("reproduction-federated", FederatedReproductionRow.CurrentFormat, scratch, row =>
            _ = row.Leads().ToList()
        );

    private static FuzzTarget Of<T>(string name, string format, Scratch scratch, Action<T> use)
        where T : class => FuzzTarget.OfFile(name, "row.json", scratch, path =>
        {
            T row = RunFile.Read<T>(path, format, PaperJson.Document);
            StoredRowCheck.Require(path, row);
            use(row);
            RunFile.Write(scratch.In("written.json"), row, PaperJson.Document);
            return File.ReadAllBytes(scratch.In("written.json"));
        });
}
