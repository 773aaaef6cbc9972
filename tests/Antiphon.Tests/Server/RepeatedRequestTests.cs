using System.Net;
using System.Text.Json;
using Antiphon.Populations;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Requests that are sent again with their key, and the number of sessions.</summary>
public class RepeatedRequestTests : ServerTest
{
    private const string OpenLinear = """{"policy": "linear"}""";

    private static PolicySource[] Served =>
        [Source("linear", Game, Pair(Game, Remembering(FilterKind.Linear))), Source("table", Game, Pair(Game, Table(Game, 5)))];

    /// <summary>At every age: the answer while the step is kept, then a refusal that says so, also after a restart.</summary>
    [Theory]
    [InlineData("linear")]
    [InlineData("table")]
    public async Task The_key_of_an_earlier_step_gets_its_answer_or_is_refused(string policy)
    {
        const int steps = 130;
        await Start(OnDisk, Served);
        string path = $"/v1/sessions/{await Open(policy)}/decisions";
        int[] observation = policy == "linear" ? [1, 1, 0, 0, 0] : [5, 0, 0, 0, 0];
        var answers = new List<string>();
        for (int step = 0; step < steps; step++)
        {
            answers.Add((await Post(path, Body(step), $"{step}")).Succeeded().GetRawText());
        }

        foreach (bool restarts in (bool[])[false, true])
        {
            if (restarts)
            {
                await Start(OnDisk, Served);
            }

            // The latest snapshot was put aside after step 127, so that steps from 64 on are kept.
            for (int step = 0; step < steps; step++)
            {
                Answer again = await Post(path, Body(step), $"{step}");
                if (step < 64)
                {
                    Assert.Equal("Idempotency-Key", again.Refused(HttpStatusCode.Gone));
                }
                else
                {
                    Assert.Equal(answers[step], again.Succeeded().GetRawText());
                }
            }

            Assert.Equal("Idempotency-Key", (await Post(path, Body(1), "70")).Refused(HttpStatusCode.UnprocessableEntity));
        }

        Assert.Equal(steps, (await Post(path, Body(0), "new")).Succeeded().GetProperty("step").GetInt32());

        string Body(int step) => Question(step % 5, observation);
    }

    [Fact]
    public async Task Opening_a_session_again_with_its_key_opens_none()
    {
        await Start(OnDisk, Served);
        Answer first = await Post("/v1/sessions", OpenLinear, "key");
        JsonElement opened = first.Succeeded(HttpStatusCode.Created);
        string id = opened.GetProperty("session").GetString()!;
        Answer[] together = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Post("/v1/sessions", OpenLinear, "key")));
        Assert.All(together, again => Assert.Equal((first.Status, first.Text), (again.Status, again.Text)));
        (await Post($"/v1/sessions/{id}/decisions", Question(0, [1, 1, 0, 0, 0]), "key")).Succeeded();
        await Start(OnDisk, Served);
        Assert.Equal(first.Text, (await Post("/v1/sessions", OpenLinear, "key")).Text);
        ulong seed = opened.GetProperty("seed").GetUInt64();
        Assert.Equal(first.Text, (await Post("/v1/sessions", $$"""{"policy": "linear", "seed": {{seed}}}""", "key")).Text);
        foreach (string other in (string[])["""{"policy": "table"}""", $$"""{"policy": "linear", "seed": {{seed + 1}}}"""])
        {
            Assert.Equal("Idempotency-Key", (await Post("/v1/sessions", other, "key")).Refused(HttpStatusCode.UnprocessableEntity));
        }

        Assert.NotEqual(first.Text, (await Post("/v1/sessions", OpenLinear, "other key")).Text, StringComparer.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await Send(HttpMethod.Delete, $"/v1/sessions/{id}")).Status);
        Assert.NotEqual(first.Text, (await Post("/v1/sessions", OpenLinear, "key")).Text, StringComparer.Ordinal);
    }

    /// <summary>One caller cannot come to another's session by guessing its key.</summary>
    [Fact]
    public async Task Callers_with_the_same_key_have_sessions_of_their_own()
    {
        await Start(OnDisk, Served);
        Answer[] answers = await Task.WhenAll(
            ((string?[])[null, "alice", "bob"]).Select(bearer => Send(HttpMethod.Post, "/v1/sessions", OpenLinear, "key", bearer))
        );
        Assert.Equal(
            3,
            answers
                .Select(answer => answer.Succeeded(HttpStatusCode.Created).GetProperty("session").GetString())
                .Distinct(StringComparer.Ordinal)
                .Count()
        );
    }

    [Fact]
    public async Task No_more_sessions_are_open_than_may_be_and_no_fewer()
    {
        const int most = 10;
        ServerOptions options = OnDisk with { MostSessions = most };
        await Start(options, Served);
        for (int round = 0; round < 3; round++)
        {
            Answer[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Post("/v1/sessions", OpenLinear)));
            string[] ids =
            [
                .. answers
                    .Where(answer => answer.Status == HttpStatusCode.Created)
                    .Select(answer => answer.Json.GetProperty("session").GetString()!),
            ];
            Assert.Equal(most, ids.Length);
            Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.Created), answer =>
                Assert.Equal("sessions", answer.Refused(HttpStatusCode.TooManyRequests))
            );
            Assert.Contains($"\nantiphon_sessions {most}\n", (await Get("/metrics")).Text, StringComparison.Ordinal);
            Answer[] ends = await Task.WhenAll(ids.Concat(ids).Select(id => Send(HttpMethod.Delete, $"/v1/sessions/{id}")));
            Assert.Equal(most, ends.Count(end => end.Status == HttpStatusCode.NoContent));
            await Start(options, Served);
        }
    }

    [Fact]
    public async Task A_key_is_repeated_also_where_there_is_no_room()
    {
        await Start(OnDisk with { MostSessions = 1 }, Served);
        Answer first = await Post("/v1/sessions", OpenLinear, "key");
        first.Succeeded(HttpStatusCode.Created);
        (await Post("/v1/sessions", OpenLinear, "other")).Refused(HttpStatusCode.TooManyRequests);
        Assert.Equal(first.Text, (await Post("/v1/sessions", OpenLinear, "key")).Text);
    }
}
