using System.Text.Json;
using Antiphon.Numerics;
using Antiphon.Policies;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Sessions of policies that cannot put aside what they remember: every step is kept, and gone through after a restart.</summary>
public class LongSessionTests : ServerTest
{
    private const int Steps = 2500;
    private const string StepsTable = "antiphon_steps";

    /// <summary>The first request, of many at once, loads the session for all.</summary>
    [Fact]
    public async Task A_session_is_loaded_once_however_many_ask_for_it()
    {
        await Write();
        var policy = new SummingPolicy();
        await Start(OnDisk, Source("sum", Game, Pair(Game, policy)));
        int before = policy.Started;
        Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Get("/v1/sessions/aa")));
        Assert.All(answers, answer => Assert.Equal(Steps, answer.Succeeded().GetProperty("steps").GetInt32()));
        Assert.Equal(before + 1, policy.Started);
        JsonElement next = (await Post("/v1/sessions/aa/decisions", Question(0, [3, 2, 0, 0, 0]))).Succeeded();
        Assert.Equal((Steps, SummingPolicy.After(Steps, 3)), (next.GetProperty("step").GetInt32(), next.GetProperty("action").GetInt32()));
    }

    /// <summary>More steps than are read at once, and exactly as many.</summary>
    [Theory]
    [InlineData(Steps)]
    [InlineData(2000)]
    [InlineData(1000)]
    [InlineData(999)]
    [InlineData(0)]
    public async Task All_steps_are_read_in_order(int steps)
    {
        await Write(steps);
        await using var store = SqlStore.Open(In("sessions.db"), TimeProvider.System, Log);
        StoredSession found = (await store.Find("aa"))!;
        Assert.Equal(Enumerable.Range(0, steps).Select(number => (long)number), found.Steps.Select(step => step.Number));
        Assert.Equal(
            Enumerable.Range(0, steps).Skip(700).Select(number => (long)number),
            (await store.StepsAfter("aa", 699))!.Select(step => step.Number)
        );
        Assert.Null(await store.Find("bb"));
    }

    // A session is written as a server does, faster.
    private async Task Write(int steps = Steps)
    {
        await Start(OnDisk, Source("sum", Game, Pair(Game, new SummingPolicy())));
        string id = await Open("sum");
        string body = Question(0, [1, 4, 0, 0, 0]);
        (await Post($"/v1/sessions/{id}/decisions", body)).Succeeded();
        await Stop();
        await InStore(sql =>
        {
            sql.Execute("UPDATE antiphon_sessions SET id = 'aa'");
            sql.Execute($"UPDATE {StepsTable} SET session = 'aa'");
            for (long number = 1; number < steps; number++)
            {
                sql.Execute(
                    $"INSERT INTO {StepsTable} SELECT session, @p0, taken, NULL, question, @p1, estimate "
                        + $"FROM {StepsTable} WHERE number = 0",
                    number,
                    (long)SummingPolicy.After((int)number, 1)
                );
            }

            return sql.Execute($"DELETE FROM {StepsTable} WHERE number >= @p0", (long)steps);
        });
    }

    /// <summary>Acts by the sum of what it observed of one zone.</summary>
    private sealed class SummingPolicy() : GlobalPolicy(5, Game.GlobalActions)
    {
        private int started;

        public int Started => Volatile.Read(ref started);

        public override bool Remembers => true;

        /// <summary>Its action after observations of one agent, then one of some.</summary>
        public static int After(int observations, int latest) => (observations + latest) % 5;

        public override IGlobalActor Start(DeployedWorld world, RandomStream episode)
        {
            Interlocked.Increment(ref started);
            return new Actor();
        }

        private sealed class Actor : IGlobalActor
        {
            private int sum;

            public int Act(int globalState, ReadOnlySpan<int> observation, RandomStream stream) => (sum += observation[0]) % 5;

            public void Moved(int globalState) { }
        }
    }
}
