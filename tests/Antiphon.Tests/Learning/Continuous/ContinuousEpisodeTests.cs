using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Simulation;
using Antiphon.Tests.Numerics;

namespace Antiphon.Tests.Learning;

public class ContinuousEpisodeTests
{
    [Fact]
    public void Drawn_actions_follow_softmax_and_likeliest_actions_its_mode()
    {
        var game = new WarehouseContinuous(37);
        var network = Perceptron.Random(new PerceptronShape(2, 8, 3), new RandomStream(4));
        var random = new RandomStream(6);
        double[] states = [.. Enumerable.Range(0, 37).Select(i => -2 + (4 * i / 36.0))];
        int[] actions = new int[37];
        IContinuousLocalActor drawing = new NeuralLocalPolicy(network, isSampled: true).Actor(game);
        foreach (int agent in new[] { 0, 31, 32, 36 })
        {
            double[] law = PlainPerceptron.Probabilities(PlainPerceptron.Outputs(network.Shape, network.Parameters, [0.3, states[agent]]));
            GoodnessOfFit.CheckCounts(20_000, 0, law, () =>
            {
                drawing.Act([0.3], states, random, actions);
                return actions[agent];
            });
        }

        new NeuralLocalPolicy(network).Actor(game).Act([0.3], states, random, actions);
        Assert.Equal(states.Select(state => Best(PlainPerceptron.Outputs(network.Shape, network.Parameters, [0.3, state]))), actions);
    }

    [Fact]
    public void The_global_agent_draws_from_softmax_of_state_and_observation()
    {
        var game = new WarehouseContinuous();
        var network = Perceptron.Random(new PerceptronShape(6, 8, 5), new RandomStream(4));
        double[] observation = [0.5, 0, 0.25, 0, 0.25];
        var random = new RandomStream(2);
        double[] law = PlainPerceptron.Probabilities(PlainPerceptron.Outputs(network.Shape, network.Parameters, [0.7, .. observation]));
        IContinuousGlobalActor actor = new NeuralGlobalPolicy(network, isSampled: true).Actor(game);
        GoodnessOfFit.CheckCounts(20_000, 0, law, () => actor.Act([0.7], observation, random));
        Assert.Equal(Best([.. law]), new NeuralGlobalPolicy(network).Actor(game).Act([0.7], observation, random));
    }

    // Two agents, one step, nothing by chance but the start and the observation: by hand.
    [Fact]
    public void A_return_is_the_discounted_sum_of_global_and_mean_local_rewards()
    {
        var game = new MagnetGame(2);
        var pair = new ContinuousPair(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), 1);
        var episode = new ContinuousEpisode(new CheckedContinuousGame(game), pair);
        var stream = new RandomStream(8);
        episode.Start(stream);
        (double expected, double weight) = (0.0, 1.0);
        for (int step = 0; step < 5; step++)
        {
            int action = episode.ActGlobally();
            episode.ActLocally();
            double[] x = [.. episode.Locals];
            double locals = Enumerable
                .Range(0, 2)
                .Average(i => Math.Exp(-2 * (Math.Pow(x[i] - episode.Global[0], 2) + Math.Pow(x[2 + i], 2))));
            expected += weight * ((action == 1 ? 1 : 0) + locals);
            weight *= 0.8;
            episode.Move();
        }

        Assert.Equal(expected, EpisodeReturn.Run(episode, stream, 5, game.Discount, default).Discounted, 1e-12);
        Assert.Equal(expected, EpisodeReturn.Sum(episode, stream, 5, game.Discount, default), 1e-12);
    }

    [Fact]
    public void Observations_are_uniform_subsets_of_the_agents()
    {
        var game = new MagnetGame(4);
        var pair = new ContinuousPair(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), 1);
        var episode = new ContinuousEpisode(game, pair);
        episode.Start(new RandomStream(1));
        double[] expected = Enumerable
            .Range(0, 4)
            .Select(agent =>
            {
                double[] observation = new double[2];
                game.Features.Mean(episode.Locals, 4, [agent], observation);
                return observation[0];
            })
            .ToArray();
        GoodnessOfFit.CheckCounts(10_000, 0, [0.25, 0.25, 0.25, 0.25], () =>
        {
            _ = episode.ActGlobally();
            return Array.IndexOf(expected, episode.Observation[0]);
        });
    }

    [Fact]
    public void Simulations_do_not_depend_on_the_number_of_threads()
    {
        var game = new MagnetGame(40);
        var pair = new ContinuousPair(
            new NeuralGlobalPolicy(Perceptron.Random(new PerceptronShape(2, 5, 2), new RandomStream(1)), isSampled: true),
            new NeuralLocalPolicy(Perceptron.Random(new PerceptronShape(3, 5, 5), new RandomStream(2)), isSampled: true),
            3
        );
        SimulationResult Run(int threads) =>
            new OnlineExecution(
                new OnlineExecutionOptions
                {
                    Seeds = 3,
                    Rollouts = 5,
                    Horizon = 8,
                    Threads = threads,
                }
            ).Run(new ContinuousDeployment(game, pair));
        Assert.Equal(Run(1).PerSeed, Run(3).PerSeed);
        Assert.Null(Run(1).ModeAccuracy);
    }

    // The magnet's reward is at most 2, its discount 0.8: after four steps 0.8^4 * 2/(1 - 0.8) may be left.
    [Fact]
    public void What_is_beyond_the_horizon_is_bounded_by_the_rewards_still_to_come()
    {
        var pair = new ContinuousPair(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), 1);
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Seeds = 2,
                Rollouts = 1,
                Horizon = 4,
            }
        ).Run(new ContinuousDeployment(new MagnetGame(), pair));
        Assert.Equal(0.4096 * 10, result.TruncationBound, 1e-12);
    }

    [Fact]
    public void All_uniform_earns_what_the_authors_report()
    {
        // The authors' README: 37.8 +- 10.9 over 300 episodes; their standard error 0.63. Ours: 20 x 20 episodes, standard error 0.5; four
        // of both together 3.2.
        var pair = new ContinuousPair(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), 1);
        SimulationResult result = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Seeds = 20,
                Rollouts = 20,
                Horizon = 50,
            }
        ).Run(new ContinuousDeployment(new WarehouseContinuous(), pair));
        Assert.InRange(result.Reward.Mean, 37.8 - 3.2, 37.8 + 3.2);
    }

    [Fact]
    public void Networks_of_other_sizes_and_too_large_observations_are_refused_by_name()
    {
        var game = new WarehouseContinuous(10);
        var fits = Perceptron.Random(new PerceptronShape(5, 4, 5), new RandomStream(1));
        var other = Perceptron.Random(new PerceptronShape(7, 4, 3), new RandomStream(1));
        Refused(
            new ContinuousPair(new NeuralGlobalPolicy(other), new UniformContinuousLocalPolicy(), 1),
            "the global network has the shape 7-4-4-3"
        );
        Refused(new ContinuousPair(new NeuralGlobalPolicy(fits), new NeuralLocalPolicy(other), 1), "expected 2 inputs and 3 outputs");
        Refused(
            new ContinuousPair(new NeuralGlobalPolicy(fits), new UniformContinuousLocalPolicy(), 11),
            "observes 11 of 10 local agents"
        );

        void Refused(ContinuousPair pair, string message) =>
            Assert.Contains(
                message,
                Assert.Throws<InvalidInputException>(() => new ContinuousDeployment(game, pair)).Message,
                StringComparison.Ordinal
            );
    }

    private static int Best(double[] outputs) => Array.IndexOf(outputs, outputs.Max());

    [Fact]
    public void Functions_of_a_user_are_simulated_and_compared_with_networks()
    {
        var game = new MagnetGame();
        var east = ContinuousGlobalPolicy.Of((_, _, _) => 1);
        var walk = ContinuousLocalPolicy.Of(
            (global, own, _) =>
                own[0] < global[0] - 0.1 ? 2
                : own[0] > global[0] + 0.1 ? 1
                : Level(own[1])
        );
        var bright = new ContinuousDeployment(game, new ContinuousPair(east, walk, 2));
        ContinuousOptions options = new() { Subsample = 2 };
        var networks = new ContinuousDeployment(game, NeuralPair.Random(new CheckedContinuousGame(game), options).Deployed(2));
        PairedResult compared = new PairedComparison(new PairedComparisonOptions { Horizon = 20 }).Compare(networks, bright, 0.5);
        Assert.Equal(PairedDecision.Better, compared.Decision);

        // 2 a step at most, 10 in all, less the way there.
        SimulationResult simulated = new OnlineExecution(
            new OnlineExecutionOptions
            {
                Horizon = 30,
                Rollouts = 20,
                Seeds = 2,
            }
        ).Run(bright);
        Assert.InRange(simulated.Reward.Mean, 8, 10);

        static int Level(double y) =>
            y < -0.1 ? 4
            : y > 0.1 ? 3
            : 0;
    }

    [Fact]
    public void A_function_sees_the_whole_of_an_agents_state_and_an_action_that_does_not_exist_is_refused()
    {
        var game = new MagnetGame();
        var quiet = ContinuousGlobalPolicy.Of((_, _, _) => 0);
        var stay = ContinuousLocalPolicy.Of((_, _, _) => 0);
        int[] actions = new int[2];
        ContinuousLocalPolicy
            .Of(
                (_, own, _) =>
                    own[0] == 0.1 && own[1] == 0.3 ? 1
                    : own[0] == 0.2 && own[1] == 0.4 ? 2
                    : 9
            )
            .Actor(game)
            .Act([0.0], [0.1, 0.2, 0.3, 0.4], new RandomStream(1), actions);
        Assert.Equal([1, 2], actions);
        Assert.Contains(
            "the global policy takes action 2",
            Refusal(ContinuousGlobalPolicy.Of((_, _, _) => 2), stay),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "the local policy takes action -1",
            Refusal(quiet, ContinuousLocalPolicy.Of((_, _, _) => -1)),
            StringComparison.Ordinal
        );

        string Refusal(ContinuousGlobalPolicy global, ContinuousLocalPolicy local)
        {
            Exception failure = Record.Exception(() =>
                new OnlineExecution(
                    new OnlineExecutionOptions
                    {
                        Horizon = 3,
                        Rollouts = 2,
                        Seeds = 2,
                    }
                ).Run(new ContinuousDeployment(game, new ContinuousPair(global, local, 2)))
            );
            return (failure is AggregateException several ? several.Flatten().InnerExceptions[0] : failure).Message;
        }
    }

    [Fact]
    public void What_an_actor_remembers_is_of_one_episode()
    {
        var episode = new ContinuousEpisode(new MagnetGame(), new ContinuousPair(new FirstStep(), new UniformContinuousLocalPolicy(), 1));
        for (int number = 0; number < 3; number++)
        {
            episode.Start(new RandomStream((ulong)number));
            Assert.Equal([1, 0, 0], Enumerable.Range(0, 3).Select(_ => episode.ActGlobally()));
        }
    }

    /// <summary>East in the first step of an episode, west ever after.</summary>
    private sealed class FirstStep : ContinuousGlobalPolicy
    {
        public override IContinuousGlobalActor Actor(ContinuousGame game) => new Memory();

        private sealed class Memory : IContinuousGlobalActor
        {
            private int next;

            public void Begin() => next = 1;

            public int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random)
            {
                (int action, next) = (next, 0);
                return action;
            }
        }
    }
}
