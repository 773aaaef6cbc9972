using System.Text.RegularExpressions;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Errata;

/// <summary>docs/errata.md names the tests of every erratum: the page and the tests must not drift apart.</summary>
public partial class ErrataPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "errata.md"));

    [Fact]
    public void The_page_names_exactly_the_test_classes_there_are()
    {
        var named = TestClass()
            .Matches(Page)
            .Select(match => match.Groups["name"].Value)
            .Where(name => name != "GLearnTests")
            .ToHashSet(StringComparer.Ordinal);
        IEnumerable<string> present = typeof(ErrataPageTests)
            .Assembly.GetTypes()
            .Where(type =>
                type.Namespace == typeof(ErrataPageTests).Namespace
                && type.Name.EndsWith("Tests", StringComparison.Ordinal)
                && type != typeof(ErrataPageTests)
            )
            .Select(type => type.Name);
        Assert.Equal(present.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_of_the_table_has_its_section()
    {
        string[] rows = [.. Row().Matches(Page).Select(match => match.Groups["number"].Value)];
        Assert.Equal(26, rows.Length);
        Assert.All(rows, number => Assert.Contains($"\n<a id=\"e{number}\"></a>\n## E{number}. ", Page, StringComparison.Ordinal));
    }

    [GeneratedRegex("`(?<name>\\w+Tests)[.`]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestClass();

    [GeneratedRegex("^\\| \\[E(?<number>\\d+)\\]", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Row();
}
