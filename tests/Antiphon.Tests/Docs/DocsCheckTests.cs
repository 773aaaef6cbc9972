namespace Antiphon.Tests.Docs;

/// <summary>The checker of the docs sees what is wrong, leaves what only took another time, and writes what is right.</summary>
public class DocsCheckTests
{
    private const string Page = """
        # A page
        <!-- run -->
        ```
        antiphon train x   # a comment
        antiphon simulate x
        ```
        <!-- output -->
        ```
        Value   1.25
        done, 7.0 s, 403,029 steps per second
        ```
        <!-- output of (slow): antiphon train y; antiphon plan x -->
        ```
        old
        ```
        <!-- rows of: antiphon sweep --k $1 --json | 2: {mean:0.00} | 3: {ends.low:0.0} to {ends.high:0.0} -->
        | k | mean | ends | seconds |
        |---|---:|---|---:|
        | 1 | <!-- figure a -->0.33 | 0.1 to 0.5 | 4 |
        | 20 | 6.67 | 0.1 to 0.5 | 5 |
        """;

    [Fact]
    public void A_page_that_is_right_but_for_durations_has_no_fault_and_stays_as_it_is()
    {
        List<string> asked = [];
        DocsCheck check = Check(Page, value: "1.25", mean: "0.3333", asked: asked);
        Assert.Empty(check.Faults);
        Assert.Equal(Page, check.Corrected);
        Assert.Equal(
            ["antiphon train x   # a comment", "antiphon simulate x", "antiphon sweep --k 1 --json", "antiphon sweep --k 20 --json"],
            asked
        );
    }

    [Theory]
    [InlineData(" 1  63.72  9.25", 0)]
    [InlineData(" 1  63.73  0.5", 1)]
    public void A_last_column_of_seconds_may_differ_but_not_the_others(string row, int faults)
    {
        const string Table =
            "<!-- run -->\n```\nantiphon sweep x\n```\n<!-- output -->\n```\n k  mean  seconds\n 1  63.72  0.5\n\n10 cells\n```\n";
        DocsCheck check = new DocsCheck(
            DocsPage.Parse("page.md", Table),
            _ => $" k  mean  seconds\n{row}\n\n10 cells\n",
            Unwritten,
            false
        ).Run();
        Assert.Equal(faults, check.Faults.Count);
    }

    [Fact]
    public void A_figure_that_differs_is_a_fault_and_is_written_with_its_mark_kept()
    {
        DocsCheck check = Check(Page, value: "1.26", mean: "0.4");
        Assert.Equal(2, check.Faults.Count);
        Assert.Contains("line 9", check.Faults[0], StringComparison.Ordinal);
        string expected = Page.Replace("Value   1.25\ndone, 7.0 s, 403,029", "Value   1.26\ndone,\n9.5 s, 1 ", StringComparison.Ordinal)
            .Replace("-->0.33", "-->0.40", StringComparison.Ordinal);
        Assert.Equal(expected, check.Corrected);
        Assert.Empty(Check(check.Corrected, "1.26", "0.4").Faults);
    }

    [Fact]
    public void What_is_slow_is_left_out_unless_asked_for()
    {
        List<string> asked = [];
        DocsCheck check = Check(Page, "1.25", "0.3333", includesSlow: true, asked: asked);
        Assert.Contains("antiphon train y", asked, StringComparer.Ordinal);
        Assert.Equal(Page.Replace("\nold\n", "\nnew\n", StringComparison.Ordinal), check.Corrected);
    }

    [Theory]
    [InlineData("1\n2\n...\n5", "1\n2\n3\n4\n5", null)]
    [InlineData("1\n2\n...", "1\n2\n3\n4\n5", null)]
    [InlineData("1\n2\n...\n5", "1\n7\n3\n4\n6", "1\n7\n...\n6")]
    [InlineData("1\n2\n...\n5", "1\n2", "1\n2")]
    public void Of_a_shortened_block_the_ends_are_compared(string body, string printed, string? corrected)
    {
        string text = $"<!-- output of: x; y -->\n```\n{body}\n```\n";
        DocsCheck check = new DocsCheck(
            DocsPage.Parse("p", text),
            command => command == "y" ? printed : "",
            Unwritten,
            includesSlow: false
        ).Run();
        Assert.Equal(text.Replace(body, corrected ?? body, StringComparison.Ordinal), check.Corrected);
    }

    [Fact]
    public void A_mark_without_a_block_is_refused() =>
        Assert.Contains(
            "expected a fenced block",
            Assert.Throws<FormatException>(() => DocsPage.Parse("p", "<!-- run -->\n\n```\n```").Steps().ToList()).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("<!-- figure a -->110.49 and <!-- figure a -->110.5 and <!-- figure a -->110", null)]
    [InlineData("<!-- figure a -->110.49 and <!-- figure a -->110.9", "110.5")]
    [InlineData("<!-- figure a: of ([\\d.]+) -->\nReturn of 7.26 <!-- figure a -->**7.2**", "7.3")]
    [InlineData("<!-- figure a -->22,068 <!-- figure a -->22,066.9", "22,067")]
    [InlineData("<!-- figure a -->0.130 <!-- figure a -->0.1308", "0.131")]
    [InlineData("<!-- figure a -->168,000 <!-- figure a -->168,000.0", null)]
    public void Figures_of_one_name_agree_when_rounded(string text, string? expected) =>
        Assert.Equal(expected, DocsFigures.Faults(DocsFigures.Of("p", text)).Select(fault => fault.Expected).SingleOrDefault());

    [Fact]
    public void A_file_is_written_before_the_commands_below_it_run()
    {
        List<string> happened = [];
        string page = "<!-- file: a.json -->\n```json\n{\n}\n```\n<!-- run -->\n```\nantiphon validate a.json\n```\n";
        DocsCheck check = new DocsCheck(DocsPage.Parse("p", page), Run, Write, includesSlow: false).Run();
        Assert.Empty(check.Faults);
        Assert.Equal(["a.json: {\n}\n", "antiphon validate a.json"], happened);

        string Run(string command)
        {
            happened.Add(command);
            return "";
        }

        void Write(string name, string text) => happened.Add($"{name}: {text}");
    }

    private static void Unwritten(string name, string text) => Assert.Fail($"no page here has a file, yet {name} was written: {text}");

    private static DocsCheck Check(string page, string value, string mean, bool includesSlow = false, List<string>? asked = null)
    {
        return new DocsCheck(DocsPage.Parse("page.md", page), Run, Unwritten, includesSlow).Run();

        string Run(string command)
        {
            asked?.Add(command);
            return command.Contains("train", StringComparison.Ordinal) ? ""
                : command.Contains("simulate", StringComparison.Ordinal) ? $"Value   {value}\ndone,\n9.5 s, 1  steps per second\n"
                : command.Contains("plan", StringComparison.Ordinal) ? "new\n"
                : $"{{\"mean\": {(command.Contains("20", StringComparison.Ordinal) ? "6.6667" : mean)}, \"ends\": {{\"low\": 0.1, "
                    + $"\"high\": 0.5}}}}";
        }
    }
}
