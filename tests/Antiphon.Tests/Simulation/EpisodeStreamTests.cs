using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;
using Antiphon.Tests.Games;
using Antiphon.Tests.Simulation.Reference;

namespace Antiphon.Tests.Simulation;

/// <summary>
/// Each kind of chance of an episode comes from the sub-stream of the rollout that its purpose and its step name, and from no other:
/// episodes are followed step by step with streams split here. A choice that shared its numbers with a move, say, would make the two
/// dependent, which no mean shows.
/// </summary>
public class EpisodeStreamTests
{
    private const int Agents = 12;
    private const int Steps = 6;
    private const int Seen = 4;

    private static readonly CooperativeGame Game = NoisyGame.AroundMeans(TestGames.Random(31, 2, 3, Agents, new DirichletLocalLaw(1)), 1);

    private static readonly JointPolicy Pair = new(new RandomisedGlobalPolicy(Game, Seen, 32), TestGames.RandomLocal(Game, 33));

    private static readonly RandomStream Rollout = new(34);

    [Fact]
    public void Start_observations_choices_rewards_and_moves_have_streams_of_their_own()
    {
        var pair = new DeployedPair(Game, Pair, Agents, drawRewards: true);
        (Episode episode, Twin twin) = (Used(pair), new Twin(pair));
        (long[] counts, RandomStream start) = (new long[3], Rollout.Split("start"));
        double[] law = new double[3];
        EpisodeLaw.Draw(Game.Initial.Local, start, law);
        MultinomialSampler.Sample(start, Agents, law, counts);
        var sampler = ObservationSampler.Of(Game, Seen);
        int[] seen = new int[3];
        for (int time = 0; time < Steps; time++)
        {
            twin.AssertSame(episode, time, counts);
            RandomStream observation = Rollout.Split("look", time);
            sampler.Draw(observation, twin.GlobalState, counts, seen);
            int action = Pair.Global.Start(pair.World, Rollout).Act(twin.GlobalState, seen, observation);
            Assert.Equal(action, episode.Act());
            Assert.Equal(
                pair.Drawn!.Step(Rollout.Split("reward", time), twin.GlobalState, action, counts, Agents, [1.0]),
                episode.Reward(action)
            );
            episode.Move(action);
            (int before, long[] next) = (twin.GlobalState, new long[3]);
            twin.Move(action);
            for (int state = 0; state < 3; state++)
            {
                pair.Moves(before, twin.GlobalState, state).AddSample(Rollout.Split("move", (time * 3) + state), counts[state], next);
            }

            counts = next;
        }
    }

    // More states than vectors have lanes.
    [Theory]
    [InlineData(LocalMoveOrder.Together)]
    [InlineData(LocalMoveOrder.AfterGlobal)]
    public void Moves_of_many_states_have_streams_of_their_own(LocalMoveOrder order)
    {
        const int States = 19;
        CooperativeGame game = TestGames.Random(36, 2, States, 500, new DirichletLocalLaw(1));
        var policy = new JointPolicy(new RandomisedGlobalPolicy(game, Seen, 32), TestGames.RandomLocal(game, 33));
        var pair = new DeployedPair(game, policy, 500, order);
        Episode episode = Used(pair);
        for (int time = 0; time < Steps; time++)
        {
            long[] counts = [.. episode.Counts];
            int before = episode.GlobalState;
            episode.Move(episode.Act());
            long[] next = new long[States];
            for (int state = 0; state < States; state++)
            {
                RandomStream move = Rollout.Split("move", (time * States) + state);
                pair.Moves(before, episode.GlobalState, state).AddSample(move, counts[state], next);
            }

            Assert.Equal(next, episode.Counts);
        }
    }

    [Fact]
    public void Clusters_start_observation_and_move_by_streams_of_their_own()
    {
        CooperativeGame game = Game.WithSampling(new ClusteredSampling(2));
        var pair = new DeployedPair(game, Pair, Agents);
        (Episode episode, Twin twin) = (Used(pair), new Twin(pair));
        var clusters = new Clusters(new ClusteredSampling(2), 3, Agents, Seen);
        (long[] counts, double[] law, int[] seen) = (new long[3], new double[3], new int[3]);
        RandomStream start = Rollout.Split("start");
        EpisodeLaw.Draw(game.Initial.Local, start, law);
        clusters.Start(start, law, counts);
        for (int time = 0; time < Steps; time++)
        {
            twin.AssertSame(episode, time, counts);
            RandomStream observation = Rollout.Split("look", time);
            clusters.Observe(observation, seen);
            int action = Pair.Global.Start(pair.World, Rollout).Act(twin.GlobalState, seen, observation);
            Assert.Equal(action, episode.Act());
            episode.Move(action);
            int before = twin.GlobalState;
            twin.Move(action);
            var step = new StepMoves(pair);
            step.Between(before, twin.GlobalState);
            clusters.Move(Rollout.Split("move", time), step, counts);
        }
    }

    // A particle filter takes chance for its start, for every observation and for every move: number 0, 1, 2, .. of its family.
    [Fact]
    public void Memory_starts_thinks_and_predicts_by_streams_of_its_own()
    {
        CooperativeGame plain = TestGames.Random(31, 2, 3, Agents, new DirichletLocalLaw(1));
        var plan = new EstimatePlan(TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(3, 5), (state, rank) => (state + rank) % 2));
        var policy = new RememberingPolicy(Seen, plan, new MemoryOptions { Filter = FilterKind.Particles, Particles = 8 });
        var pair = new DeployedPair(plain, new JointPolicy(policy, Pair.Local), Agents);
        Episode episode = Used(pair);
        var twin = new RememberingDispatcher(policy, policy.CreateFilter(pair.World.Kernels, plain.Initial.Local, Agents));
        twin.Start(Rollout.Split("memory", 0));
        int thoughts = 0;
        for (int time = 0; time < Steps; time++)
        {
            int globalState = episode.GlobalState;
            Assert.Equal(twin.Estimate, episode.Actor.Estimate);
            int action = episode.Act();
            Assert.Equal(twin.Choose(globalState, episode.Observation, Rollout.Split("memory", ++thoughts)), action);
            Assert.Equal(twin.Estimate, episode.Actor.Estimate);
            episode.Move(action);
            twin.Moved(globalState, Rollout.Split("memory", ++thoughts));
        }
    }

    // A dispatcher that remembers is shown nothing when an observation is lost.
    [Fact]
    public void An_episode_loses_observations_by_its_own_rollout()
    {
        CooperativeGame plain = TestGames.Random(31, 2, 3, Agents, new DirichletLocalLaw(1));
        var plan = new EstimatePlan(TabularGlobalPolicy.FromFunction(2, 2, new CountLattice(3, 5), (_, _) => 0));
        var policy = new JointPolicy(new RememberingPolicy(Seen, plan, new MemoryOptions()), Pair.Local);
        Episode episode = Used(new DeployedPair(plain, policy, Agents, disturbances: new Disturbances { LostObservations = 0.5 }));
        for (int time = 0; time < 20; time++)
        {
            int action = episode.Act();
            Assert.Equal(Rollout.Split("lost look", time).NextDouble() < 0.5, !episode.Observation.ContainsAnyExcept(0));
            episode.Move(action);
        }
    }

    [Fact]
    public void Losses_and_shocks_have_a_stream_for_every_step()
    {
        var disturbances = new Disturbances
        {
            LostObservations = 0.5,
            ShockShare = 0.5,
            ShockEvery = 1,
        };
        var world = new DisturbedWorld(disturbances, 3);
        world.Start(Rollout);
        for (int time = 0; time < 40; time++)
        {
            int[] observation = [1, 2, 3];
            world.Pass(observation, time, forgets: false);
            Assert.Equal(Rollout.Split("lost look", time).NextDouble() < 0.5, observation[0] == 0);

            long[] counts = [20, 30, 50];
            world.Shock(counts, time);
            RandomStream chance = Rollout.Split("shock", time);
            long[] expected = [20, 30, 50];
            int target = (int)chance.NextBelow(3);
            for (int state = 0; state < 3; state++)
            {
                long leaving = BinomialSampler.Sample(chance, expected[state], 0.5);
                expected[state] -= leaving;
                expected[target] += leaving;
            }

            Assert.Equal(expected, counts);
        }
    }

    // A workspace that has played another episode to some step: nothing of it may be left.
    private static Episode Used(DeployedPair pair)
    {
        var episode = new Episode(pair);
        episode.Start(new RandomStream(35));
        for (int time = 0; time < 4; time++)
        {
            episode.Move(episode.Act());
        }

        episode.Start(Rollout);
        return episode;
    }

    /// <summary>The global state, one uniform a step.</summary>
    private sealed class Twin
    {
        private readonly CooperativeGame game;
        private readonly RandomStream chance = Rollout.Split("global state");

        public Twin(DeployedPair pair)
        {
            game = pair.Game;
            GlobalState = CategoricalSampler.Sample(chance.NextDouble(), game.Initial.Global.AsSpan());
        }

        public int GlobalState { get; private set; }

        public void Move(int action) =>
            GlobalState = CategoricalSampler.Sample(chance.NextDouble(), game.GlobalTransition(GlobalState, action));

        public void AssertSame(Episode episode, int time, long[] counts)
        {
            Assert.Equal(time, episode.Time);
            Assert.Equal(GlobalState, episode.GlobalState);
            Assert.Equal(counts, episode.Counts);
        }
    }
}
