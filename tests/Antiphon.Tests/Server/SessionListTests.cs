using System.Net;
using System.Text.Json;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

public class SessionListTests : ServerTest
{
    private protected override IReadOnlyList<PolicySource> Policies => [Source("table", Game, Pair(Game, Table(Game, 5)))];

    [Fact]
    public async Task Sessions_are_listed_page_by_page_the_newest_first_with_their_steps()
    {
        var opened = new List<string>();
        for (int number = 0; number < 7; number++)
        {
            opened.Add(await Open("table", (ulong)number));
        }

        for (int step = 0; step < 3; step++)
        {
            (await Post($"/v1/sessions/{opened[4]}/decisions", Question(0, [5, 0, 0, 0, 0]))).Succeeded();
        }

        List<JsonElement> listed = await All(limit: 3);

        // Sessions of one millisecond are in the order of their ids.
        Assert.Equal(opened.Order(StringComparer.Ordinal), listed.Select(Id).Order(StringComparer.Ordinal), StringComparer.Ordinal);
        List<DateTimeOffset> times = [.. listed.Select(session => session.GetProperty("opened").GetDateTimeOffset())];
        Assert.Equal(times.OrderDescending(), times);
        JsonElement used = listed.Single(session => Id(session) == opened[4]);
        Assert.Equal((3, 4UL), (used.GetProperty("steps").GetInt32(), used.GetProperty("seed").GetUInt64()));
        Assert.True(used.GetProperty("latest").GetDateTimeOffset() >= used.GetProperty("opened").GetDateTimeOffset());
        Assert.All(listed.Where(session => Id(session) != opened[4]), session => Assert.False(session.TryGetProperty("latest", out _)));
    }

    [Fact]
    public async Task A_closed_session_is_not_listed()
    {
        string kept = await Open("table");
        string closed = await Open("table");
        await Send(HttpMethod.Delete, $"/v1/sessions/{closed}");
        Assert.Equal([kept], (await All(limit: 200)).Select(Id), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("after=nothing", "after")]
    [InlineData("after=x-1", "after")]
    [InlineData("after=1-%00", "after")]
    [InlineData("after=1-A", "after")]
    public async Task A_page_that_cannot_be_is_refused(string query, string field) =>
        Assert.Equal(field, (await Get($"/v1/sessions?{query}")).Refused(HttpStatusCode.BadRequest));

    private async Task<List<JsonElement>> All(int limit)
    {
        var all = new List<JsonElement>();
        string? after = "";
        while (after is not null)
        {
            JsonElement page = (await Get($"/v1/sessions?limit={limit}{after}")).Succeeded();
            JsonElement sessions = page.GetProperty("sessions");
            Assert.InRange(sessions.GetArrayLength(), 0, limit);
            all.AddRange(sessions.EnumerateArray());
            after = page.TryGetProperty("next", out JsonElement next) ? $"&after={next.GetString()}" : null;
        }

        return all;
    }

    private static string Id(JsonElement session) => session.GetProperty("session").GetString()!;
}
