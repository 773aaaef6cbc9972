using Antiphon.Games;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Docs;

/// <summary>
/// README and docs print what the commands print. Set ANTIPHON_ACCEPT=1 to write the pages anew, and ANTIPHON_DOCS=slow to include what
/// takes minutes; `docs/check` does both.
/// </summary>
public class DocsTests
{
    private static bool Accepts => Environment.GetEnvironmentVariable("ANTIPHON_ACCEPT") == "1";

    private static bool IncludesSlow => Environment.GetEnvironmentVariable("ANTIPHON_DOCS") == "slow";

    public static TheoryData<string> MarkedPages => [.. DocsPage.Names.Where(name => DocsPage.Load(name).Steps().Any())];

    [Theory]
    [Trait("Tier", "full")]
    [MemberData(nameof(MarkedPages))]
    public void A_page_says_what_its_commands_print(string name)
    {
        using var program = new DocsProgram();
        DocsCheck check = new DocsCheck(DocsPage.Load(name), program.Run, program.Write, IncludesSlow).Run();
        if (Accepts && check.Faults.Count > 0)
        {
            AtomicFile.WriteText(Path.Combine(RepositoryRoot.Path, name), check.Corrected);
            return;
        }

        Assert.True(check.Faults.Count == 0, $"{string.Join('\n', check.Faults)}\nrun docs/check --write, then review the difference");
    }

    [Fact]
    public void The_same_quantity_is_quoted_with_the_same_figure()
    {
        string[] pages = [.. DocsPage.Names, "CHANGELOG.md"];
        Dictionary<string, string> texts = pages.ToDictionary(
            page => page,
            page => File.ReadAllText(Path.Combine(RepositoryRoot.Path, page)),
            StringComparer.Ordinal
        );
        var faults = DocsFigures.Faults(pages.SelectMany(page => DocsFigures.Of(page, texts[page]))).ToList();
        if (Accepts)
        {
            foreach ((DocsFigure figure, DocsFigure _, string expected) in faults.OrderByDescending(fault => fault.Figure.Start))
            {
                texts[figure.Page] = texts[figure.Page].Remove(figure.Start, figure.Number.Length).Insert(figure.Start, expected);
                AtomicFile.WriteText(Path.Combine(RepositoryRoot.Path, figure.Page), texts[figure.Page]);
            }

            return;
        }

        Assert.Equal(
            [],
            faults.Select(fault =>
                $"{fault.Figure.Page}: {fault.Figure.Name} is {fault.Figure.Number}; {fault.Source.Page} says {fault.Source.Number}, "
                + $"hence {fault.Expected}"
            ),
            StringComparer.Ordinal
        );
    }

    [Fact]
    public void Every_named_figure_stands_in_two_places_at_least() =>
        Assert.DoesNotContain(
            DocsPage
                .Names.Append("CHANGELOG.md")
                .SelectMany(page => DocsFigures.Of(page, File.ReadAllText(Path.Combine(RepositoryRoot.Path, page))))
                .CountBy(figure => figure.Name),
            count => count.Value < 2
        );
}
