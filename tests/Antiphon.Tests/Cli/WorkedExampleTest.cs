using System.Text.RegularExpressions;
using Antiphon.Equilibrium;

namespace Antiphon.Tests.Cli;

/// <summary>Runs the worked example of a page with real training: the commands run, and print what the page says they print.</summary>
public abstract partial class WorkedExampleTest : CommandLineTest
{
    private protected WorkedExampleTest() =>
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, token) => new Alternation(options).Run(game, resumeFrom, onProposal, progress, token);

    /// <summary>Runs every command and compares; commands and outputs alternate.</summary>
    private protected void Check(string page, int commands)
    {
        string[] blocks = WorkedExample.Blocks(page);
        Assert.Equal(2 * commands, blocks.Length);
        for (int block = 0; block < blocks.Length; block += 2)
        {
            string[] arguments = WorkedExample.Arguments(blocks[block].TrimEnd('\n'));
            string printed = Run(arguments[0] == "validate" ? arguments : [.. arguments, "--quiet"]).Succeeded();
            Assert.Equal(Measured().Replace(blocks[block + 1], "..."), Measured().Replace(printed, "..."));
        }
    }

    /// <summary>What differs from machine to machine, or with every change of a solver.</summary>
    [GeneratedRegex(@"[0-9.]+e-[0-9]+|[0-9.]+(?=\s+s\.)|Speed +[0-9,]+", RegexOptions.None, 1000)]
    private static partial Regex Measured();
}
