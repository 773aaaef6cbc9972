using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Antiphon.Cli.Reporting;

namespace Antiphon.Tests.Reporting;

public class ReportPageTests
{
    private const string Hostile = "</script><script>alert('1 & \"2\"')</script><!--";

    private static readonly ReportScripts Without = new("body { }", Script: null, Notices: "");
    private static readonly ReportScripts With = new("body { }", "draw('everything');", "licences");

    private static ReportContent Content(string text)
    {
        Figure figure = SweepCurveFigure.Of([new CurvePoint(text, 1, 1.0 / 3, 0.25, 0.5), new CurvePoint("other", 2, 2, 1, 3)], text);
        return new ReportContent(
            text,
            text,
            [
                new ReportSection(
                    text,
                    [
                        new Paragraph(text),
                        new Caution(text),
                        new Facts([new Fact(text, text, text)]),
                        new FigureBlock(figure),
                        new FigureGrid([figure with { Name = "second" }]),
                    ]
                ),
            ]
        );
    }

    [Fact]
    public void Text_is_escaped_wherever_it_stands()
    {
        string page = ReportPage.Write(Content(Hostile), With);

        Assert.DoesNotContain("alert('", page, StringComparison.Ordinal);
        // theme, two specifications, the script itself
        Assert.Equal(4, Regex.Count(page, "<script", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.Equal(4, Regex.Count(page, "</script", RegexOptions.None, TimeSpan.FromSeconds(1)));
        Assert.DoesNotContain("<!--", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_policy_allows_this_script_and_nothing_from_outside()
    {
        string page = ReportPage.Write(Content("plain"), With);
        string hash = Convert.ToBase64String(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(With.Script!)));

        Assert.Contains("default-src &#x27;none&#x27;", page, StringComparison.Ordinal);
        Assert.Contains(
            $"script-src &#x27;sha256-{hash.Replace("+", "&#x2B;", StringComparison.Ordinal)}&#x27;",
            page,
            StringComparison.Ordinal
        );
        Assert.DoesNotMatch(new Regex("(src|href)=\"(?!#)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), page);
        Assert.DoesNotMatch(new Regex("<[^>]*\\son[a-z]+=", RegexOptions.None, TimeSpan.FromSeconds(1)), page);
    }

    [Fact]
    public void Without_scripts_the_page_has_tables_and_says_why_it_has_no_pictures()
    {
        string page = ReportPage.Write(Content("plain"), Without);

        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("written by a build without the scripts that draw figures", page, StringComparison.Ordinal);
        Assert.Contains("<data value=\"0.3333333333333333\">0.33</data>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<details", page, StringComparison.Ordinal);
    }

    [Fact]
    public void It_can_be_read_without_eyes_or_mouse()
    {
        string page = ReportPage.Write(Content("plain"), With);

        Assert.StartsWith("<!doctype html>\n<html lang=\"en\">", page, StringComparison.Ordinal);
        Assert.Contains("<a class=\"skip\" href=\"#results\">Skip to the results</a>", page, StringComparison.Ordinal);
        Assert.Contains("<main id=\"results\"", page, StringComparison.Ordinal);
        Assert.Contains("<th scope=\"col\" class=\"number\">k</th>", page, StringComparison.Ordinal);
        Assert.Contains("<caption", page, StringComparison.Ordinal);
        Assert.Contains("<nav aria-label=\"Contents\">", page, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(page, "<figcaption>", RegexOptions.None, TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public void Every_cell_carries_the_heading_that_a_narrow_screen_shows_before_it()
    {
        string page = ReportPage.Write(Content("plain"), With);

        Assert.Contains("<th scope=\"row\" class=\"text\" data-label=\"Configuration\">plain</th>", page, StringComparison.Ordinal);
        Assert.Contains("<td class=\"number\" data-label=\"95% interval from\">", page, StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_between_backticks_is_code() =>
        Assert.Equal("a <code>b &lt; c</code> d", new Html().Prose("a `b < c` d").ToString());
}
