using System.Text.RegularExpressions;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Cli;

/// <summary>The worked example of docs/logs.md: its commands run, and what the page says they print is what they print.</summary>
public partial class LogsPageTests : CommandLineTest
{
    [Fact]
    public void The_worked_example_prints_what_the_page_says()
    {
        Directory.CreateDirectory(In("examples"));
        File.Copy(Path.Combine(RepositoryRoot.Path, "examples", "fleet.json"), In("examples", "fleet.json"));
        string[] blocks = WorkedExample.Blocks("logs.md");
        string printed = "";
        int compared = 0;
        foreach (string block in blocks)
        {
            if (block.StartsWith("antiphon ", StringComparison.Ordinal))
            {
                printed = string.Concat(block.TrimEnd('\n').Split('\n').Select(command => Run(WorkedExample.Arguments(command)).Succeeded()));
            }
            else
            {
                Assert.Equal(SolverError().Replace(block, ""), SolverError().Replace(printed, ""));
                compared++;
            }
        }

        Assert.Equal((7, 3), (blocks.Length, compared));
    }

    /// <summary>By how much a solver undercuts the accuracy asked for changes with every change of the solver.</summary>
    [GeneratedRegex(@"error at most [0-9.e-]+", RegexOptions.None, 1000)]
    private static partial Regex SolverError();
}
