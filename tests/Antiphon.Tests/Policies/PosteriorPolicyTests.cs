using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Policies;

public class PosteriorPolicyTests
{
    private const int Observed = 4;
    private const double Smoothing = 0.3;

    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(0.4, 2)]
    [InlineData(0.0, 3)]
    public void It_takes_the_action_of_highest_posterior_value(double tempering, int seed)
    {
        CooperativeGame game = new RandomGame((ulong)seed)
        {
            LocalStates = 3,
            GlobalActions = 3,
            Agents = 9,
        }.Create();
        var random = new SmallRandom((ulong)seed);
        (double[][] fractions, double[][] values) = (Rows(11, 3), Rows(11, 3));
        var particles = new PopulationParticles(fractions, values, Smoothing);
        var policy = new PosteriorPolicy(Observed, Vectors(game), [particles, particles], tempering);
        double[] law = new double[3];
        double[] found = new double[3];
        foreach (int[] observation in Counting.Vectors(3, Observed))
        {
            double[] expected = Expected(fractions, values, observation, tempering);
            particles.Expect(observation, tempering, found);
            Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
            int best = Array.IndexOf(expected, expected.Max());
            policy.Write(1, observation, law);
            Assert.Equal(1, law[best]);
            Assert.Equal(best, policy.Act(1, observation, new RandomStream(0)));
        }

        double[][] Rows(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => random.Law(length))];
    }

    [Fact]
    public void A_lost_observation_leaves_the_prior()
    {
        var particles = new PopulationParticles(
            [
                [0.5, 0.5],
                [1, 0],
            ],
            [
                [0, 1],
                [3, 0],
            ],
            Smoothing
        );
        var policy = new PosteriorPolicy(2, Vectors(new RandomGame(1).Create()), [particles], tempering: 1);
        Assert.Equal(0, policy.Act(0, [2, 0, 0], new RandomStream(0)));
        Assert.Equal(1, policy.Act(0, [0, 0, 2], new RandomStream(0)));
    }

    [Fact]
    public void Weighted_observations_are_refused()
    {
        CooperativeGame game = new RandomGame(5) { LocalStates = 2, Agents = 9 }.Create();
        var particles = new PopulationParticles(
            [
                [0.5, 0.5],
            ],
            [
                [0, 1],
            ],
            Smoothing
        );
        var policy = new PosteriorPolicy(2, Vectors(game), [particles, particles], tempering: 1);
        Assert.Empty(policy.Validate(game));
        Assert.Single(policy.Validate(game.WithSampling(SamplingRule.Parse("weighted:0=2", game))));
    }

    [Fact]
    public void Particles_follow_the_discounted_occupancy()
    {
        // One agent and the global state are a chain of six states, whose occupancy is summed step by step.
        CooperativeGame game = new RandomGame(6) { LocalStates = 3, Agents = 1 }.Create();
        var pair = new JointPolicy(new FunctionPolicy(1, 2, (globalState, _) => globalState), LocalPolicy.Uniform(game));
        var options = new OnlineExecutionOptions
        {
            Horizon = 12,
            Rollouts = 20_000,
            Threads = 2,
        };
        double[][][] drawn = OccupancySample.Draw(game, pair, options, 2, 100_000, new RandomStream(3), CancellationToken.None);
        double[] occupancy = Occupancy(game, options.Horizon);
        for (int place = 0; place < occupancy.Length; place++)
        {
            // 40,000 draws: a share is off by more than 0.02 with probability below 1e-9, even where the two of an episode agree.
            double share = drawn[place / 3].Count(fractions => fractions[place % 3] == 1) / 40_000.0;
            Assert.Equal(occupancy[place], share, 0.02);
        }
    }

    private static Antiphon.Policies.AlphaVectors Vectors(CooperativeGame game) =>
        new AlphaVectorPlanner(new AlphaVectorOptions { MaximumBackups = 0 }).Solve(game, LocalPolicy.Uniform(game)).Vectors;

    private static double[] Expected(double[][] fractions, double[][] values, int[] observation, double tempering)
    {
        double[] sums = new double[values[0].Length];
        double total = 0;
        for (int particle = 0; particle < fractions.Length; particle++)
        {
            double likelihood = 1;
            for (int state = 0; state < observation.Length; state++)
            {
                double smoothed = (fractions[particle][state] + (Smoothing / 3)) / (1 + Smoothing);
                likelihood *= Math.Pow(smoothed, tempering * observation[state]);
            }

            total += likelihood;
            for (int action = 0; action < sums.Length; action++)
            {
                sums[action] += likelihood * values[particle][action];
            }
        }

        return [.. sums.Select(sum => sum / total)];
    }

    private static double[] Occupancy(CooperativeGame game, int horizon)
    {
        double[] law = new double[6];
        for (int place = 0; place < 6; place++)
        {
            law[place] = game.Initial.Global[place / 3] * MeanStart.Of(game)[place % 3];
        }

        double[] sum = new double[6];
        double weights = 0;
        for (int time = 0; time < horizon; time++)
        {
            double weight = Math.Pow(game.Discount, time);
            weights += weight;
            double[] next = new double[6];
            for (int place = 0; place < 36 * 2; place++)
            {
                (int from, int to, int action) = (place / 12, place / 2 % 6, place % 2);
                double move = game.LocalTransition(from % 3, from / 3, action)[to % 3] / 2;
                next[to] += law[from] * game.GlobalTransition(from / 3, from / 3)[to / 3] * move;
            }

            sum = [.. sum.Zip(law, (total, share) => total + (weight * share))];
            law = next;
        }

        return [.. sum.Select(share => share / weights)];
    }
}
