using System.Text.RegularExpressions;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Cli;

/// <summary>Runs the worked example of a page of docs/: its commands, and what the page says they print.</summary>
public abstract partial class WorkedExampleTest : CommandLineTest
{
    /// <summary>Compares what is printed with the page, but for what changes with the machine or with every change of a solver.</summary>
    /// <param name="page">The page, for example "logs.md".</param>
    /// <param name="game">The file of examples/ that the page works with.</param>
    /// <returns>How many blocks the section has, and how many of them were compared.</returns>
    private protected (int Blocks, int Compared) RunWorkedExample(string page, string game)
    {
        Directory.CreateDirectory(In("examples"));
        File.Copy(Path.Combine(RepositoryRoot.Path, "examples", game), In("examples", game));
        string[] blocks = WorkedExample.Blocks(page);
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
                Assert.Equal(Lasting(block), Lasting(printed));
                compared++;
            }
        }

        return (blocks.Length, compared);
    }

    // Lines are broken by the width of what was taken out.
    private static string Lasting(string text) => Blanks().Replace(Passing().Replace(text, "*"), " ");

    /// <summary>By how much a solver undercuts the accuracy asked for; seconds and speeds.</summary>
    [GeneratedRegex(@"error at most [0-9.e-]+|\b[0-9.]+e-[0-9]+|\b[0-9.]+\s+m?s\b|[0-9,]+\s+steps\s+per\s+second", RegexOptions.None, 1000)]
    private static partial Regex Passing();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();
}
