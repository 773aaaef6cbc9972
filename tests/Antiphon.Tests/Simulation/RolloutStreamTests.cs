using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Simulation;

/// <summary>
/// Every rollout of every seed, and of every numbered comparison, is an episode of its own: each is played again here from the stream it
/// is due.
/// </summary>
public class RolloutStreamTests
{
    private const int Horizon = 5;

    private static readonly CooperativeGame Game = TestGames.Random(51, 2, 3, 7, new DirichletLocalLaw(1));

    private static readonly JointPolicy Incumbent = new(new RandomisedGlobalPolicy(Game, 2, 52), TestGames.RandomLocal(Game, 53));

    [Fact]
    public void An_execution_averages_its_rollouts_seed_by_seed()
    {
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = Horizon,
                Rollouts = 3,
                Seeds = 2,
                Seed = 4,
                Threads = 1,
            }
        ).Run(Game, Incumbent);
        for (int seed = 0; seed < 2; seed++)
        {
            RandomStream root = new RandomStream(4).Split("simulate", seed);
            Assert.Equal(
                Enumerable.Range(0, 3).Average(rollout => Return(Incumbent, root.Split("rollout", rollout))),
                result.PerSeed[seed],
                1e-12
            );
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_comparison_plays_the_episodes_of_its_number(long number)
    {
        const int Rollouts = 130;
        JointPolicy candidate = Incumbent with { Local = TestGames.RandomLocal(Game, 54) };
        var comparison = new PairedComparison(
            new PairedComparisonOptions
            {
                Horizon = Horizon,
                FirstBatch = Rollouts,
                MaximumRollouts = Rollouts,
                Seed = 4,
                Threads = 1,
            }
        );
        RandomStream root = new RandomStream(4).Split("judge", number);
        double Mean(JointPolicy pair) => Enumerable.Range(0, Rollouts).Average(rollout => Return(pair, root.Split("rollout", rollout)));
        PairedResult result = comparison.Compare(Game, Incumbent, candidate, 0, number);
        Assert.Equal(Mean(Incumbent), result.Incumbent.Mean, 1e-12);
        Assert.Equal(Mean(candidate), result.Candidate.Mean, 1e-12);
        Assert.Equal(Mean(candidate), comparison.Evaluate(Game, candidate, Rollouts, number).Mean, 1e-12);
    }

    // Switch after switch is compared on chances of its own: the climb, written out.
    [Fact]
    public void A_coordinate_ascent_numbers_its_comparisons()
    {
        var options = new CoordinateOptions
        {
            Threshold = 0.05,
            MaximumPasses = 1,
            Comparison = new PairedComparisonOptions
            {
                Horizon = Horizon,
                FirstBatch = 4,
                MaximumRollouts = 64,
                Confidence = 0.8,
                Seed = 4,
                Threads = 1,
            },
        };
        var comparison = new PairedComparison(options.Comparison);
        (JointPolicy pair, int number, long rollouts) = (Incumbent, 0, 0L);
        int actions = Game.LocalActions;
        for (int row = 0; row < Game.LocalStates * Game.GlobalStates; row++)
        {
            for (int action = 0; action < actions; action++)
            {
                double[] table = pair.Local.Probabilities.ToArray();
                if (table[(row * actions) + action] == 1)
                {
                    continue;
                }

                table.AsSpan(row * actions, actions).Clear();
                table[(row * actions) + action] = 1;
                JointPolicy switched = pair with { Local = LocalPolicy.Create(Game.LocalStates, Game.GlobalStates, actions, table) };
                PairedResult result = comparison.Compare(Game, pair, switched, options.Threshold, number++);
                rollouts += result.Rollouts;
                pair = result.Decision == PairedDecision.Better ? switched : pair;
            }
        }

        CoordinateResult answer = new CoordinateLLearn(options).Solve(Game, Incumbent);
        Assert.Equal((number, rollouts), (answer.Comparisons, answer.Rollouts));
        Assert.Equal(pair.Local.Probabilities, answer.Policy.Probabilities);
    }

    private static double Return(JointPolicy pair, RandomStream rollout) =>
        EpisodeReturn.Run(new Episode(new DeployedPair(Game, pair, Game.Agents)), rollout, Horizon, Game.Discount, default).Discounted;
}
