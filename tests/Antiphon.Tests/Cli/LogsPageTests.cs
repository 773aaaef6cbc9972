namespace Antiphon.Tests.Cli;

/// <summary>The worked example of docs/logs.md: its commands run, and what the page says they print is what they print.</summary>
public class LogsPageTests : WorkedExampleTest
{
    [Fact]
    public void The_worked_example_prints_what_the_page_says() => Assert.Equal((7, 3), RunWorkedExample("logs.md", "fleet.json"));
}
