using Antiphon.Cli;

namespace Antiphon.BrowserTests;

/// <summary>Small runs of every kind, one of them simulated and certified, a small sweep, their reports, and a browser.</summary>
public sealed class WrittenReport : IAsyncLifetime
{
    /// <summary>Name of the tests that look at it.</summary>
    public const string Shared = "written report";

    /// <summary>The run that was simulated and certified.</summary>
    public const string Warehouse = "run";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-report-");

    /// <summary>Every kind of report: the name of its folder.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Warehouse, "sweep", "coupled", "types", "continuous", "learned"];

    /// <summary>The run folder.</summary>
    public string Run => Path.Combine(folder.FullName, Warehouse);

    /// <summary>The page.</summary>
    public string Page => PageOf(Warehouse);

    /// <summary>The sweep folder.</summary>
    public string Sweep => Path.Combine(folder.FullName, "sweep");

    /// <summary>Its page.</summary>
    public string SweepPage => PageOf("sweep");

    /// <summary>The browser.</summary>
    public Chromium Browser { get; private set; } = null!;

    /// <summary>The page of the report of a kind.</summary>
    public string PageOf(string kind) => Path.Combine(folder.FullName, kind, "report.html");

    public async Task InitializeAsync()
    {
        const string brief = "--restarts 1 --rollouts 2";
        Antiphon("train warehouse --k 2 --agents 8 --restarts 2 --rollouts 4 --seeds 3 --out run");
        Antiphon("simulate run --agents 1000 --rollouts 5 --seeds 4");
        Antiphon("certify run --agents 4");
        Antiphon($"sweep warehouse --k 1,2 --seeds 2 --agents 6 {brief} --evaluation-seeds 2 --out sweep");
        Antiphon($"train epidemic --k 1 --agents 6 {brief} --seeds 2 --horizon 20 --out coupled");
        Antiphon($"train mixed-fleet --k 2 --agents 6 {brief} --seeds 2 --horizon 20 --out types");
        Antiphon(
            "train warehouse-continuous --k 2 --agents 20 --as released --alternations 2 --episodes 4 --episode-steps 4 --rollouts 2 "
                + "--seeds 2 --horizon 4 --out continuous"
        );
        Antiphon("log warehouse --policy uniform --steps 20000 --k 2 --agents 8 --out steps.csv");
        Antiphon("learn steps.csv --out learned");
        foreach (string kind in Kinds)
        {
            Antiphon($"report {kind}");
        }

        Browser = await Chromium.Start();
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>The cells of a table file without its heading.</summary>
    public static IEnumerable<string[]> Csv(string folder, string name) =>
        File.ReadLines(Path.Combine(folder, name)).Skip(1).Select(line => line.Split(','));

    private void Antiphon(string command)
    {
        string[] arguments =
        [
            .. command.Split(' '),
            .. command.StartsWith("report", StringComparison.Ordinal) ? Array.Empty<string>() : ["--quiet"],
        ];
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = AntiphonProgram.Run(
            arguments,
            new Surroundings
            {
                Out = output,
                Error = error,
                Folder = folder.FullName,
            }
        );
        Assert.True(code == 0 && error.ToString().Length == 0, $"antiphon {command}: exit code {code}\n{error}");
    }
}

/// <summary>One run and one browser for all of them.</summary>
[CollectionDefinition(WrittenReport.Shared)]
public sealed class SharedReport : ICollectionFixture<WrittenReport>;
