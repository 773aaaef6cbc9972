using System.Text.Json;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Simulation;

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
    // Every option there is, by its name in sweep.json, so that one added later has its column at once; what varies stands before it.
    private readonly Dictionary<int, Dictionary<string, string>> values = record.Options.Trainings.ToDictionary(
        each => each.Variant,
        each => OptionColumns.Of(each.Training, line)
    );
    private readonly IReadOnlyList<string> over = record.Options.OverNames;
    private readonly long deployed = record.Options.EvaluationAgents ?? record.Agents;

    /// <summary>A row for each cell.</summary>
    public ResultTable Cells()
    {
        var table = new ResultTable([
            .. Leading,
            ResultColumn.Text("status"),
            ResultColumn.Real("rewardMean"),
            ResultColumn.Real("rewardStd"),
            ResultColumn.Real("rewardLow"),
            ResultColumn.Real("rewardHigh"),
            ResultColumn.Real("value"),
            ResultColumn.Real("valueErrorBound"),
            ResultColumn.Real("globalGain"),
            ResultColumn.Real("localGain"),
            ResultColumn.Real("globalFirstOrderGap"),
            ResultColumn.Real("localFirstOrderGap"),
            ResultColumn.Text("stopReason"),
            ResultColumn.Whole("accepted"),
            ResultColumn.Whole("proposals"),
            ResultColumn.Real("bestBaseline"),
            ResultColumn.Real("modeAccuracy"),
            ResultColumn.Real("truncationBound"),
            ResultColumn.Real("trainingSeconds"),
            ResultColumn.Real("evaluationSeconds"),
            ResultColumn.Whole("peakWorkingSetBytes"),
            ResultColumn.Whole("allocatedBytes"),
            ResultColumn.Text("failure"),
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

        return table;
    }

    /// <summary>The text of <see cref="Evaluations"/>, of which all rows of a cell begin alike: much faster than by the table.</summary>
    public string EvaluationsText()
    {
        var table = new CsvTable([.. EvaluationColumns.Select(column => column.Name)]);
        foreach (SweepCell cell in cells)
        {
            IReadOnlyList<double> rewards = cell.Outcome?.Rewards ?? [];
            table.AddEach(Lead(cell), rewards.Select((reward, seed) => new object?[] { seed, reward }));
        }

        return table.ToString();
    }

    /// <summary>A row for each cell and seed of its evaluation.</summary>
    public ResultTable Evaluations()
    {
        var table = new ResultTable(EvaluationColumns);
        foreach (SweepCell cell in cells)
        {
            IReadOnlyList<double> rewards = cell.Outcome?.Rewards ?? [];
            object?[] lead = Lead(cell);
            for (int seed = 0; seed < rewards.Count; seed++)
            {
                table.Add([.. lead, seed, rewards[seed]]);
            }
        }

        return table;
    }

    /// <summary>A row for each k, variant by variant.</summary>
    public ResultTable Summary() => Summary(SweepSummary.Of(cells));

    /// <summary>A row for each of some summaries.</summary>
    public ResultTable Summary(IEnumerable<SweepSummary> rows)
    {
        var table = new ResultTable([
            .. over.Select(ResultColumn.Text),
            ResultColumn.Whole("k"),
            ResultColumn.Whole("finished"),
            ResultColumn.Whole("failed"),
            ResultColumn.Real("rewardMean"),
            ResultColumn.Real("rewardLow"),
            ResultColumn.Real("rewardHigh"),
            ResultColumn.Real("rewardStd"),
            ResultColumn.Real("valueMean"),
            ResultColumn.Real("valueLow"),
            ResultColumn.Real("valueHigh"),
            ResultColumn.Real("globalGainMean"),
            ResultColumn.Real("globalGainMax"),
            ResultColumn.Real("localGainMean"),
            ResultColumn.Real("localGainMax"),
            ResultColumn.Text("stopReasons"),
            ResultColumn.Real("secondsMean"),
        ]);
        foreach (SweepSummary row in rows)
        {
            table.Add([
                .. record.Options.ValuesOf(row.Variant),
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
                row.Seconds,
            ]);
        }

        return table;
    }

    private IReadOnlyList<string> Names =>
        field ??= [.. values.Values.SelectMany(each => each.Keys).Distinct(StringComparer.Ordinal).Except(over, StringComparer.Ordinal)];

    private ResultColumn[] EvaluationColumns => [.. Leading, ResultColumn.Whole("evaluationSeed"), ResultColumn.Real("meanReward")];

    private ResultColumn[] Leading =>
        [
            ResultColumn.Text("game"),
            ResultColumn.Whole("agents"),
            ResultColumn.Whole("k"),
            ResultColumn.Seed("trainingSeed"),
            .. over.Select(ResultColumn.Text),
            ResultColumn.Whole("evaluationAgents"),
            ResultColumn.Whole("horizon"),
            ResultColumn.Whole("rollouts"),
            ResultColumn.Whole("evaluationSeeds"),
            .. Names.Select(ResultColumn.Text),
        ];

    private object?[] Lead(SweepCell cell)
    {
        OnlineExecutionOptions evaluation = record.Options.TrainingOf(cell.Key()).Deployment;
        Dictionary<string, string> options = values[cell.Variant];
        return
        [
            record.Game,
            record.Agents,
            cell.Subsample,
            cell.Seed,
            .. record.Options.ValuesOf(cell.Variant),
            deployed,
            evaluation.Horizon,
            evaluation.Rollouts,
            evaluation.Seeds,
            .. Names.Select(options.GetValueOrDefault),
        ];
    }

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

    private static double? Finite(double? end) => end is double known && double.IsFinite(known) ? known : null;

    private static string Name(StopReason reason) => JsonNamingPolicy.KebabCaseLower.ConvertName(reason.ToString());
}
