using Antiphon.Cli.Output;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>The tables of a sweep, as summary.csv and cells.csv have them.</summary>
internal static class SweepTable
{
    /// <summary>A row per k, variant by variant.</summary>
    /// <param name="summary">The rows.</param>
    /// <param name="over">The options that vary.</param>
    /// <param name="values">Their values, by the number of the variant.</param>
    public static DataTable Summary(
        IReadOnlyList<SweepSummary> summary,
        IReadOnlyList<string> over,
        Func<int, IReadOnlyList<string>> values
    ) =>
        new(
            [
                .. Columns(over),
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
                            .. Varied(values(row.Variant)),
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
    /// <param name="cells">The rows.</param>
    /// <param name="over">The options that vary.</param>
    /// <param name="values">Their values, by the number of the variant.</param>
    public static DataTable Cells(IReadOnlyList<SweepCell> cells, IReadOnlyList<string> over, Func<int, IReadOnlyList<string>> values) =>
        new(
            [
                .. Columns(over),
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
                            .. Varied(values(cell.Variant)),
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

    private static IEnumerable<DataColumn> Columns(IReadOnlyList<string> over) =>
        over.Select((name, place) => new DataColumn($"over{place}", Figures.Printable(name)));

    private static IEnumerable<Cell> Varied(IReadOnlyList<string> values) => values.Select(value => (Cell)Figures.Printable(value));

    // Without a result, or without a second training for an interval, there is no number: the cell stays empty.
    private static Cell Known(double? value) => value is double known && double.IsFinite(known) ? known : "";
}
