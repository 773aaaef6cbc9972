using Antiphon.Cli.Output;

namespace Antiphon.Tests.Cli;

public class FittingTableTests : CommandLineTest
{
    private static readonly string[] Heading = ["Game", "local states", "x"];
    private static readonly bool[] ToRight = [false, true, false];
    private static readonly string[][] Rows =
    [
        ["warehouse", "5", ""],
        ["a", "1,000,000,000,000", "last one"],
        ["", "", "-"],
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_table_that_fits_observations_as_the_layout_engine_would_have_it(bool noRows)
    {
        string[][] rows = noRows ? [] : Rows;
        var report = new Report(Surroundings(TextWriter.Null, TextWriter.Null));
        Assert.Equal(report.WrappedTable(Heading, ToRight, rows), FittingTable.Lines(Heading, ToRight, rows, width: 80, text => text));
    }

    [Fact]
    public void Headings_are_marked_without_their_blanks()
    {
        IReadOnlyList<string>? lines = FittingTable.Lines(
            ["a", "b"],
            [false, true],
            [
                ["long", "long"],
            ],
            width: 80,
            text => $"<{text}>"
        );
        Assert.Equal(["<a>        <b>", "long  long"], lines);
    }

    [Theory]
    [InlineData("12345678901", 19)]
    [InlineData("倉庫", 80)]
    [InlineData("é", 80)]
    public void A_table_that_must_be_wrapped_or_measured_is_left_to_the_layout_engine(string cell, int width) =>
        Assert.Null(
            FittingTable.Lines(
                ["first", "second"],
                [false, false],
                [
                    ["a", cell],
                ],
                width,
                text => text
            )
        );

    [Fact]
    public void A_row_that_just_fits_is_laid_out() =>
        Assert.Equal(
            2,
            FittingTable
                .Lines(
                    ["first", "second"],
                    [false, false],
                    [
                        ["a", "12345678901"],
                    ],
                    width: 5 + 11 + (2 * FittingTable.Gap),
                    text => text
                )!
                .Count
        );
}
