using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Antiphon.Evaluation;
using Antiphon.Games;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Tests.Reference;

namespace Antiphon.Tests.Policies.Memory;

public class MemoryFileTests
{
    private static readonly CooperativeGame Game = new RandomGame(5)
    {
        LocalStates = 3,
        GlobalActions = 4,
        LocalActions = 3,
        Agents = 9,
    }.Create();

    [Theory]
    [InlineData(FilterKind.Linear, PlanReading.Nearest, 0, false)]
    [InlineData(FilterKind.Dirichlet, PlanReading.Interpolated, 3, true)]
    [InlineData(FilterKind.Particles, PlanReading.Expected, 9, true)]
    [InlineData(FilterKind.LastObservation, PlanReading.Expected, 1, false)]
    public void Policies_that_remember_survive_a_file_to_the_bit(FilterKind filter, PlanReading reading, int observations, bool values)
    {
        JointPolicy policy = Pair(
            observations,
            new MemoryOptions
            {
                Filter = filter,
                Reading = reading,
                Particles = 17,
                Watch = values,
            },
            values
        );
        JointPolicy back = PolicyFile.Parse(PolicyFile.Write(policy, Game), "test.json", Game);
        Assert.True(policy.SameAs(back));
        Assert.Equal(PolicyHash.Compute(policy, Game), PolicyHash.Compute(back, Game));
        Assert.False(
            PolicyHash.Compute(policy, Game)
                == PolicyHash.Compute(policy with { Global = ((RememberingPolicy)policy.Global).Plan.Table! }, Game)
        );
    }

    [Fact]
    public void What_is_wrong_with_a_memory_is_named()
    {
        Refuses(
            memory => memory["filter"] = "sextant",
            "memory.filter",
            "\"sextant\"",
            "linear or dirichlet or particles or last observation or flow"
        );
        Refuses(memory => memory["read"] = 3, "memory.read");
        Refuses(memory => memory["plan"] = 10, "memory.plan", "from 1 to 9");
        Refuses(memory => memory["plan"] = 5, "globalPolicy[0]");
        Refuses(memory => memory["particles"] = 0, "memory.particles");
        Refuses(memory => memory["watch"] = "yes", "memory.watch");
        Refuses(memory => memory["colour"] = "red", "colour");
        Refuses(memory => memory.Remove("watch"), "watch");
        Refuses(memory => memory["actionValues"] = new JsonArray(new JsonArray(1.0)), "action values");
    }

    [Fact]
    public void Without_memory_no_observation_at_all_is_refused()
    {
        JsonObject root = JsonNode.Parse(PolicyFile.Write(Pair(0, new MemoryOptions(), values: false), Game))!.AsObject();
        root.Remove("memory");
        Assert.Contains(
            "subsample",
            Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(root.ToJsonString(), "test.json", Game)).Message,
            StringComparison.Ordinal
        );
        root["memory"] = 3;
        Assert.Contains(
            "an object",
            Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(root.ToJsonString(), "test.json", Game)).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_global_agent_that_remembers_cannot_be_uniform()
    {
        JsonObject root = JsonNode.Parse(PolicyFile.Write(Pair(1, new MemoryOptions(), values: false), Game))!.AsObject();
        root["globalPolicy"] = "uniform";
        Assert.Contains(
            "globalPolicy",
            Assert.Throws<InvalidPolicyException>(() => PolicyFile.Parse(root.ToJsonString(), "test.json", Game)).Message,
            StringComparison.Ordinal
        );
    }

    private static void Refuses(Action<JsonObject> damage, params string[] parts)
    {
        JsonObject root = JsonNode.Parse(PolicyFile.Write(Pair(2, new MemoryOptions(), values: false), Game))!.AsObject();
        damage(root["memory"]!.AsObject());
        InvalidInputException error = Assert.ThrowsAny<InvalidInputException>(() =>
            PolicyFile.Parse(root.ToJsonString(), "test.json", Game)
        );
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static JointPolicy Pair(int observations, MemoryOptions memory, bool values)
    {
        var random = new SmallRandom((ulong)observations);
        var table = TabularGlobalPolicy.FromFunction(2, 4, new CountLattice(3, 4), (_, _) => random.Below(4));
        ImmutableArray<double>[]? known = values
            ?
            [
                [.. random.Values(60)],
                [.. random.Values(60)],
            ]
            : null;
        return new JointPolicy(
            new RememberingPolicy(observations, new EstimatePlan(table, known), memory),
            LocalPolicy.Create(3, 2, 3, [.. Enumerable.Range(0, 6).SelectMany(_ => random.Law(3))])
        );
    }
}
