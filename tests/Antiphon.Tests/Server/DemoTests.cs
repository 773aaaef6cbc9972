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

    [Fact]
    public async Task The_first_step_is_shown_before_it_is_over()
    {
        await Start(Options with { Demo = Demo }, Policies);
        await using ReceivedEvents watched = await WatchDemo();
        JsonElement first = await watched.Next("fleet");
        Assert.Equal((0, 0), (first.GetProperty("step").GetInt32(), first.GetProperty("since").GetInt32()));
        Assert.Equal(first.GetProperty("advice").GetInt32(), first.GetProperty("action").GetInt32());
        Assert.Equal(Subsample, first.GetProperty("observation").EnumerateArray().Sum(count => count.GetInt32()));
    }

    [Fact]
    public async Task An_n_that_is_changed_during_a_training_is_kept()
    {
        using var trains = new SemaphoreSlim(0);
        await using ReceivedEvents watched = await Training(trains);
        await Change("""{"n": 20}""");
        trains.Release();
        JsonElement begun = await Becomes(watched, fleet => fleet.GetProperty("k").GetInt32() == 4);
        Assert.Equal((20, ""), (begun.GetProperty("n").GetInt64(), begun.GetProperty("notice").GetString()));
    }

    [Fact]
    public async Task A_person_who_dispatches_when_a_training_ends_is_not_interrupted()
    {
        using var trains = new SemaphoreSlim(0);
        await using ReceivedEvents watched = await Training(trains);
        await Change("""{"taken": true}""");
        trains.Release();
        JsonElement ready = await Becomes(watched, fleet => Notice(fleet).Contains("is trained", StringComparison.Ordinal));
        Assert.Equal((Subsample, true), (ready.GetProperty("k").GetInt32(), ready.GetProperty("taken").GetBoolean()));
        await Change("""{"taken": false}""");
        await Becomes(watched, fleet => fleet.GetProperty("k").GetInt32() == 4 && Notice(fleet).Length == 0);
    }

    [Fact]
    public async Task Who_goes_back_to_the_former_k_during_a_training_stays_there()
    {
        using var trains = new SemaphoreSlim(0);
        await using ReceivedEvents watched = await Training(trains);
        await Change($$"""{"k": {{Subsample}}}""");
        await Becomes(watched, fleet => Notice(fleet).Length == 0);
        trains.Release();

        // The pair is there when it is asked for again, and nothing began by itself before.
        await Change("""{"speed": 60}""");
        JsonElement later = await Becomes(watched, fleet => fleet.GetProperty("step").GetInt32() > 30);
        Assert.Equal(Subsample, later.GetProperty("k").GetInt32());
    }

    [Fact]
    public async Task What_is_refused_during_a_training_changes_nothing()
    {
        using var trains = new SemaphoreSlim(0);
        await using ReceivedEvents watched = await Training(trains);
        Assert.Equal("k", (await Post("/v1/demo", """{"k": 5, "speed": 0, "taken": true}""")).Refused(HttpStatusCode.Conflict));
        await Change("{}");
        JsonElement fleet = await Becomes(watched, _ => true);
        Assert.Equal((true, false), (fleet.GetProperty("speed").GetInt32() > 0, fleet.GetProperty("taken").GetBoolean()));
        trains.Release();
    }

    [Fact]
    public async Task A_training_that_fails_says_why_until_another_population_begins()
    {
        await Start(Options with { Demo = Demo with { Train = (_, _) => throw new InvalidOperationException("no luck") } }, Policies);
        await using ReceivedEvents watched = await WatchDemo();
        await Change("""{"k": 4}""");
        await Becomes(watched, fleet => Notice(fleet) == "No pair with k = 4: no luck");
        await Change("""{"restart": true}""");
        await Becomes(watched, fleet => Notice(fleet).Length == 0);
    }

    [Fact]
    public async Task No_more_than_a_number_of_connections_watch()
    {
        await using var loop = new FleetLoop(Demo, TimeProvider.System);
        var watching = new List<StepQueue>();
        for (int number = 0; number < WatchLimit.Most; number++)
        {
            watching.Add(loop.Join());
        }

        Assert.Equal(429, Assert.Throws<ProblemException>(loop.Join).Status);
        loop.Leave(watching[0]);
        loop.Join();
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

    // A training with k = 4 is under way, which ends when the semaphore is released.
    private async Task<ReceivedEvents> Training(SemaphoreSlim trains)
    {
        FleetDemo slow = Demo with
        {
            Train = (k, cancellation) =>
            {
                trains.Wait(cancellation);
                return Pair(Game, Table(Game, k));
            },
        };
        await Start(Options with { Demo = slow }, Policies);
        ReceivedEvents watched = await WatchDemo();
        await Change("""{"k": 4}""");
        await Becomes(watched, fleet => Notice(fleet).StartsWith("A pair is trained with k = 4", StringComparison.Ordinal));
        return watched;
    }

    private static string Notice(JsonElement fleet) => fleet.GetProperty("notice").GetString()!;

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
