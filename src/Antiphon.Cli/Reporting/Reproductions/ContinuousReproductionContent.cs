using Antiphon.Cli.Output;
using Antiphon.Numerics;
using Antiphon.Paper;

namespace Antiphon.Cli.Reporting;

/// <summary>
/// The report of the continuous experiment: a section for each configuration, since only figures of one horizon can be compared.
/// </summary>
internal static class ContinuousReproductionContent
{
    private static readonly string[] Bins = ["-1.6", "-0.8", "0", "0.8", "1.6"];

    /// <summary>Says what was measured.</summary>
    public static ReportContent Of(ContinuousReproductionDocument document) =>
        new(
            "The paper's continuous warehouse",
            $"Appendix G.2 repeated by antiphon {document.Version}: {Figures.Count(document.Rows.Count, "training")}. The configurations "
                + "are described in docs/continuous.md.",
            [
                .. document
                    .Summary.GroupBy(each => each.Configuration)
                    .Select((configuration, number) => Section(document, configuration.Key, [.. configuration], number + 1)),
                new ReportSection(
                    "Training time",
                    [
                        new FigureBlock(
                            TrainingTimeFigure.Of([
                                .. document.Summary.Select(each => new CurvePoint(Word(each), each.K, each.TrainSeconds)),
                            ])
                        ),
                    ]
                ),
            ]
        );

    private static ReportSection Section(
        ContinuousReproductionDocument document,
        ReproductionConfiguration configuration,
        IReadOnlyList<ContinuousReproductionSummary> summary,
        int number
    )
    {
        ContinuousReproductionRow[] rows = [.. document.Rows.Where(row => row.Configuration == configuration)];
        string subject =
            $"{Word(summary[0])}: warehouse-continuous, {Figures.Count(rows[0].Agents, "agent")}, "
            + $"{Figures.Count(rows[0].Horizon, "step")}";
        Figure[] maps = [.. rows.Where(row => row.HeatMap is not null).Select(HeatMap)];
        List<ReportBlock> blocks =
        [
            new FigureBlock(
                SweepCurveFigure.Of([.. Returns(summary)], Figures.Count(summary[0].Trainings, "training"), subject) with
                {
                    Name = $"return-per-k-{number}",
                }
            ),
            new FigureBlock(
                ModeAccuracyFigure.Of([.. summary.Select(each => Point(Word(each), each.K, each.SingleStepAccuracy))]) with
                {
                    Name = $"mode-accuracy-per-k-{number}",
                    Title = "Right at the first observation",
                }
            ),
        ];
        if (maps.Length > 0)
        {
            blocks.Add(new FigureGrid(maps));
        }

        return new ReportSection(subject, blocks);
    }

    // All trainings with their interval; beside it the authors' selection; and the baselines as flat lines.
    private static IEnumerable<CurvePoint> Returns(IReadOnlyList<ContinuousReproductionSummary> summary) =>
        [
            .. summary.Select(each => Point("all trainings", each.K, each.Reward)),
            .. summary.Select(each => new CurvePoint("best of them", each.K, each.Best.Mean)),
            .. summary
                .Where(each => each.RandomDispatcher is not null)
                .Select(each => new CurvePoint("uniform dispatcher", each.K, each.RandomDispatcher!.Value)),
            .. summary
                .Where(each => each.AllUniform is not null)
                .Select(each => new CurvePoint("all uniform", each.K, each.AllUniform!.Value)),
        ];

    private static CurvePoint Point(string series, int k, ConfidenceInterval interval) =>
        interval.Count == 1
            ? new CurvePoint(series, k, interval.Mean)
            : new CurvePoint(series, k, interval.Mean, interval.Low, interval.High);

    private static Figure HeatMap(ContinuousReproductionRow row)
    {
        ContinuousHeatMap map = row.HeatMap!;
        var picture = new EpisodePicture(Bins, map.Fractions, map.Mode, map.Choice);
        string configuration = ReproductionReport.Word(row.Configuration);
        return picture.Draw(
            $"episode-{configuration}-k{row.K}",
            $"{configuration}, k = {row.K}",
            $"The first episode of the first evaluation seed, {Figures.Count(map.Mode.Count, "step")}. {picture.Key} The dispatcher "
                + $"steers to the initially fullest bin in {100 * map.InitialModeAccuracy:0}% of these steps.",
            picture.Table()
        );
    }

    private static string Word(ContinuousReproductionSummary each) => ReproductionReport.Word(each.Configuration);
}
