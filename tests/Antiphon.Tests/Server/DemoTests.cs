using System.Net;
using System.Text.Json;
using Antiphon.Policies;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>The simulated population that people play with.</summary>
public class DemoTests : ServerTest
{
    private const int Subsample = 3;

    private static readonly JointPolicy Trained = Pair(Game, Table(Game, Subsample));
    private static readonly JointPolicy Blind = Pair(Game, new BlindPolicy(1, Game.GlobalActions, [0, 1, 2, 3, 4]));

    private static FleetDemo Demo => new(Game, Subsample, Trained, Blind, (k, _) => Pair(Game, Table(Game, k)));

    private protected override IReadOnlyList<PolicySource> Policies => [Source("table", Game, Trained)];

    [Fact]
    public void A_person_earns_what_the_trained_dispatcher_earns_until_they_take_over()
    {
        Fleet fleet = NewFleet();
        for (int step = 0; step < 30; step++)
        {
            fleet.Step();
            Assert.Equal(fleet.Arms[0].Total, fleet.Arms[1].Total);
            Assert.Equal(fleet.Arms[0].Episode.Counts, fleet.Arms[1].Episode.Counts);
        }

        fleet.Compare();
        fleet.Steering.Action = (fleet.Shown.Action + 1) % Game.GlobalActions;
        fleet.Step();
        Assert.Equal(fleet.Steering.Action, fleet.Shown.Action);
        Assert.Equal(fleet.Steering.Advice, fleet.Arms[0].Action);
        Assert.Equal(30, fleet.Since);
        fleet.Steering.Action = null;
        fleet.Step();
        Assert.Equal(fleet.Steering.Advice, fleet.Shown.Action);
    }

    [Fact]
    public void A_shock_moves_agents_to_one_state_the_same_in_all_populations()
    {
        Fleet fleet = NewFleet();
        fleet.Step();
        fleet.Shock(1);
        Assert.All(fleet.Arms, arm => Assert.Equal(Game.Agents, arm.Episode.Counts.ToArray().Max()));
        Assert.Single(fleet.Arms.Select(arm => arm.Episode.Mode).Distinct());
    }

    [Fact]
    public async Task Speed_n_k_and_the_dispatcher_are_changed_while_it_runs()
    {
        await Start(Options with { Demo = Demo }, Policies);
        await using ReceivedEvents watched = await WatchDemo();
        JsonElement first = await watched.Next("fleet");
        Assert.Equal((Subsample, Game.Agents), (first.GetProperty("k").GetInt32(), first.GetProperty("n").GetInt64()));
        await Change("""{"speed": 60}""");
        await Becomes(watched, fleet => fleet.GetProperty("step").GetInt32() > 5);
        await Change("""{"taken": true, "action": 2}""");
        await Becomes(watched, fleet => fleet.GetProperty("taken").GetBoolean() && fleet.GetProperty("action").GetInt32() == 2);
        await Change("""{"n": 10}""");
        JsonElement small = await Becomes(watched, fleet => fleet.GetProperty("n").GetInt64() == 10);
        Assert.Equal(
            (10, false),
            (small.GetProperty("counts").EnumerateArray().Sum(count => count.GetInt64()), small.GetProperty("taken").GetBoolean())
        );
        await Change("""{"k": 4}""");
        await Becomes(watched, fleet => fleet.GetProperty("k").GetInt32() == 4 && fleet.GetProperty("notice").GetString()!.Length == 0);
        await Change("""{"shock": true, "restart": true}""");
    }

    [Theory]
    [InlineData("""{"speed": 61}""", "speed")]
    [InlineData("""{"k": 0}""", "k")]
    [InlineData("""{"n": 2}""", "k")]
    [InlineData("""{"action": 5}""", "action")]
    [InlineData("""{"taken": 1}""", "taken")]
    [InlineData("""{"more": 1}""", "more")]
    public async Task What_cannot_be_is_refused(string body, string field)
    {
        await Start(Options with { Demo = Demo }, Policies);
        Assert.Equal(field, (await Post("/v1/demo", body)).Refused(HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_server_without_a_demonstration_says_so()
    {
        Assert.Empty((await Get("/v1/demo")).Succeeded().EnumerateObject());
        Assert.Equal("path", (await Post("/v1/demo", "{}")).Refused(HttpStatusCode.NotFound));
        Assert.Equal("path", (await Get("/v1/demo/events")).Refused(HttpStatusCode.NotFound));
    }

    private static Fleet NewFleet() => new(Game, Game.Agents, Trained, Blind, seed: 5);

    private async Task Change(string body) => Assert.Equal(HttpStatusCode.NoContent, (await Post("/v1/demo", body)).Status);

    private static async Task<JsonElement> Becomes(ReceivedEvents watched, Func<JsonElement, bool> holds)
    {
        JsonElement fleet = await watched.Next("fleet");
        while (!holds(fleet))
        {
            fleet = await watched.Next("fleet");
        }

        return fleet;
    }
}
