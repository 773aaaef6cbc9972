using Antiphon.Cli;

namespace Antiphon.BrowserTests;

/// <summary>A small real run, simulated, certified and reported, a small sweep, and the browser that observes them.</summary>
public sealed class WrittenReport : IAsyncLifetime
{
    /// <summary>Name of the tests that look at it.</summary>
    public const string Shared = "written report";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-report-");

    /// <summary>The run folder.</summary>
    public string Run => Path.Combine(folder.FullName, "run");

    /// <summary>The page.</summary>
    public string Page => Path.Combine(Run, "report.html");

    /// <summary>The sweep folder.</summary>
    public string Sweep => Path.Combine(folder.FullName, "sweep");

    /// <summary>Its page.</summary>
    public string SweepPage => Path.Combine(Sweep, "report.html");

    /// <summary>The browser.</summary>
    public Chromium Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Antiphon(
            "train",
            "warehouse",
            "--k",
            "2",
            "--agents",
            "8",
            "--restarts",
            "2",
            "--rollouts",
            "4",
            "--seeds",
            "3",
            "--out",
            "run",
            "--quiet"
        );
        Antiphon("simulate", "run", "--agents", "1000", "--rollouts", "5", "--seeds", "4", "--quiet");
        Antiphon("certify", "run", "--agents", "4", "--quiet");
        Antiphon("report", "run");
        Antiphon(
            "sweep",
            "warehouse",
            "--k",
            "1,2",
            "--seeds",
            "2",
            "--agents",
            "6",
            "--restarts",
            "1",
            "--rollouts",
            "2",
            "--evaluation-seeds",
            "2",
            "--out",
            "sweep",
            "--quiet"
        );
        Antiphon("report", "sweep");
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

    private void Antiphon(params string[] arguments)
    {
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
        Assert.True(code == 0 && error.ToString().Length == 0, $"antiphon {string.Join(' ', arguments)}: exit code {code}\n{error}");
    }
}

/// <summary>One run and one browser for all of them.</summary>
[CollectionDefinition(WrittenReport.Shared)]
public sealed class SharedReport : ICollectionFixture<WrittenReport>;
