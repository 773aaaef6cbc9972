using Antiphon.Cli;

namespace Antiphon.BrowserTests;

/// <summary>A small real run, simulated, certified and reported, and the browser that looks at it.</summary>
public sealed class WrittenReport : IAsyncLifetime
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("antiphon-report-");

    /// <summary>The run folder.</summary>
    public string Run => Path.Combine(folder.FullName, "run");

    /// <summary>The page.</summary>
    public string Page => Path.Combine(Run, "report.html");

    /// <summary>The browser.</summary>
    public Chromium Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Antiphon("train", "warehouse", "--k", "2", "--agents", "8", "--restarts", "2", "--rollouts", "4", "--seeds", "3", "--out", "run", "--quiet");
        Antiphon("simulate", "run", "--agents", "1000", "--rollouts", "5", "--seeds", "4", "--quiet");
        Antiphon("certify", "run", "--agents", "4", "--quiet");
        Antiphon("report", "run");
        Browser = await Chromium.Start();
    }

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        folder.Delete(recursive: true);
    }

    /// <summary>The cells of a table file without its heading.</summary>
    public IEnumerable<string[]> Csv(string name) => File.ReadLines(Path.Combine(Run, name)).Skip(1).Select(line => line.Split(','));

    private void Antiphon(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = AntiphonProgram.Run(arguments, new Surroundings { Out = output, Error = error, Folder = folder.FullName });
        Assert.True(code == 0 && error.ToString().Length == 0, $"antiphon {string.Join(' ', arguments)}: exit code {code}\n{error}");
    }
}
