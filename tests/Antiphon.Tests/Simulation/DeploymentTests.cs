using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Tests.Simulation;

/// <summary>A third kind of game, of which the library knows nothing, is simulated like any other.</summary>
public class DeploymentTests
{
    private static readonly OnlineExecutionOptions Options = new()
    {
        Horizon = 4,
        Rollouts = 3,
        Seeds = 2,
        Threads = 2,
    };

    // One coin per episode: 1 + 0.5 + 0.25 + 0.125 times what it shows.
    [Fact]
    public void Returns_are_discounted_sums_by_the_streams_of_their_rollouts()
    {
        SimulationResult result = new OnlineExecution(Options).Run(new Coin(1, true));
        for (int seed = 0; seed < 2; seed++)
        {
            double expected = Enumerable
                .Range(0, 3)
                .Average(rollout => 1.875 * OnlineExecution.RolloutStream(1, seed, rollout).Split("coin").NextDouble());
            Assert.Equal(expected, result.PerSeed[seed], 1e-12);
        }

        Assert.Equal((1, 7L), (result.ModeAccuracy, result.Agents));
        Assert.Equal(0.0625 * 2 / 0.5, result.TruncationBound, 1e-12);
        Assert.Null(result.Memory);
        Assert.Null(new OnlineExecution(Options).Run(new Coin(1, null)).ModeAccuracy);
    }

    [Fact]
    public void Pairs_are_compared_on_common_chances()
    {
        PairedResult result = new PairedComparison(new PairedComparisonOptions { Horizon = 4, FirstBatch = 8 }).Compare(
            new Coin(1, null),
            new Coin(2, null),
            0.1
        );
        Assert.Equal(PairedDecision.Better, result.Decision);
        Assert.Equal(result.Incumbent.Mean, result.Difference.Mean, 1e-12);
    }

    [Fact]
    public void Options_that_would_do_nothing_are_refused()
    {
        Refused(Options with { Agents = 3 }, "Agents is 3");
        Refused(Options with { MeanRewards = true }, "apply only to finite games");
        Refused(Options with { MoveOrder = LocalMoveOrder.AfterGlobal }, "apply only to finite games");
        Refused(Options with { Disturbances = new Disturbances() }, "apply only to finite games");
        var comparison = new PairedComparison(new PairedComparisonOptions { Agents = 3 });
        Assert.ThrowsAny<InvalidInputException>(() => comparison.Compare(new Coin(1, null), new Coin(1, null), 0));
        Assert.ThrowsAny<InvalidInputException>(() => comparison.Evaluate(new Coin(1, null), 2));

        static void Refused(OnlineExecutionOptions options, string message) =>
            Assert.Contains(
                message,
                Assert.ThrowsAny<InvalidInputException>(() => new OnlineExecution(options).Run(new Coin(1, null))).Message,
                StringComparison.Ordinal
            );
    }

    private sealed class Coin(double stake, bool? isRight) : IDeployment
    {
        public long Agents => 7;

        public double Discount => 0.5;

        public double RewardBound => 2;

        public IEpisode CreateEpisode() => new Episode(stake, isRight);

        private sealed class Episode(double stake, bool? isRight) : IEpisode
        {
            private double shown;

            public bool? IsRight => isRight;

            public void Start(RandomStream rollout) => shown = rollout.Split("coin").NextDouble();

            public double Act() => stake * shown;

            public void Move() { }
        }
    }
}
