using System.Text.RegularExpressions;
using Antiphon.Equilibrium;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Cli;

/// <summary>The worked example of docs/noisy-rewards.md, with real training: its commands run, and print what the page says.</summary>
public partial class NoisyRewardsPageTests : CommandLineTest
{
    [Fact]
    public void The_worked_example_prints_what_the_page_says()
    {
        OtherTrainer = (options, game, resumeFrom, onProposal, progress, token) => new Alternation(options).Run(game, resumeFrom, onProposal, progress, token);
        Directory.CreateDirectory(In("examples"));
        File.Copy(Path.Combine(RepositoryRoot.Path, "examples", "fares.json"), In("examples", "fares.json"));
        string[] blocks = WorkedExample.Blocks("noisy-rewards.md");
        Assert.Equal(6, blocks.Length);
        for (int block = 0; block < blocks.Length; block += 2)
        {
            string printed = Run([.. WorkedExample.Arguments(blocks[block].TrimEnd('\n')), .. blocks[block].Contains("validate", StringComparison.Ordinal) ? Array.Empty<string>() : ["--quiet"]]).Succeeded();
            Assert.Equal(Measured().Replace(blocks[block + 1], "..."), Measured().Replace(printed, "..."));
        }
    }

    /// <summary>What differs from machine to machine, or with every change of a solver.</summary>
    [GeneratedRegex(@"[0-9.]+e-[0-9]+|[0-9.]+(?=\s+s\.)|Speed +[0-9,]+", RegexOptions.None, 1000)]
    private static partial Regex Measured();
}
