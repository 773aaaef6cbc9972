using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Paper;

/// <summary>
/// What <see cref="ContinuousReproduction"/> measured: the document "antiphon-continuous-reproduction/1", as in reproduction.json.
/// </summary>
/// <param name="Format">Always <see cref="CurrentFormat"/>.</param>
/// <param name="Version">The version that computed it.</param>
/// <param name="Rows">
/// One row per configuration, k and training, in the order of the configurations asked for, then by k, then by training.
/// </param>
public sealed record ContinuousReproductionDocument(string Format, string Version, IReadOnlyList<ContinuousReproductionRow> Rows)
{
    /// <summary>The format this program writes.</summary>
    internal const string CurrentFormat = "antiphon-continuous-reproduction/1";

    /// <summary>A line per configuration and k: over all trainings, and the authors' selection of the best.</summary>
    public IReadOnlyList<ContinuousReproductionSummary> Summary { get; } =
    [
        .. (Rows ?? [])
            .GroupBy(row => (row.Configuration, row.Algorithm, row.K))
            .Select(cell => ContinuousReproductionSummary.Of([.. cell])),
    ];

    /// <summary>The document as JSON, without a line end.</summary>
    internal string Json() => System.Text.Json.JsonSerializer.Serialize(this, PaperJson.Document.TypeOf<ContinuousReproductionDocument>());

    /// <summary>Writes reproduction.json, rows.csv (a line per training), summary.csv (a line per k) and heatmaps/*.csv.</summary>
    /// <param name="folder">An existing folder; files of these names are replaced.</param>
    /// <exception cref="InvalidInputException">A file cannot be written.</exception>
    internal void Save(string folder)
    {
        AtomicFile.WriteText(Path.Combine(folder, "rows.csv"), RowTable());
        AtomicFile.WriteText(Path.Combine(folder, "summary.csv"), SummaryTable());
        string maps = Path.Combine(folder, "heatmaps");
        foreach (ContinuousReproductionRow row in Rows.Where(row => row.HeatMap is not null))
        {
            Disk.Current.CreateFolder(maps);
            ContinuousHeatMap map = row.HeatMap!;
            AtomicFile.WriteText(
                Path.Combine(maps, $"{row.Name}.csv"),
                ReproductionTables.HeatMap(new ReproductionHeatMap(map.Fractions, map.Choice, map.Mode, map.InitialModeAccuracy))
            );
        }

        AtomicFile.WriteText(Path.Combine(folder, "reproduction.json"), Json() + "\n");
    }

    private string RowTable()
    {
        var table = new CsvTable(
            "configuration",
            "algorithm",
            "k",
            "training",
            "agents",
            "horizon",
            "seed",
            "rollouts",
            "mean",
            "std",
            "low",
            "high",
            "selectionMean",
            "singleStepAccuracy",
            "randomDispatcher",
            "allUniform",
            "trainSeconds",
            "alternations",
            "stopReason"
        );
        foreach (ContinuousReproductionRow row in Rows)
        {
            table.Add(
                ReproductionTables.Word(row.Configuration),
                row.Algorithm,
                row.K,
                row.Training,
                row.Agents,
                row.Horizon,
                row.Seed,
                row.Rollouts,
                row.Reward.Mean,
                row.Reward.Std,
                row.Reward.Low,
                row.Reward.High,
                row.SelectionReward,
                row.SingleStepAccuracy,
                row.RandomDispatcher,
                row.AllUniform,
                row.TrainSeconds,
                row.Alternations,
                ReproductionTables.Word(row.StopReason)
            );
        }

        return table.ToString();
    }

    private string SummaryTable()
    {
        var table = new CsvTable(
            "configuration",
            "algorithm",
            "k",
            "trainings",
            "mean",
            "low",
            "high",
            "best",
            "bestStd",
            "singleStepAccuracy",
            "randomDispatcher",
            "allUniform",
            "trainSeconds"
        );
        foreach (ContinuousReproductionSummary each in Summary)
        {
            table.Add(
                ReproductionTables.Word(each.Configuration),
                each.Algorithm,
                each.K,
                each.Trainings,
                each.Reward.Mean,
                each.Reward.Low,
                each.Reward.High,
                each.Best.Mean,
                each.Best.Std,
                each.SingleStepAccuracy.Mean,
                each.RandomDispatcher,
                each.AllUniform,
                each.TrainSeconds
            );
        }

        return table.ToString();
    }
}

/// <summary>All trainings of one configuration and k.</summary>
/// <param name="Configuration">Whose settings.</param>
/// <param name="Algorithm">"trpo", "ppo" or "a2c".</param>
/// <param name="K">k.</param>
/// <param name="Trainings">How many trainings.</param>
/// <param name="Reward">Mean over all trainings, with Student's 95 % interval over them.</param>
/// <param name="Best">
/// The training that the authors' rule selects, by 20 other episodes, with the spread of its evaluation seeds. Selection biases this
/// figure upward: use it only to compare with their figures.
/// </param>
/// <param name="SingleStepAccuracy">Mean over trainings, with its interval.</param>
/// <param name="RandomDispatcher">A uniform dispatcher with the robots of the first training.</param>
/// <param name="AllUniform">All agents uniform.</param>
/// <param name="TrainSeconds">Mean seconds of a training, on one thread.</param>
public sealed record ContinuousReproductionSummary(
    ReproductionConfiguration Configuration,
    string Algorithm,
    int K,
    int Trainings,
    ConfidenceInterval Reward,
    ReproductionReward Best,
    ConfidenceInterval SingleStepAccuracy,
    double? RandomDispatcher,
    double? AllUniform,
    double TrainSeconds
)
{
    internal static ContinuousReproductionSummary Of(IReadOnlyList<ContinuousReproductionRow> rows) =>
        new(
            rows[0].Configuration,
            rows[0].Algorithm,
            rows[0].K,
            rows.Count,
            StudentInterval.FromSamples([.. rows.Select(row => row.Reward.Mean)]),
            rows.MaxBy(row => row.SelectionReward)!.Reward,
            StudentInterval.FromSamples([.. rows.Select(row => row.SingleStepAccuracy)]),
            rows.Average(row => row.RandomDispatcher),
            rows.Average(row => row.AllUniform),
            rows.Average(row => row.TrainSeconds)
        );
}
