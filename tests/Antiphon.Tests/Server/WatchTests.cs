using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Antiphon.Numerics;
using Antiphon.Planning;
using Antiphon.Runs;
using Antiphon.Server;
using Antiphon.Tests.Architecture;
using Microsoft.AspNetCore.Http;

namespace Antiphon.Tests.Server;

/// <summary>The page of a training or of a sweep, as a browser asks for it.</summary>
public sealed class WatchTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient client = new();
    private readonly TrainingBoard board = FakeWork.TrainingBoard();
    private readonly WorkFeed feed;
    private WatchServer server = null!;
    private int interrupts;

    public WatchTests() => feed = new WorkFeed(FakeWork.Training, board, () => interrupts++, TimeProvider.System);

    public async Task InitializeAsync() => server = await Start(feed, "http://127.0.0.1:0");

    public async Task DisposeAsync()
    {
        feed.End(WorkState.Failed, "the test is over");
        await server.DisposeAsync();
    }

    public void Dispose()
    {
        feed.Dispose();
        client.Dispose();
    }

    [Fact]
    public async Task The_document_holds_all_proposals_and_events_go_on_from_it()
    {
        board.Show([FakeWork.State(0, 2), FakeWork.State(1, 1)]);
        feed.Report(new Progress(0.25, "restart 1 of 2"));
        JsonElement work = await Work();
        Assert.Equal(["1 0", "2 0", "3 1"], Proposals(work));
        Assert.Equal(
            (0.25, "restart 1 of 2"),
            (Progress(work).GetProperty("fraction").GetDouble(), Progress(work).GetProperty("text").GetString())
        );
        Assert.Equal("both", work.GetProperty("options").GetProperty("globalOracle").GetString());

        await using ReceivedEvents watched = await Watch(work.GetProperty("event").GetInt64());

        // Who missed nothing is told that it is connected.
        Assert.Equal("running", (await watched.Next("change")).GetProperty("state").GetString());
        board.Show([FakeWork.State(0, 4), FakeWork.State(1, 1, StopReason.NoImprovement)]);
        JsonElement change = await watched.Next("change");
        Assert.Equal(["4 0", "5 0"], Proposals(change));
        Assert.Equal(
            ["", "converged"],
            change.GetProperty("restarts").EnumerateArray().Select(row => row.GetProperty("stopped").GetString()!),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public async Task Two_readers_receive_the_same()
    {
        board.Show([FakeWork.State(0, 2)]);
        await using ReceivedEvents first = await Watch(null);
        await using ReceivedEvents second = await Watch(null);
        foreach (ReceivedEvents each in new[] { first, second })
        {
            Assert.Equal(["1 0", "2 0"], Proposals(await each.Next("work")));
        }

        board.Show([FakeWork.State(0, 3)]);
        foreach (ReceivedEvents each in new[] { first, second })
        {
            Assert.Equal(["3 0"], Proposals(await each.Next("change")));
        }
    }

    [Fact]
    public async Task A_reader_that_comes_back_receives_what_it_missed_or_everything()
    {
        board.Show([FakeWork.State(0, 1)]);
        long last = (await Work()).GetProperty("event").GetInt64();
        board.Show([FakeWork.State(0, 2)]);
        await Work();
        await using (ReceivedEvents back = await Watch(last))
        {
            Assert.Equal(["2 0"], Proposals(await back.Next("change")));
        }

        await using ReceivedEvents unknown = await Watch(last + 100);
        Assert.Equal(["1 0", "2 0"], Proposals(await unknown.Next("work")));
    }

    /// <summary>What the work does depends on no reader: one that reads nothing is dropped, and comes back to everything.</summary>
    [Fact]
    public async Task A_reader_that_reads_nothing_is_dropped()
    {
        (IReadOnlyList<StepEvent> _, StepQueue queue) = feed.Join(null);
        for (int number = 1; number <= 300; number++)
        {
            feed.Report(new Progress(number / 300.0));
            await Work();
        }

        Assert.Equal(Waited.Dropped, await queue.Wait(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None));
        await using ReceivedEvents back = await Watch(1);
        Assert.Equal(1, Progress(await back.Next("work")).GetProperty("fraction").GetDouble());
    }

    [Fact]
    public async Task Only_a_page_that_read_the_work_can_cancel_it_and_only_once()
    {
        string name = (await Work()).GetProperty("work").GetString()!;
        Assert.Equal(HttpStatusCode.Conflict, await Cancel("something"));
        Assert.Equal(HttpStatusCode.BadRequest, await Cancel(null));
        using var form = new StringContent($$"""{"work": "{{name}}"}""", mediaType: new("text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.PostAsync(At("v1/work/cancel"), form)).StatusCode);
        using var elsewhere = new HttpRequestMessage(HttpMethod.Get, At("v1/work")) { Headers = { Host = "elsewhere.example" } };
        using HttpResponseMessage refused = await client.SendAsync(elsewhere);
        Assert.Equal(
            (HttpStatusCode.Forbidden, "application/problem+json"),
            (refused.StatusCode, refused.Content.Headers.ContentType!.MediaType)
        );
        Assert.Equal(0, interrupts);

        Assert.Equal(HttpStatusCode.Accepted, await Cancel(name));
        Assert.Equal(HttpStatusCode.Accepted, await Cancel(name));
        Assert.Equal(1, interrupts);
        Assert.Equal("stopping", (await Work()).GetProperty("state").GetString());
        feed.End(WorkState.Done, "Stopped: converged.");
        Assert.Equal(HttpStatusCode.Conflict, await Cancel(name));
    }

    [Fact]
    public void A_bounded_number_of_connections_watch()
    {
        StepQueue first = feed.Join(null).Queue;
        for (int joined = 1; joined < WatchLimit.Most; joined++)
        {
            feed.Join(null);
        }

        Assert.Equal(StatusCodes.Status429TooManyRequests, Assert.Throws<ProblemException>(() => feed.Join(null)).Status);
        feed.Leave(first);
        Assert.Single(feed.Join(null).Missed);
    }

    [Fact]
    public void What_was_known_at_one_instant_stays_as_it_was()
    {
        board.Show([FakeWork.State(0, 2)]);
        Action<Utf8JsonWriter> known = board.Snapshot();
        board.Show([FakeWork.State(0, 3)]);
        Assert.Equal(2, Written(known).GetProperty("proposals").GetArrayLength());
        Assert.Equal(3, Written(board.Snapshot()).GetProperty("proposals").GetArrayLength());
    }

    [Fact]
    public async Task The_end_is_told_with_its_words_and_ends_the_stream_also_of_a_late_reader()
    {
        await using ReceivedEvents watched = await Watch(null);
        await watched.Next("work");
        feed.End(WorkState.Done, "Stopped: converged.");
        feed.End(WorkState.Failed, "too late");
        JsonElement end = await watched.Next("change");
        Assert.Equal(("done", "Stopped: converged."), (end.GetProperty("state").GetString(), end.GetProperty("words").GetString()));
        await watched.Next("closed");
        await watched.Ends();

        await using ReceivedEvents late = await Watch(null);
        Assert.Equal("done", (await late.Next("work")).GetProperty("state").GetString());
        await late.Next("closed");
    }

    [Fact]
    public async Task A_sweep_tells_cells_that_are_done_and_the_one_that_runs()
    {
        const ulong First = ulong.MaxValue - 1;
        SweepBoard sweep = FakeWork.SweepBoard(FakeWork.Cell(1, First, 10));
        using var work = new WorkFeed(FakeWork.Sweep, sweep, () => { }, TimeProvider.System);
        await using WatchServer other = await Start(work, "http://127.0.0.1:0");
        sweep.Begun(new SweepKey(2, First));
        JsonElement all = await Work(other);
        Assert.Equal(["1 18446744073709551614 done", "2 18446744073709551614 running"], Cells(all));
        Assert.Equal("18446744073709551614", all.GetProperty("seed").GetString());
        Check("WorkCell", all.GetProperty("cells")[0]);
        sweep.Ended(FakeWork.Cell(2, First, null));
        sweep.Begun(new SweepKey(2, ulong.MaxValue));
        work.End(WorkState.Cancelled, "Cancelled; 2 of 4 cells done and saved.");
        Assert.Equal(["1 18446744073709551614 done", "2 18446744073709551614 failed"], Cells(await Work(other)));
    }

    [Fact]
    public void Of_very_many_proposals_the_latest_are_kept()
    {
        board.Show([FakeWork.State(0, TrainingBoard.Most + 6_000)]);
        JsonElement all = Written(board.Snapshot());
        Assert.Equal(6_000, all.GetProperty("forgotten").GetInt32());
        Assert.Equal(TrainingBoard.Most, all.GetProperty("proposals").GetArrayLength());
        Assert.Equal(6_001, all.GetProperty("proposals")[0].GetProperty("number").GetInt32());
        board.Show([FakeWork.State(0, TrainingBoard.Most + 6_001)]);
        Written(json => board.WriteChanges(json));
        Assert.False(board.HasChanged);
        Assert.Equal(0, Written(json => board.WriteChanges(json)).GetProperty("proposals").GetArrayLength());
    }

    [Fact]
    public async Task Answers_are_as_the_contract_says()
    {
        board.Show([FakeWork.State(0, 2)]);
        await using ReceivedEvents watched = await Watch(null);
        JsonElement work = await watched.Next("work");
        Check("Work", work);
        Check("WorkStart", work.GetProperty("restarts")[0]);
        Check("WorkProposal", work.GetProperty("proposals")[0]);
        feed.Report(new Progress(0.5));
        Check("WorkChange", await watched.Next("change"));
    }

    [Fact]
    public async Task The_page_may_ask_its_own_server_alone()
    {
        using HttpResponseMessage page = await client.GetAsync(At(""));
        Assert.Contains("connect-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", "expected a loopback address")]
    [InlineData("here", "expected an address such as")]
    public async Task Only_this_machine_can_watch(string url, string expected)
    {
        using var other = new WorkFeed(FakeWork.Training, board, () => { }, TimeProvider.System);
        InvalidOptionException refused = await Assert.ThrowsAsync<InvalidOptionException>(() => Start(other, url));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private static Task<WatchServer> Start(WorkFeed work, string url) =>
        WatchServer.StartAsync(new ServerOptions { Urls = [url] }, work, CancellationToken.None);

    private static JsonElement Progress(JsonElement work) => work.GetProperty("progress");

    private static string[] Proposals(JsonElement work) =>
        [.. work.GetProperty("proposals").EnumerateArray().Select(row => $"{row.GetProperty("number")} {row.GetProperty("restart")}")];

    private static string[] Cells(JsonElement work) =>
        [
            .. work.GetProperty("cells")
                .EnumerateArray()
                .Select(cell => $"{cell.GetProperty("k")} {cell.GetProperty("seed")} {cell.GetProperty("state")}"),
        ];

    private static JsonElement Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return JsonDocument.Parse(stream.ToArray()).RootElement;
    }

    private static void Check(string schema, JsonElement answer)
    {
        string contract = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "src", "Antiphon.Server", "openapi.json"));
        JsonElement schemas = JsonDocument.Parse(contract).RootElement.GetProperty("components").GetProperty("schemas");
        ContractTests.Check(schemas, schema, answer);
    }

    private Uri At(string path) => new($"{server.Address}/{path}");

    private async Task<JsonElement> Work(WatchServer? of = null) =>
        await client.GetFromJsonAsync<JsonElement>(new Uri($"{(of ?? server).Address}/v1/work"));

    private Task<ReceivedEvents> Watch(long? last) =>
        ReceivedEvents.Open(client, At($"v1/work/events?work={feed.Id}").AbsoluteUri, last, bearer: null);

    private async Task<HttpStatusCode> Cancel(string? name)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync(
            At("v1/work/cancel"),
            name is null ? [] : new Dictionary<string, string>(StringComparer.Ordinal) { ["work"] = name }
        );
        return answer.StatusCode;
    }
}
