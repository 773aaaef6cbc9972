using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Games;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Learning;

/// <summary>
/// The agents of a log, and what happens around them, each follow a stream of their own: every number is drawn again here from the stream
/// it is due.
/// </summary>
public class TrackedAgentStreamTests
{
    private const int Tracked = 3;
    private const int Steps = 20;

    private static readonly CooperativeGame Game = NoisyGame.AroundMeans(TestGames.Random(41, 2, 3, 9, new DirichletLocalLaw(1)), 1);

    private static readonly LocalPolicy Local = TestGames.RandomLocal(Game, 42);

    private static readonly RandomisedGlobalPolicy Behaviour = new(Game, Tracked, 43);

    private static readonly LocalKernels Kernels = new(Game, Local.Probabilities);

    private static readonly RandomStream Episode = new(44);

    [Fact]
    public void The_same_agents_move_choose_and_are_paid_by_streams_of_their_own()
    {
        var tracked = new SameAgents(Game, Behaviour, Local, Kernels);
        Use(tracked);
        (RandomStream global, RandomStream moves, RandomStream choice, RandomStream rewards) = (
            Episode.Split("global state"),
            Episode.Split("tracked agents"),
            Episode.Split("action"),
            Episode.Split("drawn rewards")
        );
        DrawnRewards drawn = DrawnRewards.Of(Game, Local)!;
        double[] law = new double[3];
        int globalState = CategoricalSampler.Sample(global.NextDouble(), Game.Initial.Global.AsSpan());
        EpisodeLaw.Draw(Game.Initial.Local, moves, law);
        int[] states = [.. Enumerable.Range(0, Tracked).Select(_ => CategoricalSampler.Sample(moves.NextDouble(), law))];
        for (int step = 0; step < Steps; step++)
        {
            Assert.Equal(states, tracked.States);
            Assert.Equal(Counts(states), tracked.Counts);
            Assert.Equal(globalState, tracked.GlobalState);
            int action = Behaviour.Act(globalState, Counts(states), choice);
            Assert.Equal(action, tracked.Act());
            Assert.Equal(
                drawn.Step(rewards, globalState, action, [.. Counts(states).Select(count => (long)count)], Tracked, [1.0]),
                tracked.Reward(action)
            );
            tracked.Move(action);
            int state = globalState;
            states =
            [
                .. states.Select(from => CategoricalSampler.Sample(moves.NextDouble(), Kernels.Transition(state).Slice(from * 3, 3))),
            ];
            globalState = CategoricalSampler.Sample(global.NextDouble(), Game.GlobalTransition(globalState, action));
        }
    }

    [Fact]
    public void Redrawn_agents_are_shuffled_and_paid_beside_the_episode_they_are_drawn_from()
    {
        var tracked = new RedrawnAgents(Game, Behaviour, Local, Kernels);
        Use(tracked);
        (RandomStream order, RandomStream rewards, DrawnRewards drawn) = (
            Episode.Split("order"),
            Episode.Split("drawn rewards"),
            DrawnRewards.Of(Game, Local)!
        );
        var twin = new Episode(new DeployedPair(Game, new JointPolicy(Behaviour, Local), Game.Agents));
        twin.Start(Episode);
        for (int step = 0; step < Steps; step++)
        {
            Assert.Equal(twin.GlobalState, tracked.GlobalState);
            int action = twin.Act();
            Assert.Equal(action, tracked.Act());
            int[] states = [.. twin.Observation.ToArray().SelectMany((count, state) => Enumerable.Repeat(state, count))];
            for (int last = Tracked - 1; last > 0; last--)
            {
                int other = (int)order.NextBelow(last + 1);
                (states[last], states[other]) = (states[other], states[last]);
            }

            Assert.Equal(states, tracked.States);
            Assert.Equal(
                drawn.Step(rewards, twin.GlobalState, action, [.. Counts(states).Select(count => (long)count)], Tracked, [1.0]),
                tracked.Reward(action)
            );
            twin.Move(action);
            tracked.Move(action);
        }
    }

    [Fact]
    public void Every_episode_of_a_log_is_another_one()
    {
        var options = new LogOptions
        {
            Steps = 4 * Steps,
            EpisodeLength = Steps,
            Seed = 5,
        };
        LogSummary summary = new LogRecorder(options).Run(Game, Behaviour, Local, Stream.Null);
        (SameAgents twin, double sum) = (new SameAgents(Game, Behaviour, Local, Kernels), 0.0);
        for (int episode = 0; episode < 4; episode++)
        {
            twin.Start(new RandomStream(5).Split("logged episode", episode));
            for (int step = 0; step < Steps; step++)
            {
                int action = twin.Act();
                sum += twin.Reward(action);
                twin.Move(action);
            }
        }

        Assert.Equal(sum / (4 * Steps), summary.MeanReward, 1e-12);
    }

    // A workspace that has played another episode, then starts this one.
    private static void Use(TrackedAgents tracked)
    {
        tracked.Start(new RandomStream(45));
        for (int step = 0; step < Steps; step++)
        {
            int action = tracked.Act();
            _ = tracked.Reward(action);
            tracked.Move(action);
        }

        tracked.Start(Episode);
    }

    private static int[] Counts(int[] states) => [.. Enumerable.Range(0, 3).Select(state => states.Count(other => other == state))];
}
