using System.Text.Json;
using Antiphon.Planning;
using Antiphon.Policies;
using Antiphon.Populations;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Those who watch a session receive each step once and in order, with its reasons wherever they are known.</summary>
public class KeptStepTests : ServerTest
{
    private static readonly AlphaVectorPolicy Vectors = new(
        5,
        new AlphaVectorPlanner(new AlphaVectorOptions { MaximumBackups = 20, Threads = 1 }).Solve(Game, LocalPolicy.Uniform(Game)).Vectors,
        Game
    );

    private static PolicySource[] Served =>
        [
            Source("linear", Game, Pair(Game, Remembering(FilterKind.Linear))),
            Source("table", Game, Pair(Game, Table(Game, 5))),
            Source("vectors", Game, Pair(Game, Vectors)),
        ];

    [Fact]
    public async Task Steps_of_another_server_arrive_before_the_next_one_of_this_server()
    {
        var store = SqlStore.Open("memory", TimeProvider.System, Log);
        await Start(store, Served);
        string id = await Open("table");
        await Step("table", id);
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        await watched.Next("step");
        StepRow step = (await store.Find(id))!.Steps[0];
        Assert.True(await store.Append(id, step with { Number = 1 }, null));
        Assert.True(await store.Append(id, step with { Number = 2 }, null));
        await Step("table", id);
        for (int number = 1; number < 4; number++)
        {
            Assert.Equal(number, (await watched.Next("step")).GetProperty("step").GetInt32());
        }
    }

    /// <summary>The store has the step when the connection begins, but not its reasons.</summary>
    [Fact]
    public async Task A_step_that_is_taken_while_a_connection_begins_keeps_its_reasons()
    {
        var store = new HookedStore(SqlStore.Open("memory", TimeProvider.System, Log));
        await Start(store, Served);
        string id = await Open("linear");
        await Step("linear", id);
        bool isFirst = true;
        store.BeforeSteps = async () =>
        {
            if (isFirst)
            {
                isFirst = false;
                await Step("linear", id);
                await Step("linear", id);
            }
        };
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        await RequireReasons(watched, 0);
        await RequireReasons(watched, 1);
        await RequireReasons(watched, 2);
    }

    /// <summary>The store has the step, but this server has not told of it when it looks for steps of other servers.</summary>
    [Fact]
    public async Task A_step_that_is_found_in_the_store_before_it_is_told_keeps_its_reasons()
    {
        var store = new HookedStore(SqlStore.Open("memory", TimeProvider.System, Log));
        await Start(Options with { Time = new FastClock() }, store, Served);
        string id = await Open("linear");
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        var found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.AfterSteps = rows =>
        {
            if (rows is { Count: > 0 })
            {
                found.TrySetResult();
            }

            return Task.CompletedTask;
        };

        // A connection that looked just before waits for this request, and would not look again: then there is nothing to wait for.
        store.AfterAppend = () => Task.WhenAny(found.Task, Task.Delay(TimeSpan.FromSeconds(1)));
        await Step("linear", id);
        await RequireReasons(watched, 0);
        await Step("linear", id);
        await RequireReasons(watched, 1);
    }

    [Fact]
    public async Task Of_steps_before_the_latest_the_reasons_are_said_to_be_lost()
    {
        ServerOptions options = Options with { Store = In("sessions.db") };
        await Start(options, Served);
        string id = await Open("linear");
        for (int step = 0; step < 3; step++)
        {
            await Step("linear", id);
        }

        await Start(options, Served);
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        for (int step = 0; step < 2; step++)
        {
            JsonElement lost = await watched.Next("step");
            Assert.True(lost.GetProperty("reasonsLost").GetBoolean());
            Assert.False(lost.TryGetProperty("deviation", out _));
        }

        await RequireReasons(watched, 2);
    }

    [Fact]
    public async Task Reasons_that_follow_from_the_question_are_never_lost()
    {
        await Start(Options, Served);
        string id = await Open("vectors");
        string table = await Open("table");
        for (int step = 0; step < 3; step++)
        {
            await Step("vectors", id);
            await Step("table", table);
        }

        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        await using ReceivedEvents plain = await Watch(table);
        await plain.Next("session");
        for (int step = 0; step < 3; step++)
        {
            JsonElement told = await watched.Next("step");
            Assert.Equal(Game.GlobalActions, told.GetProperty("values").GetArrayLength());
            Assert.Equal(Game.LocalStates, told.GetProperty("estimate").GetArrayLength());
            Assert.All([told, await plain.Next("step")], each => Assert.False(each.TryGetProperty("reasonsLost", out _)));
        }
    }

    [Fact]
    public async Task Numbers_that_are_not_finite_are_told_as_null_and_refuse_no_decision()
    {
        var scripted = new ScriptedPolicy(Game, 2, step => new ActionReasons
        {
            Belief = [double.NaN, 0.5, 0.5, 0, 0],
            Deviations = [double.PositiveInfinity, 0, 0, 0, 0],
            Values = [double.NaN, double.NegativeInfinity, 3, 1, 2],
            Test = new ModelTest(double.NaN, 4, 20, step > 0),
        });
        await Start(Options, Source("linear", Game, Pair(Game, scripted)));
        string id = await Open("linear");
        await using ReceivedEvents watched = await Watch(id);
        await watched.Next("session");
        await Step("linear", id);
        JsonElement told = await watched.Next("step");
        Assert.Equal(2, told.GetProperty("action").GetInt32());
        Assert.Equal("[null,0.5,0.5,0,0]", told.GetProperty("estimate").GetRawText());
        Assert.Equal("[null,0,0,0,0]", told.GetProperty("deviation").GetRawText());
        Assert.Equal("[null,null,3,1,2]", told.GetProperty("values").GetRawText());
        Assert.Equal(JsonValueKind.Null, told.GetProperty("test").GetProperty("score").ValueKind);
        Assert.False(told.TryGetProperty("reward", out _));
    }

    private static async Task RequireReasons(ReceivedEvents watched, int number)
    {
        JsonElement told = await watched.Next("step");
        Assert.Equal(number, told.GetProperty("step").GetInt32());
        Assert.Equal(Game.LocalStates, told.GetProperty("deviation").GetArrayLength());
        Assert.True(told.TryGetProperty("test", out _));
        Assert.False(told.TryGetProperty("reasonsLost", out _));
    }

    private async Task Step(string policy, string id) =>
        (await Post($"/v1/sessions/{id}/decisions", Question(0, policy == "linear" ? [1, 1, 0, 0, 0] : [5, 0, 0, 0, 0]))).Succeeded();
}
