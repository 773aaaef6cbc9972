using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Planning;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Simulation;

public class TypedSimulationTests
{
    /// <summary>
    /// 20,000 observations of (2, 1) of the agents (3, 1 | 2, 1, 1), by chi-squared against the product of two hypergeometric laws; false
    /// alarms 1e-6, fixed seed.
    /// </summary>
    [Fact]
    public void Observations_are_independent_uniform_subsets_of_each_type()
    {
        CountLattice observations = new([new CountBlock(0, 2, 2), new CountBlock(2, 3, 1)]);
        long[] population = [3, 1, 2, 1, 1];
        (long[] observed, double[] expected) = (new long[observations.Size], new double[observations.Size]);
        RandomStream stream = new RandomStream(70).Split("looks");
        var sampler = ObservationSampler.Uniform(observations.Blocks);
        (int[] observation, int[] counts) = (new int[5], new int[5]);
        for (int draw = 0; draw < 20_000; draw++)
        {
            sampler.Draw(stream, 0, population, observation);
            observed[observations.Rank(observation)]++;
        }

        for (int rank = 0; rank < observations.Size; rank++)
        {
            // C(3, a) C(1, 2 - a) / C(4, 2), times the share of the state of the third agent seen.
            observations.Unrank(rank, counts);
            double first = counts[0] switch
            {
                2 => 3.0 / 6,
                1 => 3.0 / 6,
                _ => 0,
            };
            expected[rank] = first * ((2 * counts[2]) + counts[3] + counts[4]) / 4.0;
        }

        GoodnessOfFit.Check(observed, expected);
    }

    /// <summary>
    /// 6,000 episodes at a fixed seed; the mean lies within 4.9 standard errors of the exact value but for a chance of 1e-6.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData(0.5)]
    public void The_mean_return_is_the_exact_value(double? dirichlet)
    {
        CooperativeGame game = new RandomTypedGame(71)
        {
            States = [2, 3],
            Shares = [0.7, 0.3],
            Agents = 7,
            Discount = 0.7,
            Dirichlet = dirichlet,
        }.Create();
        var random = new SmallRandom(72);
        LocalPolicy local = Library.Local(game, Tables.RandomLocal(game, random));
        TabularGlobalPolicy global = Library.RandomTyped(game, 4, random);
        using Pair exact = new(new ExactPopulation(game, 7), 4, global, local);
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Seeds = 60,
                Rollouts = 100,
                Horizon = 60,
                Seed = 73,
                Threads = 2,
            }
        ).Run(game, new JointPolicy(global, local));
        Assert.InRange(Math.Abs(result.Reward.Mean - exact.Value), 0, (4.9 * result.Reward.StandardError) + 1e-6);
    }

    [Fact]
    public void Every_type_keeps_its_number_of_agents()
    {
        CooperativeGame game = BuiltInGames.Get("mixed-fleet").WithAgents(1_000_001);
        var pair = new JointPolicy(new UniformGlobalPolicy(5, game.GlobalActions), LocalPolicy.Uniform(game));
        foreach (EpisodeStep step in EpisodeTrace.Record(game, pair, new OnlineExecutionOptions { Horizon = 20, Seed = 74 }).Steps)
        {
            Assert.Equal(500_001, Math.Round(step.Fractions.Take(5).Sum() * 1_000_001), 1e-6);
        }
    }

    [Fact]
    public void A_policy_of_another_split_is_refused()
    {
        CooperativeGame game = new RandomTypedGame(75) { Agents = 6 }.Create();
        var other = new TabularGlobalPolicy(2, 2, new CountLattice([new CountBlock(0, 2, 1), new CountBlock(2, 2, 2)]), new int[12]);
        string message = Assert
            .Throws<InvalidPolicyException>(() => new JointPolicy(other, LocalPolicy.Uniform(game)).RequireFit(game))
            .Message;
        Assert.Contains(
            "counts 1 in 2 states and 2 in 2 states; expected 2 in 2 states and 1 in 2 states",
            message,
            StringComparison.Ordinal
        );
    }
}
