using System.Text.RegularExpressions;

namespace Antiphon.Tests.Architecture;

/// <summary>The libraries know no command: their messages name options by properties, never by flags or commands to type.</summary>
public partial class MessageTests
{
    private const int Milliseconds = 1000;
    private static readonly string[] NoLibrary = ["Antiphon.Cli", "bin", "obj"];

    [Fact]
    public void No_message_of_a_library_names_a_flag_or_a_command()
    {
        string[] faults =
        [
            .. from file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.cs", SearchOption.AllDirectories)
            where !Array.Exists(NoLibrary, name => RepositoryRoot.HasFolder(file, name))
            from line in File.ReadLines(file)
            where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            from literal in Literal().Matches(line).Select(match => match.Value)
            where OfCommand().IsMatch(literal)
            select $"{Path.GetFileName(file)}: {literal}",
        ];

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("\"lower --agents\"", true)]
    [InlineData("\"go on by `antiphon train`\"", true)]
    [InlineData("\"antiphon-game/1\"", false)]
    [InlineData("\"antiphon is not a verb\"", false)]
    [InlineData("\"a range, 1--2\"", false)]
    public void The_rule_finds_them(string literal, bool found) => Assert.Equal(found, OfCommand().IsMatch(literal));

    [GeneratedRegex("\"[^\"]*\"", RegexOptions.ExplicitCapture, Milliseconds)]
    private static partial Regex Literal();

    [GeneratedRegex(
        "--[a-z]|`?antiphon "
            + "(train|simulate|show|sweep|certify|verify|plan|learn|log|memory|report|games|validate|reproduce|export|import|serve)\\b",
        RegexOptions.ExplicitCapture,
        Milliseconds
    )]
    private static partial Regex OfCommand();
}
