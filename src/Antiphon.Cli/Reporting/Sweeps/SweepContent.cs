using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Runs;

namespace Antiphon.Cli.Reporting;

/// <summary>The report of a sweep over k.</summary>
internal static class SweepContent
{
    private const string Trained = "Trained pair";
    private const string Baseline = "Best baseline";
    private const int MostFailures = 10;

    /// <summary>Reads a sweep folder and says what is in it.</summary>
    /// <param name="sweep">The sweep.</param>
    /// <param name="shown">The folder as the user would type it.</param>
    /// <exception cref="InvalidInputException">A file is damaged or was edited.</exception>
    public static ReportContent Read<TGame, TPair, TOptions>(
        StoredSweep<TGame, TPair, TOptions> sweep,
        IEnumerable<Fact> game,
        string shown
    )
        where TGame : class
        where TPair : class
        where TOptions : TrainingOptions
    {
        SweepRecord<TOptions> record = sweep.Record;
        IReadOnlyList<SweepCell> cells = sweep.LoadCells();
        IReadOnlyList<SweepSummary> summary = SweepSummary.Of(cells);
        SweepSummary[] finished = [.. summary.Where(row => row.Finished > 0)];
        string lead =
            $"{Figures.Count(record.Agents, "local agent")}; {Figures.Count(record.Options.Subsamples.Count)} k with "
            + $"{Figures.Count(record.Options.TrainingSeeds, "training seed")} each"
            + $"{string.Concat((record.Options.Over ?? []).Select(each => $"; {Figures.Printable(each)}"))}.";
        var series = SweepSeries.Of(record.Options, Trained, cells);
        return new ReportContent(
            $"{Figures.Printable(record.Game)}, sweep over k",
            lead,
            [
                new ReportSection(
                    "Outcome",
                    [
                        .. Progress(record.Options.Cells, cells, shown),
                        .. Failures(cells, record.Options.WordsOf),
                        .. Returns(record.Game, record.Options.EvaluationAgents ?? record.Agents, cells, finished, series),
                        .. PerK(record.Options, summary),
                    ]
                ),
                .. finished.Length == 0
                    ? Enumerable.Empty<ReportSection>()
                    : [new ReportSection("Training time", [new FigureBlock(TrainingTimeFigure.Of([.. Times(cells, series)]))])],
                .. Accuracy(cells, series),
                SweepQuestionSection.Of(sweep, game),
                .. cells.Count == 0
                    ? Enumerable.Empty<ReportSection>()
                    :
                    [
                        new ReportSection(
                            "Every cell",
                            [
                                new TableBlock(
                                    "Cells: k, training seed and result",
                                    SweepTable.Cells(cells, record.Options.OverNames, record.Options.ValuesOf),
                                    IsFolded: true
                                ),
                            ]
                        ),
                    ],
            ]
        )
        {
            Head = ReportHead.Of(
                record.Origin,
                new GameIdentity(record.Game, record.GameHash, record.Agents),
                record.Version,
                record.Options.Training.Seed,
                new Fact(
                    "Took",
                    Figures.Duration(cells.Sum(cell => cell.Cost.TrainingSeconds + cell.Cost.EvaluationSeconds)),
                    $"of training and evaluation, over {Figures.Count(cells.Count, "cell")}"
                )
            ),
        };
    }

    private static IEnumerable<ReportBlock> Progress(int all, IReadOnlyList<SweepCell> cells, string shown)
    {
        if (cells.Count < all)
        {
            yield return new Caution(
                $"{Figures.Count(cells.Count)} of {Figures.Count(all, "cell")} are done. This page shows the results so far. Resume the "
                    + $"sweep with `antiphon sweep --resume {Figures.ShellWord(shown)}`."
            );
        }
    }

    private static IEnumerable<ReportBlock> Failures(IReadOnlyList<SweepCell> cells, Func<int, string> words)
    {
        var failures = cells
            .Where(cell => cell.Failure is not null)
            .GroupBy(cell => (cell.Variant, cell.Subsample, Reason: cell.Failure!))
            .ToList();
        foreach (IGrouping<(int Variant, int Subsample, string Reason), SweepCell>? failed in failures.Take(MostFailures))
        {
            string variant = Figures.Printable(words(failed.Key.Variant));
            yield return new Caution(
                $"{(variant.Length > 0 ? $"{variant}, " : "")}k = {Figures.Count(failed.Key.Subsample)} failed with "
                    + $"{Figures.Count(failed.Count(), "seed")}: {Figures.Printable(failed.Key.Reason)}"
            );
        }

        if (failures.Count > MostFailures)
        {
            yield return new Caution($"{Figures.Count(failures.Count - MostFailures)} more failures are in the table of cells.");
        }
    }

    private static IEnumerable<ReportBlock> Returns(
        string game,
        long agents,
        IReadOnlyList<SweepCell> cells,
        SweepSummary[] finished,
        SweepSeries series
    )
    {
        if (finished.Length > 0)
        {
            CurvePoint[] trained =
            [
                .. finished.Where(row => series.Has(row.Variant)).Select(row => Point(series[row.Variant], row.Subsample, row.Reward!)),
            ];
            IEnumerable<CurvePoint> baselines = series.IsOne ? Measured(cells, _ => Baseline, outcome => outcome.BestBaseline) : [];
            int seeds = finished.Max(row => row.Finished);
            yield return new FigureBlock(
                SweepCurveFigure.Of(
                    [.. trained, .. baselines],
                    Figures.Count(seeds, "training seed"),
                    $"{Figures.Printable(game)}, {Figures.Count(agents, "agent")}"
                )
            );
            if (series.Left > 0)
            {
                yield return new Paragraph(
                    $"Figures show the first {Figures.Count(series.Count)} variants; the tables have all "
                        + $"{Figures.Count(series.Count + series.Left)}."
                );
            }

            yield return new Paragraph(
                seeds == 1
                    ? "Every figure is from one training. Use more training seeds (`--seeds`) to see the variation between trainings."
                    : "Means over all finished training seeds, with Student's intervals over these seeds. No seed is selected."
            );
        }
    }

    private static IEnumerable<ReportBlock> PerK<TOptions>(SweepOptions<TOptions> options, IReadOnlyList<SweepSummary> summary)
        where TOptions : TrainingOptions
    {
        yield return summary.Count == 0
            ? new Paragraph($"No cell is done yet. The sweep covers {Figures.Count(options.Subsamples.Count, "value")} of k.")
            : new TableBlock("By k", SweepTable.Summary(summary, options.OverNames, options.ValuesOf));
    }

    private static IEnumerable<CurvePoint> Times(IReadOnlyList<SweepCell> cells, SweepSeries series) =>
        cells
            .Where(cell => cell.Outcome is not null && series.Has(cell.Variant))
            .GroupBy(cell => (cell.Variant, cell.Subsample))
            .Select(cell => new CurvePoint(series[cell.Key.Variant], cell.Key.Subsample, cell.Average(each => each.Cost.TrainingSeconds)));

    private static IEnumerable<ReportSection> Accuracy(IReadOnlyList<SweepCell> cells, SweepSeries series)
    {
        CurvePoint[] points =
        [
            .. Measured(cells.Where(cell => series.Has(cell.Variant)), variant => series[variant], outcome => outcome.ModeAccuracy),
        ];
        return points.Length == 0 ? [] : [new ReportSection("Mode accuracy", [new FigureBlock(ModeAccuracyFigure.Of(points))])];
    }

    /// <summary>A figure of the cells by k, with its interval over training seeds; none where the game or the options give none.</summary>
    private static IEnumerable<CurvePoint> Measured(
        IEnumerable<SweepCell> cells,
        Func<int, string> series,
        Func<SweepOutcome, double?> figure
    ) =>
        from row in cells.GroupBy(cell => (cell.Variant, cell.Subsample))
        let samples = row.Select(cell => cell.Outcome is null ? null : figure(cell.Outcome)).OfType<double>().ToArray()
        where samples.Length > 0
        select Point(series(row.Key.Variant), row.Key.Subsample, StudentInterval.FromSamples(samples));

    // A single training has no interval: its ends are not finite, and the figure leaves them out.
    private static CurvePoint Point(string series, int k, ConfidenceInterval interval) =>
        new(series, k, interval.Mean, interval.Low, interval.High);
}
