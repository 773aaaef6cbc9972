using System.Net;
using System.Security.Cryptography;
using System.Text;
using Antiphon.Server;

namespace Antiphon.Tests.Server;

/// <summary>Reports of runs over HTTP.</summary>
public class RunReportTests : ServerTest
{
    private const string Page =
        "<!doctype html><script type=\"application/json\">{}</script><script>draw()</script><script>more()</script>";

    private string Root => In("runs");

    [Fact]
    public async Task A_stored_report_may_run_its_own_scripts_in_a_sandbox_and_nothing_else()
    {
        WrittenRuns.Write(Path.Combine(Root, "mine"));
        await File.WriteAllTextAsync(Path.Combine(Root, "mine", "report.html"), Page);
        await Start(Options with { Runs = Root });
        using var client = new HttpClient();
        using HttpResponseMessage response = await client.GetAsync(new Uri(Address, $"/v1/runs/{await Id()}/report"));
        Assert.Equal(Page, await response.Content.ReadAsStringAsync());
        string policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("sandbox allow-scripts allow-downloads; default-src 'none'", policy, StringComparison.Ordinal);
        Assert.EndsWith($"; script-src {Hash("draw()")} {Hash("more()")}", policy, StringComparison.Ordinal);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_report_that_is_missing_or_older_than_the_run_is_made_and_not_written()
    {
        WrittenRuns.Write(Path.Combine(Root, "mine"));
        await Start(Options with { Runs = Root, Report = (folder, _) => $"made of {Path.GetFileName(folder)}" });
        string id = await Id();
        Assert.Equal("made of mine", (await Get($"/v1/runs/{id}/report")).Text);
        string file = Path.Combine(Root, "mine", "report.html");
        Assert.False(File.Exists(file));
        await File.WriteAllTextAsync(file, Page);
        Assert.Equal(Page, (await Get($"/v1/runs/{id}/report")).Text);
        File.SetLastWriteTimeUtc(file, File.GetLastWriteTimeUtc(file).AddDays(-1));
        Assert.Equal("made of mine", (await Get($"/v1/runs/{id}/report")).Text);
    }

    [Fact]
    public async Task Where_nobody_can_make_one_the_missing_report_is_told()
    {
        WrittenRuns.Write(Path.Combine(Root, "mine"));
        await Start(Options with { Runs = Root });
        Assert.Equal("id", (await Get($"/v1/runs/{await Id()}/report")).Refused(HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task A_run_that_cannot_be_reported_says_why()
    {
        WrittenRuns.Write(Path.Combine(Root, "mine"));
        await Start(Options with { Runs = Root, Report = (_, _) => throw new InvalidInputException("a file is damaged") });
        Answer answer = await Get($"/v1/runs/{await Id()}/report");
        Assert.Equal("id", answer.Refused(HttpStatusCode.Conflict));
        Assert.Contains("a file is damaged", answer.Text, StringComparison.Ordinal);
    }

    private async Task<string> Id() => (await Get("/v1/runs")).Succeeded().GetProperty("runs")[0].GetProperty("id").GetString()!;

    private static string Hash(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";
}
