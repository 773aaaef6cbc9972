using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;

namespace Antiphon.Runs;

/// <summary>
/// A sweep as tables for other programs. All are functions of sweep.json and the journal, whatever the order of its lines.
/// </summary>
/// <typeparam name="TOptions">The options of a training.</typeparam>
/// <param name="record">The question.</param>
/// <param name="line">The JSON form of options.</param>
/// <param name="cells">The cells, in order.</param>
internal sealed class SweepTables<TOptions>(SweepRecord<TOptions> record, JsonSerializerOptions line, IReadOnlyList<SweepCell> cells)
    where TOptions : TrainingOptions
{
    private const string Horizon = "horizon";
    private const string DeployedHorizon = "deployedHorizon";
    private static readonly string[] NotOptions = ["subsample", "seed", Horizon, "rollouts", "seeds"];

    private readonly (string Name, string Value)[] options = [.. TrainingOptions(record, line)];
    private readonly long deployed = record.Options.EvaluationAgents ?? record.Agents;

    public string Cells()
    {
        var table = new CsvTable([
            .. Leading,
            "status",
            "rewardMean",
            "rewardStd",
            "rewardLow",
            "rewardHigh",
            "value",
            "valueErrorBound",
            "globalGain",
            "localGain",
            "globalFirstOrderGap",
            "localFirstOrderGap",
            "stopReason",
            "accepted",
            "proposals",
            "bestBaseline",
            "modeAccuracy",
            "truncationBound",
            "trainingSeconds",
            "evaluationSeconds",
            "peakWorkingSetBytes",
            "allocatedBytes",
            "failure",
        ]);
        foreach (SweepCell cell in cells)
        {
            table.Add([
                .. Lead(cell),
                cell.Outcome is null ? "failed" : "finished",
                .. Figures(cell.Outcome),
                .. Cost(cell.Cost),
                cell.Failure,
            ]);
        }

        return table.ToString();
    }

    public string Evaluations()
    {
        var table = new CsvTable([.. Leading, "evaluationSeed", "meanReward"]);
        foreach (SweepCell cell in cells)
        {
            IReadOnlyList<double> rewards = cell.Outcome?.Rewards ?? [];
            for (int seed = 0; seed < rewards.Count; seed++)
            {
                table.Add([.. Lead(cell), seed, rewards[seed]]);
            }
        }

        return table.ToString();
    }

    public string Summary()
    {
        var table = new CsvTable(
            "k",
            "finished",
            "failed",
            "rewardMean",
            "rewardLow",
            "rewardHigh",
            "rewardStd",
            "valueMean",
            "valueLow",
            "valueHigh",
            "globalGainMean",
            "globalGainMax",
            "localGainMean",
            "localGainMax",
            "stopReasons",
            "secondsMean"
        );
        foreach (SweepSummary row in SweepSummary.Of(cells))
        {
            table.Add(
                row.Subsample,
                row.Finished,
                row.Failed,
                row.Reward?.Mean,
                Finite(row.Reward?.Low),
                Finite(row.Reward?.High),
                row.Spread,
                row.Value?.Mean,
                Finite(row.Value?.Low),
                Finite(row.Value?.High),
                row.GlobalGain,
                row.LargestGlobalGain,
                row.LocalGain,
                row.LargestLocalGain,
                string.Join(' ', row.StopReasons.Select(stop => $"{Name(stop.Reason)}:{stop.Count}")),
                row.Seconds
            );
        }

        return table.ToString();
    }

    private string[] Leading =>
        [
            "game",
            "agents",
            "k",
            "trainingSeed",
            "evaluationAgents",
            "horizon",
            "rollouts",
            "evaluationSeeds",
            .. options.Select(option => option.Name),
        ];

    private object?[] Lead(SweepCell cell) =>
        [
            record.Game,
            record.Agents,
            cell.Subsample,
            cell.Seed,
            deployed,
            record.Options.Training.Deployment.Horizon,
            record.Options.Training.Deployment.Rollouts,
            record.Options.Training.Deployment.Seeds,
            .. options.Select(option => option.Value),
        ];

    private static object?[] Figures(SweepOutcome? outcome)
    {
        if (outcome is null)
        {
            return new object?[16];
        }

        ConfidenceInterval reward = StudentInterval.FromSamples([.. outcome.Rewards]);
        return
        [
            reward.Mean,
            StudentInterval.StandardDeviation([.. outcome.Rewards]),
            reward.Low,
            reward.High,
            Finite(outcome.Value),
            Finite(outcome.ValueErrorBound),
            Finite(outcome.GlobalGain),
            Finite(outcome.LocalGain),
            Finite(outcome.GlobalFirstOrderGap),
            Finite(outcome.LocalFirstOrderGap),
            Name(outcome.StopReason),
            outcome.Accepted,
            outcome.Proposals,
            outcome.BestBaseline,
            outcome.ModeAccuracy,
            outcome.TruncationBound,
        ];
    }

    private static object?[] Cost(SweepCost cost) =>
        [cost.TrainingSeconds, cost.EvaluationSeconds, cost.PeakWorkingSetBytes, cost.AllocatedBytes];

    // Every option there is, by its name in sweep.json, so that one added later has its column at once.
    private static IEnumerable<(string Name, string Value)> TrainingOptions(SweepRecord<TOptions> record, JsonSerializerOptions line)
    {
        JsonElement training = JsonSerializer.SerializeToElement(record.Options.Training, line.TypeOf<TOptions>());

        // Where deployment has a horizon of its own, "horizon" is that of training.
        bool isOfTraining = training.TryGetProperty(DeployedHorizon, out _);
        return training
            .EnumerateObject()
            .Where(option => option.Name != DeployedHorizon)
            .Where(option => !NotOptions.Contains(option.Name, StringComparer.Ordinal) || (isOfTraining && option.Name == Horizon))
            .Select(option => (option.Name == Horizon ? "trainingHorizon" : option.Name, Word(option.Value)));
    }

    private static string Word(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null => "",
            JsonValueKind.String => value.GetString()!,
            _ => value.GetRawText(),
        };

    private static double? Finite(double? end) => end is double known && double.IsFinite(known) ? known : null;

    private static string Name(StopReason reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
}
