using System.Net;
using System.Text.Json;
using Antiphon.Runs;
using Antiphon.Server;
using Antiphon.Tests.Runs;

namespace Antiphon.Tests.Server;

/// <summary>The list of the runs in a folder.</summary>
public class RunListTests : ServerTest
{
    private string Root => In("runs");

    private ServerOptions WithRuns => Options with { Runs = Root };

    [Fact]
    public async Task Runs_at_any_depth_are_listed_with_what_their_files_say()
    {
        WrittenRuns.Write(Path.Combine(Root, "deep", "er", "first"));
        await Start(WithRuns);
        JsonElement run = Assert.Single(await Listed());
        Assert.Equal("deep/er/first", Text(run, "name"));
        Assert.Equal(("finished", "trained", "warehouse"), (Text(run, "state"), Text(run, "kind"), Text(run, "game")));
        Assert.Equal((40, 3, 7UL), (Number(run, "agents"), run.GetProperty("k")[0].GetInt32(), run.GetProperty("seed").GetUInt64()));
        JsonElement deployed = run.GetProperty("deployed");
        Assert.Equal((114.31, 114.12, 114.5), (Number(deployed, "mean"), Number(deployed, "low"), Number(deployed, "high")));
        Assert.Equal((0, 0.0123, "no-improvement"), (Number(run, "globalGain"), Number(run, "localGain"), Text(run, "stopReason")));
        Assert.False(run.GetProperty("report").GetBoolean());
        JsonElement document = (await Get($"/v1/runs/{Text(run, "id")}")).Succeeded();
        Assert.Equal(3, document.GetProperty("options").GetProperty("subsample").GetInt32());
        Assert.Equal(114.31, document.GetProperty("outcome").GetProperty("deployed").GetProperty("mean").GetDouble());
        Assert.Equal(6, document.GetProperty("proposals").GetArrayLength());
    }

    [Fact]
    public async Task A_sweep_is_listed_with_its_cells_which_are_runs()
    {
        WrittenRuns.Sweep(Path.Combine(Root, "grid"));
        await Start(WithRuns);
        Dictionary<string, JsonElement> runs = await ByName();
        Assert.Equal(
            ["grid", "grid/cells/k1-seed7", "grid/cells/k2-seed7"],
            runs.Keys.Order(StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        JsonElement cells = runs["grid"].GetProperty("cells");
        Assert.Equal(("sweep", "finished"), (Text(runs["grid"], "kind"), Text(runs["grid"], "state")));
        Assert.Equal((2, 0, 2), (Number(cells, "done"), Number(cells, "failed"), Number(cells, "all")));
        Assert.Equal([1, 2], runs["grid"].GetProperty("k").EnumerateArray().Select(k => k.GetInt32()));
    }

    [Fact]
    public async Task What_is_half_written_damaged_or_of_another_version_is_listed_as_that()
    {
        WrittenRuns.Cancel(Path.Combine(Root, "cancelled"));
        WrittenRuns.Write(Path.Combine(Root, "torn"));
        WrittenRuns.Write(Path.Combine(Root, "newer"));
        WrittenRuns.Write(Path.Combine(Root, "lacking"));
        WrittenRuns.Write(Path.Combine(Root, "sound"));
        string record = await File.ReadAllTextAsync(Path.Combine(Root, "torn", "run.json"));
        await File.WriteAllTextAsync(Path.Combine(Root, "torn", "run.json"), record[..(record.Length / 2)]);
        await File.WriteAllTextAsync(
            Path.Combine(Root, "newer", "run.json"),
            record.Replace("antiphon-run/1", "antiphon-run/7", StringComparison.Ordinal)
        );
        File.Delete(Path.Combine(Root, "lacking", "policy.json"));
        Directory.CreateDirectory(Path.Combine(Root, "begun"));
        await File.WriteAllTextAsync(Path.Combine(Root, "begun", ".lock"), "");
        await Start(WithRuns);

        Dictionary<string, JsonElement> runs = await ByName();
        Check("cancelled", "half-written", "was cancelled");
        Check("torn", "damaged", "run.json is not complete, correct JSON at line");
        Check("newer", "other-version", "format is \"antiphon-run/7\"");
        Check("lacking", "damaged", "policy.json is missing");
        Check("begun", "half-written", "being created");
        Assert.Equal("finished", Text(runs["sound"], "state"));
        Assert.Equal(6, runs.Count);
        foreach (JsonElement run in runs.Values)
        {
            (await Get($"/v1/runs/{Text(run, "id")}")).Succeeded();
        }

        void Check(string name, string state, string found)
        {
            Assert.Equal(state, Text(runs[name], "state"));
            Assert.Contains(found, Text(runs[name], "found"), StringComparison.Ordinal);
            Assert.DoesNotContain(Root, Text(runs[name], "found"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_run_is_under_way_while_a_process_writes_it()
    {
        string folder = Path.Combine(Root, "mine");
        await Start(Options with { Runs = Directory.CreateDirectory(Root).FullName });
        await Task.Run(() => WrittenRuns.During(folder, () => Until(async () => await State() == "under-way").GetAwaiter().GetResult()));
        await Until(async () => await State() == "finished");
        Assert.False(RunLock.IsHeld(new RunPaths(folder)));

        async Task<string?> State() => (await ByName()).TryGetValue("mine", out JsonElement run) ? Text(run, "state") : null;
    }

    [Fact]
    public async Task A_run_that_holds_a_run_of_its_own_name_is_another_one()
    {
        WrittenRuns.Write(Root);
        WrittenRuns.Write(Path.Combine(Root, "runs"));
        await Start(WithRuns);
        IReadOnlyList<JsonElement> both = [.. await Listed()];
        Assert.Equal(["runs", "runs"], both.Select(run => Text(run, "name")), StringComparer.Ordinal);
        Assert.NotEqual(Text(both[0], "id"), Text(both[1], "id"), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_too_large_is_named_and_the_rest_is_told()
    {
        WrittenRuns.Write(Path.Combine(Root, "mine"));
        using (FileStream trace = File.OpenWrite(Path.Combine(Root, "mine", "trace.jsonl")))
        {
            trace.SetLength(FileSize.Most + 1);
        }

        await Start(WithRuns);
        JsonElement document = (await Get($"/v1/runs/{Text(Assert.Single(await Listed()), "id")}")).Succeeded();
        Assert.Contains("trace.jsonl has 67,108,865 bytes", Assert.Single(document.GetProperty("faults").EnumerateArray()).GetString());
        Assert.Equal(114.31, document.GetProperty("outcome").GetProperty("deployed").GetProperty("mean").GetDouble());
    }

    [Fact]
    public async Task A_new_run_appears_and_nothing_is_sent_twice()
    {
        Directory.CreateDirectory(Root);
        await Start(WithRuns);
        JsonElement empty = (await Get("/v1/runs")).Succeeded();
        Assert.Equal(("runs", 0), (Text(empty, "folder"), empty.GetProperty("runs").GetArrayLength()));
        string version = Text(empty, "version");
        Assert.False((await Get($"/v1/runs?known={version}")).Succeeded().TryGetProperty("runs", out _));
        Assert.False((await Get("/v1/runs?known=*")).Succeeded().TryGetProperty("runs", out _));
        WrittenRuns.Write(Path.Combine(Root, "first"));
        await Until(async () => (await Get($"/v1/runs?known={version}")).Succeeded().TryGetProperty("runs", out _));
        Assert.Single(await Listed());
    }

    [Fact]
    public async Task A_name_with_odd_characters_is_told_as_it_is()
    {
        const string Odd = "<img src=x onerror=alert(1)> \"&' %2e%2e ü";
        WrittenRuns.Write(Path.Combine(Root, Odd));
        await Start(WithRuns);
        JsonElement run = Assert.Single(await Listed());
        Assert.Equal(Odd, Text(run, "name"));
        Assert.Equal(Odd, Text((await Get($"/v1/runs/{Text(run, "id")}")).Succeeded(), "name"));
    }

    [Theory]
    [InlineData("..%2F..%2Fsecret")]
    [InlineData("..")]
    [InlineData("%2e%2e%2fsecret")]
    [InlineData("secret")]
    [InlineData("first")]
    [InlineData("0123456789abcdef")]
    [InlineData("%00")]
    public async Task What_is_no_id_of_the_list_is_no_run(string id)
    {
        WrittenRuns.Write(Path.Combine(Root, "first"));
        WrittenRuns.Write(In("secret"));
        await Start(WithRuns);
        foreach (string path in new[] { $"/v1/runs/{id}/report", $"/v1/runs/compare?a={id}&b={id}", $"/v1/runs/{id}" })
        {
            Answer answer = await Get(path);
            Assert.DoesNotContain("secret\"", answer.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("outcome", answer.Text, StringComparison.Ordinal);
            Assert.Contains(answer.Status, new[] { HttpStatusCode.NotFound, HttpStatusCode.BadRequest, HttpStatusCode.OK });
            Assert.True(answer.Status != HttpStatusCode.OK || answer.Text.Contains("\"folder\"", StringComparison.Ordinal), answer.Text);
        }
    }

    [Fact]
    public async Task Symbolic_links_are_not_followed()
    {
        WrittenRuns.Write(In("secret"));
        WrittenRuns.Write(Path.Combine(Root, "first"));
        Directory.CreateSymbolicLink(Path.Combine(Root, "link"), In("secret"));
        TemporaryFolder.Copy(Path.Combine(Root, "first"), Path.Combine(Root, "second"));
        File.Delete(Path.Combine(Root, "second", "run.json"));
        File.CreateSymbolicLink(Path.Combine(Root, "second", "run.json"), In("secret", "run.json"));
        await Start(WithRuns);
        Dictionary<string, JsonElement> runs = await ByName();
        Assert.Equal(["first", "second"], runs.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.Equal("damaged", Text(runs["second"], "state"));
        Assert.Contains("symbolic link run.json", Text(runs["second"], "found"), StringComparison.Ordinal);
        Assert.False(runs["second"].TryGetProperty("game", out _));

        // A report that is a link is not followed either, also when it came after the search.
        string id = Text(runs["first"], "id");
        await File.WriteAllTextAsync(In("outside.html"), "outside");
        File.CreateSymbolicLink(Path.Combine(Root, "first", "report.html"), In("outside.html"));
        foreach (string path in new[] { $"/v1/runs/{id}/report", $"/v1/runs/{id}" })
        {
            Assert.DoesNotContain("outside", (await Get(path)).Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_folder_of_runs_there_are_none()
    {
        await Start(Options, Source("table", Game, Pair(Game, Table(Game, 5))));
        Assert.Equal("{}", (await Get("/v1/runs")).Text);
        Assert.Equal("path", (await Get("/v1/runs/0123456789abcdef")).Refused(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_folder_that_is_none_is_refused_at_the_start()
    {
        await File.WriteAllTextAsync(In("file"), "");
        foreach (string name in new[] { "file", "nowhere" })
        {
            InvalidOptionException refusal = await Assert.ThrowsAsync<InvalidOptionException>(() =>
                Start(Options with { Runs = In(name) })
            );
            Assert.Equal(nameof(ServerOptions.Runs), refusal.Option);
        }
    }

    [Fact]
    public async Task It_takes_a_key_that_may_read()
    {
        WrittenRuns.Write(Path.Combine(Root, "first"));
        (string key, AccessKey line) = AccessKey.Create("reader", AccessScope.Read);
        await File.WriteAllTextAsync(In("keys.txt"), $"{line}\n");
        await Start(WithRuns with { Keys = In("keys.txt") });
        foreach (string path in new[] { "/v1/runs", "/v1/runs/0123456789abcdef", "/v1/runs/0123456789abcdef/report" })
        {
            Assert.Equal("Authorization", (await Get(path)).Refused(HttpStatusCode.Unauthorized));
        }

        (await Send(HttpMethod.Get, "/v1/runs", bearer: key)).Succeeded();
    }

    [Fact]
    [Trait("Tier", "full")]
    public async Task A_thousand_runs_are_all_listed()
    {
        WrittenRuns.Write(Path.Combine(Root, "0"));
        for (int number = 1; number < 1000; number++)
        {
            TemporaryFolder.Copy(Path.Combine(Root, "0"), Path.Combine(Root, $"{number}"));
        }

        await Start(WithRuns);
        IReadOnlyList<JsonElement> runs = await Listed();
        Assert.Equal(1000, runs.Select(run => Text(run, "id")).Distinct(StringComparer.Ordinal).Count());
        Assert.All(runs, run => Assert.Equal("finished", Text(run, "state")));
    }

    private async Task<IReadOnlyList<JsonElement>> Listed() =>
        [.. (await Get("/v1/runs")).Succeeded().GetProperty("runs").EnumerateArray()];

    private async Task<Dictionary<string, JsonElement>> ByName() =>
        (await Listed()).ToDictionary(run => Text(run, "name"), StringComparer.Ordinal);

    private static async Task Until(Func<Task<bool>> holds)
    {
        for (int attempt = 0; !await holds(); attempt++)
        {
            Assert.True(attempt < 1200, "waited in vain");
            await Task.Delay(25);
        }
    }

    private static string Text(JsonElement element, string field) => element.GetProperty(field).GetString()!;

    private static double Number(JsonElement element, string field) => element.GetProperty(field).GetDouble();
}
