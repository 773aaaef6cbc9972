namespace Antiphon.Tests.Cli;

/// <summary>The worked example of docs/looks.md.</summary>
public class LooksPageTests : WorkedExampleTest
{
    [Fact]
    public void The_worked_example_prints_what_the_page_says() => Check("looks.md", commands: 4);
}
