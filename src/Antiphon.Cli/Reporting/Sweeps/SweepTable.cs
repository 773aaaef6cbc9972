using Antiphon.Cli.Output;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>The tables of a sweep, as summary.csv and cells.csv have them.</summary>
internal static class SweepTable
{
    /// <summary>A row per k.</summary>
    public static DataTable Summary(IReadOnlyList<SweepSummary> summary) =>
        new(
            [
                DataColumn.Number("k", "k"),
                DataColumn.Number("reward", "Deployed"),
                DataColumn.Number("low", "95% interval from"),
                DataColumn.Number("high", "to"),
                DataColumn.Number("value", "Value in the model"),
                DataColumn.Number("globalGain", "Gain left, dispatcher"),
                DataColumn.Number("localGain", "Gain left, agents"),
                new("stopped", "Stopped"),
                DataColumn.Number("failed", "Failed"),
                DataColumn.Number("seconds", "Seconds"),
            ],
            [
                .. summary.Select(row =>
                    (IReadOnlyList<Cell>)
                        [
                            (long)row.Subsample,
                            Known(row.Reward?.Mean),
                            Known(row.Reward?.Low),
                            Known(row.Reward?.High),
                            Known(row.Value?.Mean),
                            Known(row.GlobalGain),
                            Known(row.LocalGain),
                            string.Join(
                                ", ",
                                row.StopReasons.Select(stop => $"{Words.Brief(stop.Reason)}\u00A0{Figures.Count(stop.Count)}")
                            ),
                            (long)row.Failed,
                            row.Seconds is double seconds ? Cell.Of(seconds, $"{seconds:0.0}") : "",
                        ]
                ),
            ]
        );

    /// <summary>A row per cell.</summary>
    public static DataTable Cells(IReadOnlyList<SweepCell> cells) =>
        new(
            [
                DataColumn.Number("k", "k"),
                DataColumn.Number("seed", "Training seed"),
                DataColumn.Number("reward", "Deployed"),
                DataColumn.Number("value", "Value in the model"),
                DataColumn.Number("globalGain", "Gain left, dispatcher"),
                DataColumn.Number("localGain", "Gain left, agents"),
                new("stopped", "Stopped"),
                DataColumn.Number("seconds", "Training, s"),
                new("failure", "Failure"),
            ],
            [
                .. cells.Select(cell =>
                    (IReadOnlyList<Cell>)
                        [
                            (long)cell.Subsample,
                            Cell.Of(cell.Seed, $"{cell.Seed}"),
                            Known(cell.Outcome is null ? null : StudentInterval.Mean([.. cell.Outcome.Rewards])),
                            Known(cell.Outcome?.Value),
                            Known(cell.Outcome?.GlobalGain),
                            Known(cell.Outcome?.LocalGain),
                            cell.Outcome is null ? "" : Words.Brief(cell.Outcome.StopReason),
                            Cell.Of(cell.Cost.TrainingSeconds, $"{cell.Cost.TrainingSeconds:0.0}"),
                            Figures.Printable(cell.Failure ?? ""),
                        ]
                ),
            ]
        );

    // Without a result, or without a second training for an interval, there is no number: the cell stays empty.
    private static Cell Known(double? value) => value is double known && double.IsFinite(known) ? known : "";
}
