using Antiphon.Equilibrium;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>A training and a sweep that a page watches and nobody works at.</summary>
internal static class FakeWork
{
    private static readonly KeyValuePair<string, string>[] Options = [new("threshold", "none"), new("globalOracle", "both")];

    public static WorkDescription Training { get; } =
        new(
            "training",
            "warehouse",
            "warehouse: 1,000 local agents, of which the global agent sees 2",
            "runs/warehouse-k2-seed1",
            Options
        );

    public static WorkDescription Sweep { get; } =
        new("sweep", "warehouse", "warehouse: 1,000 local agents; 2 k with 2 training seeds each", "runs/warehouse-sweep-seed1", Options);

    public static TrainingBoard TrainingBoard() => new(reason => reason == StopReason.NoImprovement ? "converged" : "stopped");

    /// <summary>A sweep over k = 1 and k = 2 with two seeds, from the largest but one.</summary>
    public static SweepBoard SweepBoard(params IReadOnlyList<SweepCell> done) =>
        new([1, 2], ulong.MaxValue - 1, 2, done, _ => "converged", reason => reason);

    /// <summary>A start that has made so many proposals; every third was accepted.</summary>
    public static RestartState<string> State(int restart, int proposals, StopReason? finished = null) =>
        new(
            restart,
            $"random {restart}",
            "pair",
            [.. Enumerable.Range(0, proposals).Select(index => Proposal(restart, index))],
            proposals,
            finished,
            100 + (proposals / 3),
            0,
            0.25,
            []
        );

    public static SweepCell Cell(int subsample, ulong seed, double? mean) =>
        new()
        {
            Subsample = subsample,
            Seed = seed,
            Failure = mean is null ? "k does not fit in memory" : null,
            Outcome = mean is double known ? Outcome(known) : null,
            Cost = new SweepCost(2, 1, 0, 0),
        };

    private static Proposal Proposal(int restart, int index)
    {
        bool accepted = index % 3 == 0;
        return new Proposal(
            restart,
            index,
            (index / 2) + 1,
            (Player)(index % 2),
            index % 2 == 0 ? "deployed" : "reactive",
            100 + (index / 3) + (accepted ? 0 : -0.5),
            0,
            accepted ? 1 : -0.5,
            accepted ? 0.5 : -1,
            accepted ? double.PositiveInfinity : 0.125,
            750,
            accepted,
            accepted ? "better" : "no gain above the threshold"
        );
    }

    private static SweepOutcome Outcome(double mean) =>
        new()
        {
            PopulationModel = "mean-field",
            PopulationNodes = 1001,
            PopulationSize = "mean-field, resolution 10, 1,001 nodes",
            Value = mean + 1,
            ValueErrorBound = 0,
            Deployed = new ConfidenceInterval(mean, mean - 0.5, mean + 0.5, 0.2, 15),
            TruncationBound = 0,
            GlobalGain = 0,
            LocalGain = double.NaN,
            GlobalFirstOrderGap = 0,
            LocalFirstOrderGap = 0,
            StopReason = StopReason.NoImprovement,
            Accepted = 1,
            Proposals = 3,
            BestRestart = 0,
            Threshold = 0.02,
            Judge = "a script",
            Restarts = [],
            Baselines = [],
            Notices = [],
            BestBaseline = null,
            Rewards = [mean],
        };
}
