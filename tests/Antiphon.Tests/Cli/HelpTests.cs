using System.CommandLine;
using System.CommandLine.Parsing;
using Antiphon.Cli;
using Antiphon.Cli.Help;

namespace Antiphon.Tests.Cli;

public class HelpTests : CommandLineTest
{
    [Theory]
    [InlineData("train")]
    [InlineData("simulate")]
    [InlineData("show")]
    [InlineData("sweep")]
    [InlineData("serve")]
    [InlineData("certify")]
    [InlineData("verify")]
    [InlineData("log")]
    [InlineData("learn")]
    [InlineData("plan")]
    [InlineData("reproduce")]
    [InlineData("report")]
    [InlineData("import")]
    [InlineData("games")]
    [InlineData("validate")]
    public void Every_option_of_a_verb_is_on_its_screen_with_examples_that_parse(string name)
    {
        Verb verb = AntiphonProgram
            .CommandLine(Surroundings(TextWriter.Null, TextWriter.Null))
            .Subcommands.OfType<Verb>()
            .Single(verb => verb.Name == name);
        string screen = Run(name, "--help").Succeeded();

        Assert.All(verb.Options, option =>
        {
            IEnumerable<string> brief = option.Aliases.Where(alias => !alias.StartsWith("--", StringComparison.Ordinal));
            Assert.Contains($"  {string.Join(", ", brief.Append(option.Name))}", screen, StringComparison.Ordinal);
        });
        Assert.NotEmpty(verb.Examples);
        Assert.All(verb.Examples, example =>
        {
            Assert.Contains(example.Command, screen, StringComparison.Ordinal);
            string[] words = [.. CommandLineParser.SplitCommandLine(example.Command)];
            Assert.Equal("antiphon", words[0]);
            Assert.Empty(AntiphonProgram.CommandLine(Surroundings(TextWriter.Null, TextWriter.Null)).Parse(words[1..]).Errors);
        });
    }

    [Theory]
    [InlineData(50)]
    [InlineData(80)]
    [InlineData(120)]
    public void Screens_keep_to_the_width_except_for_commands(int width)
    {
        Width = width;
        foreach (
            string verb in new[]
            {
                "train",
                "simulate",
                "show",
                "sweep",
                "serve",
                "certify",
                "verify",
                "log",
                "learn",
                "plan",
                "reproduce",
                "report",
                "import",
                "games",
                "validate",
            }
        )
        {
            string screen = Run(verb, "--help").Succeeded();
            Assert.All(screen[..screen.IndexOf("Examples", StringComparison.Ordinal)].Split('\n'), line =>
                Assert.InRange(line.Length, 0, width)
            );
        }
    }

    [Fact]
    public void Help_wins_over_errors_elsewhere() =>
        Assert.StartsWith("Trains a joint policy", Run("train", "--k", "x", "--help").Succeeded(), StringComparison.Ordinal);

    [Fact]
    public void Version_is_that_of_the_library() => Assert.Equal($"antiphon {AntiphonVersion.Current}\n", Run("--version").Succeeded());

    [Fact]
    public void Without_a_verb_the_screen_goes_to_standard_error()
    {
        Outcome outcome = Run();
        Assert.Equal((2, ""), (outcome.Code, outcome.Out));
        Assert.Equal(Run("--help").Succeeded(), outcome.Error);
    }
}
