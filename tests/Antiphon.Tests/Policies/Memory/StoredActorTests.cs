using Antiphon.Games;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Simulation;

namespace Antiphon.Tests.Policies.Memory;

/// <summary>A dispatcher that is put aside and restored goes on to the bit.</summary>
public class StoredActorTests
{
    private const int Steps = 30;

    [Theory]
    [InlineData(FilterKind.Linear)]
    [InlineData(FilterKind.Dirichlet)]
    [InlineData(FilterKind.Flow)]
    [InlineData(FilterKind.Particles)]
    [InlineData(FilterKind.LastObservation)]
    public void Every_filter_goes_on_as_if_nothing_had_happened(FilterKind filter)
    {
        CooperativeGame game = BuiltInGames.Get("warehouse-flat").WithAgents(100);
        var plan = EstimatePlan.Mode(game);
        var policy = new RememberingPolicy(3, plan, new MemoryOptions { Filter = filter, Particles = 40 });
        var pair = new DeployedPair(game, new JointPolicy(policy, LocalPolicy.Uniform(game)), game.Agents);
        var episode = new Episode(pair);
        RandomStream rollout = new RandomStream(3).Split("test");
        episode.Start(rollout);
        IGlobalActor former = policy.Start(pair.World, rollout);
        for (int step = 0; step < Steps; step++)
        {
            int globalState = episode.GlobalState;
            int expected = episode.Act();

            // Every step is taken by an actor that was just made; surprises raise the alarm on the way.
            IGlobalActor actor = Restored(policy, pair.World, rollout, former);
            int[] observation = step % 7 == 6 ? [0, 0, 0, 0, 0] : episode.Observation.ToArray();
            int action = actor.Act(globalState, observation, new RandomStream(0));
            Assert.Equal(former.Act(globalState, observation, new RandomStream(0)), action);
            Assert.Equal(former.Estimate.ToArray(), actor.Estimate.ToArray());
            Assert.Equal(former.Alarmed, actor.Alarmed);
            actor = Restored(policy, pair.World, rollout, actor);
            actor.Moved(globalState);
            former.Moved(globalState);
            Assert.Equal(former.Estimate.ToArray(), actor.Estimate.ToArray());
            former = actor;
            episode.Move(expected);
        }
    }

    private static IGlobalActor Restored(GlobalPolicy policy, DeployedWorld world, RandomStream episode, IGlobalActor actor)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        ((IStoredActor)actor).Save(writer);
        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        IGlobalActor restored = policy.Start(world, episode);
        ((IStoredActor)restored).Restore(reader);
        Assert.Equal(bytes.Length, bytes.Position);
        return restored;
    }
}
