using System.Text.Json.Nodes;
using Antiphon.Cli;
using Antiphon.Cli.Reporting;
using Antiphon.Cli.Verbs;
using Antiphon.Server;

namespace Antiphon.BrowserTests;

/// <summary>Two small real runs in a folder, with others beside them that are copies, damaged or odd, and a service that lists them.</summary>
public sealed class RunsService : IAsyncLifetime
{
    /// <summary>The name of a run that would be markup if it were taken for that.</summary>
    public const string Odd = "<img src=x onerror=document.title=1>";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-runs-");
    private PolicyServer server = null!;

    /// <summary>The browser.</summary>
    public Chromium Browser { get; private set; } = null!;

    /// <summary>Where the service listens.</summary>
    public Uri Address => new(server.Addresses[0]);

    /// <summary>The folder of runs.</summary>
    public string Runs => Path.Combine(folder.FullName, "runs");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Runs);
        Train("first", k: 1);
        Train("second", k: 2);
        Copy("first", Odd);
        Copy("second", Path.Combine("deep", "torn"));
        File.WriteAllText(Path.Combine(Runs, "deep", "torn", "run.json"), "{ \"format\": \"antiphon-run/1\", ");
        server = await PolicyServer.StartAsync(
            new ServerOptions
            {
                Urls = ["http://127.0.0.1:0"],
                Store = "memory",
                Runs = Runs,
                Report = (run, cancellation) => ReportPage.Write(ReportVerb.Read(run, run, cancellation), ReportScripts.Built),
            },
            []
        );
        Browser = await Chromium.Start();
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        await server.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>Copies a run.</summary>
    public void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.Combine(Runs, to));
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Runs, from)))
        {
            File.Copy(file, Path.Combine(Runs, to, Path.GetFileName(file)));
        }
    }

    /// <summary>The id of a run.</summary>
    public async Task<string> Id(string name)
    {
        using var client = new HttpClient();
        JsonNode list = JsonNode.Parse(await client.GetStringAsync(new Uri(Address, "v1/runs")))!;
        return list["runs"]!.AsArray().Where(run => (string)run!["name"]! == name).Select(run => (string)run!["id"]!).Single();
    }

    private void Train(string name, int k)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        string[] question = ["train", "warehouse", "--k", $"{k}", "--agents", "6", "--restarts", "1", "--rollouts", "2", "--seeds", "2"];
        int code = AntiphonProgram.Run(
            [.. question, "--out", name, "--quiet"],
            new Surroundings
            {
                Out = output,
                Error = error,
                Folder = Runs,
            }
        );
        Assert.True(code == 0, error.ToString());
    }
}
