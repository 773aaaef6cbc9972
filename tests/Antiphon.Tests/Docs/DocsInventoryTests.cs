using System.Text.RegularExpressions;

namespace Antiphon.Tests.Docs;

/// <summary>No output and no table of figures in README and docs without the command that makes it.</summary>
public partial class DocsInventoryTests
{
    private static readonly string[] Commands = ["antiphon ", "./antiphon ", "dotnet ", "node ", "(cd web/"];

    public static TheoryData<string> Pages => [.. DocsPage.Names];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_block_is_code_or_commands_or_checked_output(string name)
    {
        var page = DocsPage.Load(name);
        var marked = page.Steps().Select(step => step.First).ToHashSet();
        Assert.Equal(
            [],
            page.Blocks()
                .Where(block =>
                    block.Language.Length == 0
                    && !marked.Contains(block.Line + 1)
                    && !block.Body.Where(line => line.Length > 0).All(IsCommand)
                )
                .Select(block => $"{name}, line {block.Line + 1}: mark this block with <!-- output -->, or give its language"),
            StringComparer.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_table_of_figures_has_its_command_in_the_same_section(string name) =>
        Assert.Equal(
            [],
            Section()
                .Split(string.Join('\n', DocsPage.Load(name).Lines))
                .Where(section =>
                    Figures().Count(section) >= 2
                    && !Source().IsMatch(section)
                    && !section.Contains("<!-- by hand -->", StringComparison.Ordinal)
                )
                .Select(section =>
                    $"{name}, {section.Split('\n')[0]}: name the command or the test that makes these figures; or, where they are chosen "
                    + "and not computed, mark the table with <!-- by hand -->"
                ),
            StringComparer.Ordinal
        );

    private static bool IsCommand(string line) => Array.Exists(Commands, command => line.StartsWith(command, StringComparison.Ordinal));

    [GeneratedRegex("(?m)^(?=## )", RegexOptions.None, 1000)]
    private static partial Regex Section();

    /// <summary>Rows of a table with a decimal number.</summary>
    [GeneratedRegex(@"(?m)^\|.*\d\.\d", RegexOptions.None, 1000)]
    private static partial Regex Figures();

    [GeneratedRegex(@"antiphon \w+ |dotnet (run|test) |`(\w+/)?\w+Tests`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Source();
}
