using Antiphon.Games;
using Antiphon.Learning;
using Antiphon.Numerics;

namespace Antiphon.Tests.Learning;

/// <summary>
/// Each kind of chance of a continuous episode has a stream of its own, named by its purpose. A game and actors that take one number
/// whenever they are called, and write it down, show which.
/// </summary>
public class ContinuousStreamTests
{
    private const int Steps = 5;

    private readonly Dictionary<string, List<ulong>> taken = new(StringComparer.Ordinal);

    [Fact]
    public void Every_kind_of_chance_takes_its_numbers_from_its_own_stream()
    {
        var game = new Recorder(this);
        ContinuousEpisode episode = Used(game);
        var rollout = new RandomStream(5);
        taken.Clear();
        episode.Start(rollout);
        (RandomStream observations, SubsetSampler subsets, double[] observation) = (
            rollout.Split("look"),
            new SubsetSampler(game.Agents),
            new double[game.Features.Size]
        );
        for (int step = 0; step < Steps; step++)
        {
            game.Features.Mean(episode.Locals, game.Agents, subsets.Draw(3, observations), observation);
            _ = episode.ActGlobally();
            Assert.Equal(observation, episode.Observation);
            episode.ActLocally();
            episode.Move();
        }

        Assert.Equal(
            ["global action", "global move", "local action", "local move", "start"],
            taken.Keys.Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        foreach ((string purpose, List<ulong> numbers) in taken)
        {
            RandomStream stream = rollout.Split(purpose);
            Assert.Equal([.. Enumerable.Range(0, purpose == "start" ? 1 : Steps).Select(_ => stream.NextUInt64())], numbers);
        }
    }

    // A workspace in which another episode was played, so that its order of agents is no longer the first.
    private ContinuousEpisode Used(Recorder game)
    {
        var episode = new ContinuousEpisode(game, new ContinuousPair(new RecordingGlobal(this), new RecordingLocal(this), 3));
        episode.Start(new RandomStream(6));
        for (int step = 0; step < Steps; step++)
        {
            _ = episode.ActGlobally();
        }

        return episode;
    }

    private void Take(string purpose, RandomStream random)
    {
        if (!taken.TryGetValue(purpose, out List<ulong>? numbers))
        {
            taken[purpose] = numbers = [];
        }

        numbers.Add(random.NextUInt64());
    }

    private sealed class Recorder(ContinuousStreamTests owner) : ContinuousGame
    {
        private readonly MagnetGame game = new(8);

        public override string Name => game.Name;

        public override double Discount => game.Discount;

        public override int Agents => game.Agents;

        public override Box GlobalStates => game.GlobalStates;

        public override Box LocalStates => game.LocalStates;

        public override IReadOnlyList<string> GlobalActions => game.GlobalActions;

        public override IReadOnlyList<string> LocalActions => game.LocalActions;

        public override PopulationFeatures Features => game.Features;

        public override void Start(RandomStream random, Span<double> global, Span<double> locals)
        {
            owner.Take("start", random);
            game.Start(random, global, locals);
        }

        public override void MoveGlobal(ReadOnlySpan<double> global, int action, RandomStream random, Span<double> next)
        {
            owner.Take("global move", random);
            game.MoveGlobal(global, action, random, next);
        }

        // Nothing but the number is taken, so that the next step's is the next of the stream.
        public override void MoveLocals(
            ReadOnlySpan<double> global,
            ReadOnlySpan<int> actions,
            RandomStream random,
            Span<double> locals
        ) => owner.Take("local move", random);

        public override double GlobalReward(ReadOnlySpan<double> global, int action) => 0;

        public override void LocalRewards(
            ReadOnlySpan<double> global,
            ReadOnlySpan<double> locals,
            ReadOnlySpan<int> actions,
            Span<double> rewards
        ) => rewards.Clear();
    }

    private sealed class RecordingGlobal(ContinuousStreamTests owner) : ContinuousGlobalPolicy, IContinuousGlobalActor
    {
        public int Act(ReadOnlySpan<double> global, ReadOnlySpan<double> observation, RandomStream random)
        {
            owner.Take("global action", random);
            return 0;
        }

        public override IContinuousGlobalActor Actor(ContinuousGame game) => this;
    }

    private sealed class RecordingLocal(ContinuousStreamTests owner) : ContinuousLocalPolicy, IContinuousLocalActor
    {
        public void Act(ReadOnlySpan<double> global, ReadOnlySpan<double> locals, RandomStream random, Span<int> actions)
        {
            owner.Take("local action", random);
            actions.Clear();
        }

        public override IContinuousLocalActor Actor(ContinuousGame game) => this;
    }
}
