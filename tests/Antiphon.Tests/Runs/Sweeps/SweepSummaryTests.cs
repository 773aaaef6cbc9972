using Antiphon.Equilibrium;
using Antiphon.Planning;
using Antiphon.Runs;

namespace Antiphon.Tests.Runs.Sweeps;

public class SweepSummaryTests
{
    [Fact]
    public void The_interval_is_students_over_training_seeds_whatever_the_evaluation_seeds()
    {
        // Means of the seeds: 1, 2, 6. Mean 3, sample variance (4 + 1 + 9) / 2 = 7, standard error sqrt(7/3), t(0.975, 2) =
        // 4.302652729749464.
        SweepSummary row = Assert.Single(SweepSummary.Of([Cell(2, 3, 5, 7), Cell(2, 1, 0, 2), Cell(2, 2, 2, 2)]));
        double half = 4.302652729749464 * Math.Sqrt(7.0 / 3);

        Assert.Equal(3, row.Reward!.Mean, 1e-12);
        Assert.Equal(3 - half, row.Reward.Low, 1e-9);
        Assert.Equal(3 + half, row.Reward.High, 1e-9);
        Assert.Equal(Math.Sqrt(7), row.Spread!.Value, 1e-12);
        Assert.Equal((3L, 3, 0), (row.Reward.Count, row.Finished, row.Failed));
    }

    [Fact]
    public void Failed_seeds_are_counted_and_left_out_of_means()
    {
        SweepCell failed = new()
        {
            Subsample = 2,
            Seed = 9,
            Failure = "why",
            Cost = new SweepCost(0, 0, 0, 0),
        };
        IReadOnlyList<SweepSummary> rows = SweepSummary.Of([failed, Cell(2, 1, 4, 6), failed with { Subsample = 1 }]);

        Assert.Equal((0, 1, null, null), (rows[0].Finished, rows[0].Failed, rows[0].Reward, rows[0].GlobalGain));
        Assert.Equal((1, 1, 5.0), (rows[1].Finished, rows[1].Failed, rows[1].Reward!.Mean));
        Assert.Equal(
            (double.NegativeInfinity, double.PositiveInfinity, null),
            (rows[1].Reward!.Low, rows[1].Reward!.High, rows[1].Spread)
        );
        Assert.Equal([new StopCount(StopReason.NoImprovement, 1)], rows[1].StopReasons);
    }

    [Fact]
    public void The_text_of_the_evaluations_is_that_of_their_table()
    {
        SweepRecord record = new()
        {
            Format = FiniteCodec.Instance.SweepFormat,
            Version = "0.1.0",
            Game = "a, \"quoted\" game",
            GameHash = "",
            Agents = 9,
            Options = SweepGrid.Of([1, 2], 2, new AlternationOptions { Subsample = 1 }),
        };
        var tables = new SweepTables<AlternationOptions>(
            record,
            FiniteCodec.Instance.Line,
            [Cell(1, 1, 0.1, 1e-300), Cell(1, 2, 5, 6, 7), Cell(2, 1, Math.PI)]
        );

        Assert.Equal(tables.Evaluations().ToString(), tables.EvaluationsText());
    }

    private static SweepCell Cell(int k, ulong seed, params double[] rewards) =>
        new()
        {
            Subsample = k,
            Seed = seed,
            Cost = new SweepCost(1, 1, 1, 1),
            Outcome = SweepOutcomes.Of(rewards) with { Value = 1, GlobalGain = seed },
        };
}
