using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Tests.Learning;

/// <summary>
/// Episodes, the agents that are followed, updates, turns, networks and judgements of continuous training draw from streams of their own:
/// each is made again here from the stream it is due.
/// </summary>
public class ExperienceStreamTests
{
    private static readonly MagnetGame Game = new(6);

    private static readonly ContinuousOptions Options = new()
    {
        Subsample = 2,
        GlobalLearning = GlobalLearning.PolicyGradient,
        Algorithm = PolicyAlgorithm.Ppo,
        Hidden = 4,
        Episodes = 5,
        Horizon = 3,
        Representatives = 2,
        Updates = 2,
        Epochs = 1,
        Resets = 12,
        MonitorRollouts = 3,
        JudgeRollouts = 64,
        JudgesProposals = false,
        OthersSample = false,
        Seed = 11,
        Threads = 1,
    };

    private static readonly Perceptron Local = Perceptron.Random(new PerceptronShape(3, 4, 5), new RandomStream(1));

    private static readonly Perceptron Global = Perceptron.Random(new PerceptronShape(3, 4, 2), new RandomStream(2));

    // The followed agents and what they choose come from the episode's stream "representative"; the world, in which the others take the
    // likeliest action, from its stream "episode".
    [Fact]
    public void Followed_agents_and_their_actions_have_a_stream_beside_the_episodes()
    {
        var root = new RandomStream(3);
        Trajectories experience = new ExperienceCollector(Game, Options).Local(new UniformContinuousGlobalPolicy(), Local, root, default);
        var pair = new ContinuousPair(new UniformContinuousGlobalPolicy(), new NeuralLocalPolicy(Local), Options.Subsample);
        IContinuousLocalActor drawing = new NeuralLocalPolicy(Local, isSampled: true).Actor(Game);
        for (int number = 0; number < Options.Episodes; number++)
        {
            RandomStream stream = root.Split("representative", number);
            int[] agents = [.. new SubsetSampler(Game.Agents).Draw(2, stream)];
            ContinuousEpisode episode = Started(pair, root.Split("episode", number));
            double[] states =
            [
                .. Enumerable.Range(0, 2).SelectMany(c => agents.Select(agent => episode.Locals[(c * Game.Agents) + agent])),
            ];
            int[] own = new int[2];
            drawing.Act(episode.Global, states, stream, own);
            for (int each = 0; each < 2; each++)
            {
                int sample = ((number * 2) + each) * Options.Horizon;
                Assert.Equal([episode.Global[0], states[each], states[2 + each]], Sample(experience.States, sample));
                Assert.Equal(own[each], experience.Actions[sample]);
            }
        }
    }

    [Fact]
    public void The_global_agents_episodes_and_the_classifiers_observations_differ_by_number()
    {
        var root = new RandomStream(4);
        Trajectories experience = new ExperienceCollector(Game, Options).Global(Global, new UniformContinuousLocalPolicy(), root, default);
        var pair = new ContinuousPair(
            new NeuralGlobalPolicy(Global, isSampled: true),
            new UniformContinuousLocalPolicy(),
            Options.Subsample
        );
        for (int number = 0; number < Options.Episodes; number++)
        {
            ContinuousEpisode episode = Started(pair, root.Split("episode", number));
            Assert.Equal(episode.ActGlobally(), experience.Actions[number * Options.Horizon]);
            Assert.Equal([.. episode.Global, .. episode.Observation], Sample(experience.States, number * Options.Horizon));
        }

        var warehouse = new WarehouseContinuous(10);
        (SampleBatch observations, int[] _) = new ExperienceCollector(warehouse, Options).Resets(warehouse.Features.Size, root, default);
        var uniform = new ContinuousPair(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), Options.Subsample);
        for (int number = 0; number < Options.Resets; number++)
        {
            ContinuousEpisode episode = Started(uniform, root.Split("episode", number), warehouse);
            _ = episode.ActGlobally();
            Assert.Equal(episode.Observation, Sample(observations, number));
        }
    }

    [Fact]
    public void Networks_turns_and_updates_have_streams_of_their_own()
    {
        using var workers = new Workers(1);
        var safe = new CheckedContinuousGame(Game);
        RandomStream root = new RandomStream(Options.Seed).Split("continuous training");
        var first = NeuralPair.Random(safe, Options);
        (LearnerState firstGlobal, LearnerState firstLocal) = (first.LearnerOf(Player.Global), first.LearnerOf(Player.Local));
        Assert.Equal(LearnerState.Random(3, 4, 2, root.Split("global network")).Policy, firstGlobal.Policy);
        Assert.Equal(LearnerState.Random(3, 4, 5, root.Split("local network")).Policy, firstLocal.Policy);
        Assert.Equal(
            Perceptron.Random(new PerceptronShape(3, 4, 1), root.Split("local network").Split("critic")).Parameters.ToArray(),
            firstLocal.Critic
        );

        // Turn 2 is the global agent's again: from the same networks it learns from other episodes than turn 0.
        (PolicyLearner learner, ExperienceCollector collector) = (
            new PolicyLearner(Options, Game.Discount, workers),
            new ExperienceCollector(safe, Options)
        );
        foreach (int position in new[] { 0, 2, 1, 3 })
        {
            (bool isGlobal, RandomStream random) = (position % 2 == 0, root.Split("turn", position));
            LearnerState expected = (isGlobal ? firstGlobal : firstLocal).Copy();
            for (int update = 0; update < Options.Updates; update++)
            {
                RandomStream stream = random.Split("update", update);
                learner.Update(
                    expected,
                    isGlobal
                        ? collector.Global(expected.Network, new NeuralLocalPolicy(first.Local), stream, default)
                        : collector.Local(new NeuralGlobalPolicy(first.Global), expected.Network, stream, default),
                    "twin"
                );
            }

            Player side = isGlobal ? Player.Global : Player.Local;
            var oracle = new NeuralOracle(side, safe, Options, workers);
            Answer<NeuralPair> answer = oracle.Propose(new Turn<NeuralPair>(position, first, first), default);
            Assert.Equal(expected.Policy, Assert.Single(answer.Candidates).Latest!.LearnerOf(side).Policy);
        }
    }

    [Fact]
    public void Executions_and_judgements_play_other_episodes_for_every_number()
    {
        var pair = new ContinuousPair(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), 2);
        var options = new OnlineExecutionOptions
        {
            Seeds = 2,
            Rollouts = 3,
            Horizon = 4,
            Seed = 9,
            Threads = 1,
        };
        IReadOnlyList<double> perSeed = new OnlineExecution(options).Run(new ContinuousDeployment(Game, pair)).PerSeed;
        for (int seed = 0; seed < 2; seed++)
        {
            Assert.Equal(
                Enumerable.Range(0, 3).Average(rollout => Return(pair, OnlineExecution.RolloutStream(9, seed, rollout), 4)),
                perSeed[seed],
                1e-12
            );
        }

        var judge = new NeuralJudge(new CheckedContinuousGame(Game), Options);
        foreach (int number in new[] { 0, 1 })
        {
            double expected = Enumerable
                .Range(0, Options.MonitorRollouts)
                .Average(rollout =>
                    Return(pair, new RandomStream(Options.Seed).Split("judge", number).Split("rollout", rollout), Options.Horizon)
                );
            Assert.Equal(expected, judge.Value(new ContinuousDeployment(Game, pair), number, default), 1e-12);
        }
    }

    [Fact]
    public void Every_reset_is_another_start()
    {
        var game = new WarehouseContinuous(20);
        var pair = new ContinuousPair(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), 2);
        RandomStream root = new RandomStream(9).Split("single step");
        double expected = Enumerable
            .Range(0, 50)
            .Average(number =>
            {
                ContinuousEpisode episode = Started(pair, root.Split("reset", number), game);
                return game.RightAction(episode.Locals) == episode.ActGlobally() ? 1.0 : 0;
            });
        Assert.InRange(expected, 0.02, 0.98);
        Assert.Equal(expected, new ContinuousDeployment(game, pair).SingleStepAccuracy(seed: 9, resets: 50, threads: 1)!.Value, 1e-12);
    }

    private static double Return(ContinuousPair pair, RandomStream rollout, int horizon) =>
        EpisodeReturn.Sum(new ContinuousEpisode(Game, pair), rollout, horizon, Game.Discount, default);

    private static ContinuousEpisode Started(ContinuousPair pair, RandomStream rollout, ContinuousGame? game = null)
    {
        var episode = new ContinuousEpisode(game ?? Game, pair);
        episode.Start(rollout);
        return episode;
    }

    private static double[] Sample(SampleBatch batch, int sample) =>
        [
            .. Enumerable
                .Range(0, batch.Inputs)
                .Select(input => batch.Panel(sample / PanelKernel.Width)[(input * PanelKernel.Width) + (sample % PanelKernel.Width)]),
        ];
}
