using Antiphon.Cli.Reporting;

namespace Antiphon.Tests.Reporting;

public class LabelLinesTests
{
    [Theory]
    [InlineData("constant 2 + follow", "constant 2 +|follow")]
    [InlineData("short", "short")]
    [InlineData("a extraordinarily-long-word b", "a|extraordinarily-long-word|b")]
    public void A_name_is_broken_between_words_and_no_word_is(string name, string lines) =>
        Assert.Equal(lines.Split('|'), LabelLines.Of(name, 14), StringComparer.Ordinal);

    [Fact]
    public void The_expression_gives_the_lines_of_each_name() =>
        Assert.Equal(
            """{"a b":["a","b"],"say \u0022x\u0022":["say","\u0022x\u0022"]}[datum.value]""",
            LabelLines.Named(["a b", "say \"x\""], 2, "datum.value")
        );

    [Fact]
    public void A_long_name_in_a_figure_takes_several_lines_and_a_short_one_is_left_alone()
    {
        Assert.Null(Axis.OfNames(["zone 0", "zone 1"]).LabelExpr);
        Assert.StartsWith("{", Axis.OfNames(["zone 0", "point to the sample's mode + follow"]).LabelExpr, StringComparison.Ordinal);
    }
}
