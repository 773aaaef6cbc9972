using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Simulation;

namespace Antiphon.Learning;

/// <summary>Plays episodes and records what a player saw, did and got. Deterministic given the stream, at any number of threads.</summary>
internal sealed class ExperienceCollector(ContinuousGame game, ContinuousOptions options)
{
    private static readonly ulong EpisodePurpose = RandomStream.PurposeKey(LearningPurposes.Episode);

    /// <summary>
    /// Experience of some local agents of each episode: they draw their actions from the policy, the others draw theirs or take the
    /// likeliest, as the options say; the global agent is as given. The reward is the agent's own r_l: what one agent changes in the
    /// team's reward through itself, n-fold.
    /// </summary>
    internal Trajectories Local(ContinuousGlobalPolicy global, Perceptron local, RandomStream root, CancellationToken cancellation)
    {
        int followed = Math.Min(options.Representatives, game.Agents);
        (int g, int l) = (game.GlobalStates.Dimension, game.LocalStates.Dimension);
        var experience = new Trajectories(g + l, options.Episodes * followed, options.Horizon);
        var pair = new ContinuousPair(global, new NeuralLocalPolicy(local, options.OthersSample), options.Subsample);
        pair.Require(game);
        var drawing = new NeuralLocalPolicy(local, isSampled: true);
        Play(
            pair,
            options.Episodes,
            root,
            (number, episode) =>
            {
                RandomStream stream = root.Split(LearningPurposes.Representative, number);
                int[] agents = [.. new SubsetSampler(game.Agents).Draw(followed, stream)];
                IContinuousLocalActor? actor = options.OthersSample ? null : drawing.Actor(game);
                double[] states = new double[l * followed];
                int[] own = new int[followed];
                double[] rewards = new double[followed];
                double[] seen = new double[g + l];
                for (int time = 0; time <= options.Horizon; time++)
                {
                    Gather(episode.Locals, agents, states);
                    bool isEnd = time == options.Horizon;
                    for (int each = 0; each < followed; each++)
                    {
                        Observe(episode.Global, states, followed, each, seen);
                        int trajectory = (number * followed) + each;
                        (isEnd ? experience.Ends : experience.States).Set(
                            isEnd ? trajectory : (trajectory * options.Horizon) + time,
                            seen
                        );
                    }

                    if (isEnd)
                    {
                        return;
                    }

                    _ = episode.ActGlobally();
                    episode.ActLocally();
                    actor?.Act(episode.Global, states, stream, own);
                    for (int each = 0; each < followed; each++)
                    {
                        ref int action = ref episode.LocalActions[agents[each]];
                        action = actor is null ? action : own[each];
                        own[each] = action;
                        experience.Actions[(((number * followed) + each) * options.Horizon) + time] = action;
                    }

                    game.LocalRewards(episode.Global, states, own, rewards);
                    for (int each = 0; each < followed; each++)
                    {
                        experience.Rewards[(((number * followed) + each) * options.Horizon) + time] = rewards[each];
                    }

                    episode.Move();
                }
            },
            cancellation
        );
        return experience;
    }

    /// <summary>Experience of the global agent, who draws its actions; the local agents are as given; the reward is the team's.</summary>
    internal Trajectories Global(Perceptron global, ContinuousLocalPolicy local, RandomStream root, CancellationToken cancellation)
    {
        (int g, int f) = (game.GlobalStates.Dimension, game.Features.Size);
        bool seesState = global.Shape.Inputs > f;
        var experience = new Trajectories(global.Shape.Inputs, options.Episodes, options.Horizon);
        var pair = new ContinuousPair(new NeuralGlobalPolicy(global, isSampled: true), local, options.Subsample);
        pair.Require(game);
        Play(
            pair,
            options.Episodes,
            root,
            (number, episode) =>
            {
                double[] seen = new double[global.Shape.Inputs];
                for (int time = 0; time <= options.Horizon; time++)
                {
                    int action = episode.ActGlobally();
                    if (seesState)
                    {
                        episode.Global.CopyTo(seen);
                    }

                    episode.Observation.CopyTo(seen.AsSpan(seesState ? g : 0));
                    if (time == options.Horizon)
                    {
                        experience.Ends.Set(number, seen);
                        return;
                    }

                    int sample = (number * options.Horizon) + time;
                    experience.States.Set(sample, seen);
                    experience.Actions[sample] = action;
                    episode.ActLocally();
                    experience.Rewards[sample] = episode.TeamReward();
                    episode.Move();
                }
            },
            cancellation
        );
        return experience;
    }

    /// <summary>
    /// Observations of the starts of episodes and the right action for the whole population, for G-LEARN as a supervised contextual
    /// bandit.
    /// </summary>
    /// <exception cref="InvalidInputException">The game knows no right action.</exception>
    internal (SampleBatch Observations, int[] Labels) Resets(int inputs, RandomStream root, CancellationToken cancellation)
    {
        var observations = new SampleBatch(inputs, options.Resets);
        int[] labels = new int[options.Resets];
        bool seesState = inputs > game.Features.Size;
        var pair = new ContinuousPair(new UniformContinuousGlobalPolicy(), new UniformContinuousLocalPolicy(), options.Subsample);
        Play(
            pair,
            options.Resets,
            root,
            (number, episode) =>
            {
                _ = episode.ActGlobally();
                observations.Set(number, seesState ? [.. episode.Global, .. episode.Observation] : episode.Observation);
                labels[number] = game.RightAction(episode.Locals)
                    ?? throw new InvalidInputException(
                        $"the game '{game.Name}' does not define the right action for a population, which the contextual bandit "
                            + "requires; train the global agent by policy gradient"
                    );
            },
            cancellation
        );
        return (observations, labels);
    }

    private void Play(
        ContinuousPair pair,
        int episodes,
        RandomStream root,
        Action<int, ContinuousEpisode> body,
        CancellationToken cancellation
    ) =>
        ParallelRollouts.Run(
            0,
            episodes,
            options.Threads,
            () => new ContinuousEpisode(game, pair),
            (number, episode, stream) =>
            {
                root.SplitInto(stream, EpisodePurpose, number);
                episode.Start(stream);
                body(number, episode);
            },
            progress: null,
            cancellation
        );

    private void Gather(double[] locals, int[] agents, double[] states)
    {
        for (int c = 0; c < game.LocalStates.Dimension; c++)
        {
            for (int each = 0; each < agents.Length; each++)
            {
                states[(c * agents.Length) + each] = locals[(c * game.Agents) + agents[each]];
            }
        }
    }

    private static void Observe(ReadOnlySpan<double> global, ReadOnlySpan<double> states, int followed, int each, Span<double> seen)
    {
        global.CopyTo(seen);
        for (int c = 0; c < seen.Length - global.Length; c++)
        {
            seen[global.Length + c] = states[(c * followed) + each];
        }
    }
}
