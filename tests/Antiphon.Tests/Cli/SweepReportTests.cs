using Antiphon.Cli.Output;
using Antiphon.Equilibrium;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Tests.Runs.Sweeps;

namespace Antiphon.Tests.Cli;

/// <summary>What a sweep prints, word for word. The numbers are made up.</summary>
public class SweepReportTests : CommandLineTest
{
    private const string TooLarge =
        "training at k = 900: 900 agents in 5 local states have 27,638,103,226 count vectors, which would take 13 TB; use at most 120 "
        + "agents";

    private static readonly SweepResult Result = new(
        new SweepRecord
        {
            Format = FiniteCodec.Instance.SweepFormat,
            Version = "0.1.0",
            Game = "warehouse-flat",
            GameHash = new string('a', 64),
            Agents = 1000,
            Options = SweepGrid.Of([1, 10, 900], 2, new AlternationOptions { Subsample = 1, Threads = 2 }),
        },
        [
            Cell(1, 1, StopReason.NoImprovement, 110, 112),
            Cell(1, 2, StopReason.MaximumSweeps, 112, 114),
            Cell(10, 1, StopReason.NoImprovement, 115, 117),
            Failed(10, 2, "the value is NaN"),
            Failed(900, 1, TooLarge),
            Failed(900, 2, TooLarge),
        ],
        Cancelled: false
    );

    [Fact]
    public void The_summary_is_as_reviewed()
    {
        using var output = new StringWriter { NewLine = "\n" };
        SweepReport.Write(new Report(Surroundings(output, TextWriter.Null)), Result, "runs/warehouse-flat-sweep-seed1");

        Golden.AssertEqual("sweep.txt", output.ToString());
    }

    [Fact]
    public void The_document_is_as_reviewed() =>
        Golden.AssertEqual(
            "sweep.json",
            JsonOutput.Text(SweepDocument<AlternationOptions>.From(Result, "/home/me/runs/warehouse-flat-sweep-seed1")) + "\n"
        );

    private static SweepCell Cell(int k, ulong seed, StopReason stopped, params double[] rewards) =>
        new()
        {
            Subsample = k,
            Seed = seed,
            Cost = new SweepCost(8.25, 0.5, 90_000_000, 40_000_000),
            Outcome = SweepOutcomes.Of(rewards) with
            {
                Value = 116.5,
                GlobalGain = 0.25 * seed,
                GlobalFirstOrderGap = 0.5,
                StopReason = stopped,
                Accepted = 3,
                Proposals = 9,
                BestBaseline = 106.25,
                TruncationBound = 1.25,
                ModeAccuracy = 0.75,
            },
        };

    private static SweepCell Failed(int k, ulong seed, string reason) =>
        new()
        {
            Subsample = k,
            Seed = seed,
            Failure = reason,
            Cost = new SweepCost(0, 0, 90_000_000, 1_000_000),
        };
}
