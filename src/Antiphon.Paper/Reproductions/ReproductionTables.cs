using System.Text.Json;
using Antiphon.Runs;

namespace Antiphon.Paper;

/// <summary>A reproduction as tables for other programs.</summary>
internal static class ReproductionTables
{
    internal static string Rows(IEnumerable<ReproductionRow> rows)
    {
        var table = new CsvTable(
            "configuration",
            "k",
            "training",
            "game",
            "agents",
            "horizon",
            "moveOrder",
            "seed",
            "mean",
            "std",
            "low",
            "high",
            "modeAccuracy",
            "trainSeconds",
            "alternations",
            "stopReason"
        );
        foreach (ReproductionRow row in rows)
        {
            table.Add(
                Word(row.Configuration),
                row.K,
                row.Training,
                row.Game,
                row.Agents,
                row.Horizon,
                Word(row.MoveOrder),
                row.Seed,
                row.Reward.Mean,
                row.Reward.Std,
                row.Reward.Low,
                row.Reward.High,
                row.ModeAccuracy,
                row.TrainSeconds,
                row.Alternations,
                Word(row.StopReason)
            );
        }

        return table.ToString();
    }

    internal static string Seeds(IEnumerable<ReproductionRow> rows)
    {
        var table = new CsvTable("configuration", "k", "training", "evaluationSeed", "mean");
        foreach (ReproductionRow row in rows)
        {
            for (int seed = 0; seed < row.PerSeed.Count; seed++)
            {
                table.Add(Word(row.Configuration), row.K, row.Training, seed, row.PerSeed[seed]);
            }
        }

        return table.ToString();
    }

    internal static string HeatMap(ReproductionHeatMap map)
    {
        var table = new CsvTable(["step", "choice", "mode", .. map.Fractions[0].Select((_, zone) => $"zone {zone}")]);
        for (int step = 0; step < map.Choice.Count; step++)
        {
            table.Add([step, map.Choice[step], map.Mode[step], .. map.Fractions[step].Select(fraction => (object)fraction)]);
        }

        return table.ToString();
    }

    internal static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
