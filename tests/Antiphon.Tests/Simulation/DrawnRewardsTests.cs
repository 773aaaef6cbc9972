using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Simulation;
using Antiphon.Tests.Games;
using Antiphon.Tests.Numerics;
using Antiphon.Tests.Reference;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Simulation;

/// <summary>
/// Random rewards in simulation: the law of a step's reward, means of returns, and streams that games without noise share.
/// </summary>
public class DrawnRewardsTests
{
    private static readonly CooperativeGame Plain = new RandomGame(61)
    {
        LocalStates = 2,
        LocalActions = 2,
        Agents = 5,
    }.Create();

    /// <summary>
    /// Three agents one after the other: each draws its action, then its reward. All outcomes are whole numbers, so that the law is a
    /// table. One comparison at 1e-6.
    /// </summary>
    [Fact]
    public void A_steps_reward_has_the_law_of_separate_agents()
    {
        CooperativeGame game = WholeRewards();
        var local = LocalPolicy.Create(2, 1, 2, [0.25, 0.75, 1, 0]);
        long[] counts = [2, 1];
        double[] law = [1];
        law = Convolve(law, [(1, 0.5), (4, 0.5)]); // 3 r_g
        for (int agent = 0; agent < 3; agent++)
        {
            law = Convolve(law, agent < 2 ? [(0, 0.25 * 0.5), (2, 0.25 * 0.5), (1, 0.75)] : [(0, 0.2), (3, 0.3), (5, 0.5)]);
        }

        DrawnRewards drawn = DrawnRewards.Of(game, local)!;
        var stream = new RandomStream(5);
        GoodnessOfFit.CheckCounts(100_000, 0, law, () =>
            (long)Math.Round((3 * drawn.GlobalSum(stream, 0, 0, 1)) + drawn.LocalSum(stream, 0, counts))
        );
    }

    [Fact]
    public void Sums_over_many_agents_have_the_mean_and_variance_of_their_parts()
    {
        const long Agents = 1_000_000_000;
        CooperativeGame game = NoisyGame.AroundMeans(Plain.WithAgents(Agents), 2);
        var local = LocalPolicy.Uniform(game);
        DrawnRewards drawn = DrawnRewards.Of(game, local)!;
        var stream = new RandomStream(6);
        foreach (int state in new[] { 0, 1 })
        {
            // One agent in x: variance over its action plus the noise, 4 for a coin and 4/3 for uniform noise of width 2.
            (double mean, double variance) = (0.0, 0.0);
            for (int x = 0; x < 2; x++)
            {
                double[] means = [game.LocalReward(x, state, 0), game.LocalReward(x, state, 1)];
                mean += Agents / 2.0 * means.Average();
                variance += Agents / 2.0 * (Math.Pow((means[0] - means[1]) / 2, 2) + (state == 0 ? 4.0 / 3 : 4));
            }

            var normal = new MathNet.Numerics.Distributions.Normal(mean, Math.Sqrt(variance));
            GoodnessOfFit.CheckDistribution(20_000, 20, normal.CumulativeDistribution, () =>
                drawn.LocalSum(stream, state, [Agents / 2, Agents / 2])
            );
        }
    }

    [Theory]
    [InlineData(4, 2, 4)]
    [InlineData(3, 3, 5)]
    public void The_mean_return_is_the_exact_one_of_the_means(int agents, int looked, ulong seed)
    {
        CooperativeGame game = NoisyGame.AroundMeans(Plain.WithAgents(agents), 3);
        var policy = new JointPolicy(TestGames.SampleMode(game, looked), LocalPolicy.Uniform(game));
        const int Horizon = 12;
        double exact = new LabelledChain(game, policy).Run(Horizon).Return;
        var options = new OnlineExecutionOptions
        {
            Horizon = Horizon,
            Rollouts = 1000,
            Seeds = 30,
            Seed = seed,
        };
        SimulationResult result = new OnlineExecution(options).Run(game, policy);
        // a right simulator fails with probability 6e-7
        Assert.InRange(result.Reward.Mean, exact - (5 * result.Reward.StandardError), exact + (5 * result.Reward.StandardError));
        SimulationResult means = new OnlineExecution(options with { MeanRewards = true }).Run(game, policy);
        Assert.True(means.Reward.StandardError < result.Reward.StandardError);
        Assert.Equal(result.PerSeed, new OnlineExecution(options with { Threads = 1 }).Run(game, policy).PerSeed);
    }

    [Fact]
    public void Noise_changes_no_state_and_no_action_and_means_give_the_noiseless_episode()
    {
        (CooperativeGame noisy, CooperativeGame plain) = (
            NoisyGame.AroundMeans(Plain, 1),
            NoisyGame.Means(NoisyGame.AroundMeans(Plain, 1))
        );
        var policy = new JointPolicy(new UniformGlobalPolicy(3, 2), LocalPolicy.Uniform(Plain));
        var options = new OnlineExecutionOptions { Horizon = 50, Seed = 9 };
        (EpisodeTrace drawn, EpisodeTrace expected) = (
            EpisodeTrace.Record(noisy, policy, options),
            EpisodeTrace.Record(plain, policy, options)
        );
        Assert.Equal(expected.Steps.Select(Moves), drawn.Steps.Select(Moves));
        Assert.True(drawn.Steps.Zip(expected.Steps).All(pair => pair.First.Reward != pair.Second.Reward));
        var averaged = EpisodeTrace.Record(noisy, policy, options with { MeanRewards = true });
        Assert.Equal(expected.Steps.Select(step => step.Reward), averaged.Steps.Select(step => step.Reward));

        static (int, string, int) Moves(EpisodeStep step) => (step.GlobalState, string.Join(' ', step.Fractions), step.Action);
    }

    [Fact]
    public void Comparisons_count_means()
    {
        (CooperativeGame noisy, CooperativeGame plain) = (
            NoisyGame.AroundMeans(Plain, 50),
            NoisyGame.Means(NoisyGame.AroundMeans(Plain, 50))
        );
        var first = new JointPolicy(new UniformGlobalPolicy(3, 2), LocalPolicy.Uniform(Plain));
        JointPolicy second = first with { Global = TestGames.SampleMode(Plain, 3) };
        var comparison = new PairedComparison(new PairedComparisonOptions { Horizon = 20, Seed = 4 });
        Assert.Equal(comparison.Compare(plain, first, second, 0.1), comparison.Compare(noisy, first, second, 0.1));
    }

    /// <summary>
    /// Same and redrawn agents: rows are those of the noiseless log but for rewards, whose differences have mean 0 (at 5 standard errors).
    /// </summary>
    [Theory]
    [InlineData(TrackedSet.Fixed)]
    [InlineData(TrackedSet.Fresh)]
    public void Logs_hold_drawn_rewards(TrackedSet tracked)
    {
        CooperativeGame noisy = NoisyGame.AroundMeans(Plain, 1);
        (List<Learning.Row> with, List<Learning.Row> without) = (Rows(noisy), Rows(NoisyGame.Means(noisy)));
        Assert.Equal(without.Select(row => (row.Cell, row.Action)), with.Select(row => (row.Cell, row.Action)));
        ConfidenceInterval noise = StudentInterval.FromSamples([
            .. with.Zip(without).Select(pair => pair.First.Reward - pair.Second.Reward),
        ]);
        Assert.InRange(noise.Mean, -5 * noise.StandardError, 5 * noise.StandardError);
        Assert.True(noise.StandardError > 0);

        List<Learning.Row> Rows(CooperativeGame game)
        {
            using var output = new MemoryStream();
            new LogRecorder(
                new LogOptions
                {
                    Steps = 3000,
                    EpisodeLength = 500,
                    Tracked = tracked,
                }
            ).Run(game, new UniformGlobalPolicy(3, 2), LocalPolicy.Uniform(game), output);
            return Learning.Logs.Rows(System.Text.Encoding.UTF8.GetString(output.ToArray()), 3);
        }
    }

    /// <summary>
    /// Both routes find the means behind noise of width 1: to 5 standard errors of an entry's mean (variance at most 1 + 1 + 4), and no
    /// error is claimed for the model.
    /// </summary>
    [Fact]
    public void Learning_from_noisy_logs_estimates_means_and_the_model_claims_no_error()
    {
        CooperativeGame noisy = NoisyGame.AroundMeans(Plain, 1);
        using var logs = new Learning.Logs();
        TrajectoryLog log = logs.Record(noisy, LocalPolicy.Uniform(noisy), 1, new LogOptions { Steps = 20_000 });
        LogAudit audit = LogAuditor.Run(log);
        Assert.InRange(audit.RewardDifference, 1e-4, 5 * Math.Sqrt(6.0 / audit.LeastVisitsSeen));
        ModelLearningResult result = new ModelLearning(new ModelLearningOptions()).Solve(log, audit);
        Assert.Contains(result.Reservations, reservation => reservation.Contains("or are noisy", StringComparison.Ordinal));
        Assert.Null(result.ErrorBound);
    }

    private static CooperativeGame WholeRewards()
    {
        FiniteRewardLaw[] laws = [new([0, 2], [0.5, 0.5]), new([0, 3, 5], [0.2, 0.3, 0.5])];
        return CooperativeGame.Create(
            new GameDefinition
            {
                Name = "whole",
                Discount = 0.5,
                Agents = 3,
                GlobalStateNames = ["g"],
                LocalStateNames = ["x", "y"],
                GlobalActionNames = ["u"],
                LocalActionNames = ["a", "b"],
                GlobalTransition =
                [
                    [
                        [1],
                    ],
                ],
                LocalTransition =
                [
                    [
                        [
                            [1, 0],
                            [1, 0],
                        ],
                    ],
                    [
                        [
                            [1, 0],
                            [1, 0],
                        ],
                    ],
                ],
                GlobalReward =
                [
                    [2.5 / 3],
                ],
                LocalReward =
                [
                    [
                        [1, 1],
                    ],
                    [
                        [3.4, 0],
                    ],
                ],
                GlobalRewardForms =
                [
                    [new FiniteRewardLaw([1.0 / 3, 4.0 / 3], [0.5, 0.5])],
                ],
                LocalRewardForms =
                [
                    [
                        [laws[0], null],
                    ],
                    [
                        [laws[1], null],
                    ],
                ],
                Initial = new InitialLaw([1], new IndependentLocalLaw([1, 0])),
            }
        );
    }

    private static double[] Convolve(double[] law, (int Value, double Probability)[] part)
    {
        double[] sum = new double[law.Length + part.Max(entry => entry.Value)];
        for (int value = 0; value < law.Length; value++)
        {
            foreach ((int more, double probability) in part)
            {
                sum[value + more] += law[value] * probability;
            }
        }

        return sum;
    }
}
