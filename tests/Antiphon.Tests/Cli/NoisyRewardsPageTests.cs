using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Cli;

/// <summary>The worked example of docs/noisy-rewards.md.</summary>
public class NoisyRewardsPageTests : WorkedExampleTest
{
    [Fact]
    public void The_worked_example_prints_what_the_page_says()
    {
        Directory.CreateDirectory(In("examples"));
        File.Copy(Path.Combine(RepositoryRoot.Path, "examples", "fares.json"), In("examples", "fares.json"));
        Check("noisy-rewards.md", commands: 3);
    }
}
