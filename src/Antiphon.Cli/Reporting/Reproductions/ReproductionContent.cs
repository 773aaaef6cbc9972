using Antiphon.Cli.Output;
using Antiphon.Numerics;
using Antiphon.Paper;
using Antiphon.Simulation;

namespace Antiphon.Cli.Reporting;

/// <summary>
/// The report of a reproduction: a section for each setting, since only figures of one game, one horizon and one order of moves can be
/// compared.
/// </summary>
internal static class ReproductionContent
{
    /// <summary>Says what was measured.</summary>
    public static ReportContent Of(ReproductionDocument document)
    {
        IGrouping<(string Game, int Horizon, LocalMoveOrder MoveOrder), ReproductionRow>[] settings = document
            .Rows.GroupBy(row => (row.Game, row.Horizon, row.MoveOrder))
            .ToArray();
        return new ReportContent(
            "The paper's warehouse",
            $"Appendix G.1 repeated by antiphon {document.Version}: {Figures.Count(document.Rows.Count, "training")}. The configurations "
                + "are described in docs/reproduction.md.",
            [
                .. settings.Select(
                    (setting, number) =>
                        new ReportSection(
                            $"{Names([.. setting])}: {setting.Key.Game}, {Figures.Count(setting.Key.Horizon, "step")}, agents move by the "
                                + $"{(setting.Key.MoveOrder == LocalMoveOrder.Together ? "old" : "new")} s_g",
                            [.. Blocks([.. setting], number + 1)]
                        )
                ),
                new ReportSection(
                    "Training time",
                    [new FigureBlock(TrainingTimeFigure.Of([.. Points(document.Rows, row => row.TrainSeconds)]))]
                ),
            ]
        );
    }

    private static IEnumerable<ReportBlock> Blocks(IReadOnlyList<ReproductionRow> rows, int number)
    {
        ReproductionRow first = rows[0];
        string subject = $"{Names(rows)}: {first.Game}, {Figures.Count(first.Agents, "agent")}, {Figures.Count(first.Horizon, "step")}";
        int trainings = rows.Max(row => row.Training);
        string over =
            trainings == 1
                ? $"{Figures.Count(first.PerSeed.Count, "evaluation seed")} of one training"
                : Figures.Count(trainings, "training");
        yield return new FigureBlock(SweepCurveFigure.Of([.. Returns(rows)], over, subject) with { Name = $"return-per-k-{number}" });
        yield return new FigureBlock(
            ModeAccuracyFigure.Of([.. Points(rows, row => row.ModeAccuracy)]) with
            {
                Name = $"mode-accuracy-per-k-{number}",
            }
        );
        foreach (
            IGrouping<ReproductionConfiguration, ReproductionRow> configuration in rows.Where(row =>
                    row is { HeatMap: not null, Training: 1 }
                )
                .GroupBy(row => row.Configuration)
        )
        {
            yield return new FigureGrid([.. configuration.Select(HeatMap)]);
        }
    }

    private static string Names(IReadOnlyList<ReproductionRow> rows) =>
        string.Join(", ", rows.Select(row => ReproductionReport.Word(row.Configuration)).Distinct(StringComparer.Ordinal));

    private static Figure HeatMap(ReproductionRow row)
    {
        ReproductionHeatMap map = row.HeatMap!;
        var picture = new EpisodePicture([.. map.Fractions[0].Select((_, zone) => $"zone {zone}")], map.Fractions, map.Mode, map.Choice);
        string configuration = ReproductionReport.Word(row.Configuration);
        return picture.Draw(
            $"episode-{configuration}-k{row.K}",
            $"{configuration}, k = {row.K}",
            $"The first episode of the first evaluation seed, {Figures.Count(map.Mode.Count, "step")}. {picture.Key} The dispatcher "
                + $"points to the fullest state in {100 * map.ModeAccuracy:0}% of these steps.",
            picture.Table()
        );
    }

    // With one training the interval is that of its evaluation; with several it is over trainings.
    private static IEnumerable<CurvePoint> Returns(IReadOnlyList<ReproductionRow> rows) =>
        rows.GroupBy(row => (row.Configuration, row.K))
            .Select(cell =>
                cell.Count() == 1
                    ? new CurvePoint(
                        ReproductionReport.Word(cell.Key.Configuration),
                        cell.Key.K,
                        cell.Single().Reward.Mean,
                        cell.Single().Reward.Low,
                        cell.Single().Reward.High
                    )
                    : Point(cell.Key.Configuration, cell.Key.K, StudentInterval.FromSamples([.. cell.Select(row => row.Reward.Mean)]))
            );

    private static IEnumerable<CurvePoint> Points(IReadOnlyList<ReproductionRow> rows, Func<ReproductionRow, double> figure) =>
        rows.GroupBy(row => (row.Configuration, row.K))
            .Select(cell =>
                cell.Count() == 1
                    ? new CurvePoint(ReproductionReport.Word(cell.Key.Configuration), cell.Key.K, figure(cell.Single()))
                    : Point(cell.Key.Configuration, cell.Key.K, StudentInterval.FromSamples([.. cell.Select(figure)]))
            );

    private static CurvePoint Point(ReproductionConfiguration configuration, int k, ConfidenceInterval interval) =>
        new(ReproductionReport.Word(configuration), k, interval.Mean, interval.Low, interval.High);
}
