using Antiphon.Games;
using Antiphon.Runs;

namespace Antiphon.Paper;

/// <summary>
/// What <see cref="FederatedReproduction"/> measured: the document "antiphon-federated-reproduction/1", as in reproduction.json.
/// </summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Version">The version that computed it.</param>
/// <param name="Rows">One row per data set and cost weight, in the order asked for.</param>
public sealed record FederatedReproductionDocument(string Format, string Version, IReadOnlyList<FederatedReproductionRow> Rows)
{
    /// <summary>The format this program writes.</summary>
    internal const string CurrentFormat = "antiphon-federated-reproduction/1";

    /// <summary>The document as JSON, without a line end.</summary>
    internal string Json() => System.Text.Json.JsonSerializer.Serialize(this, PaperJson.Document.TypeOf<FederatedReproductionDocument>());

    /// <summary>
    /// Writes reproduction.json, rows.csv (a line per policy), seeds.csv (a line per policy and seed) and course.csv (a line per policy
    /// and point of the course).
    /// </summary>
    /// <param name="folder">An existing folder; files of these names are replaced.</param>
    /// <exception cref="InvalidInputException">A file cannot be written.</exception>
    internal void Save(string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, "rows.csv"), RowTable());
        AtomicFile.WriteText(Path.Combine(folder, "seeds.csv"), SeedTable());
        AtomicFile.WriteText(Path.Combine(folder, "course.csv"), CourseTable());
        AtomicFile.WriteText(Path.Combine(folder, "reproduction.json"), Json() + "\n");
    }

    private IEnumerable<(FederatedReproductionRow Row, FederatedMeasurement Policy)> Policies =>
        Rows.SelectMany(row => row.Policies.Select(policy => (row, policy)));

    private string RowTable()
    {
        var table = new CsvTable(
            "dataSet",
            "costWeight",
            "policy",
            "kind",
            "k",
            "tuned",
            "mean",
            "low",
            "high",
            "promised",
            "promisedLow",
            "promisedHigh",
            "accuracy"
        );
        foreach ((FederatedReproductionRow row, FederatedMeasurement policy) in Policies)
        {
            table.Add(
                row.DataSet,
                row.CostWeight,
                policy.Name,
                ReproductionTables.Word(policy.Kind),
                policy.K,
                policy.Tuned,
                policy.Reward.Mean,
                policy.Reward.Low,
                policy.Reward.High,
                policy.Promised.Mean,
                policy.Promised.Low,
                policy.Promised.High,
                policy.Accuracy
            );
        }

        return table.ToString();
    }

    private string SeedTable()
    {
        var table = new CsvTable("dataSet", "costWeight", "policy", "seed", "reward");
        foreach ((FederatedReproductionRow row, FederatedMeasurement policy) in Policies)
        {
            for (int seed = 0; seed < policy.PerSeed.Count; seed++)
            {
                table.Add(row.DataSet, row.CostWeight, policy.Name, seed, policy.PerSeed[seed]);
            }
        }

        return table.ToString();
    }

    private string CourseTable()
    {
        var table = new CsvTable("dataSet", "costWeight", "policy", "round", "loss", "bytes", "samples");
        foreach ((FederatedReproductionRow row, FederatedMeasurement policy) in Policies)
        {
            foreach (FederatedProgress point in policy.Course)
            {
                table.Add(row.DataSet, row.CostWeight, policy.Name, point.Round, point.Loss, point.Bytes, point.Samples);
            }
        }

        return table.ToString();
    }
}
