using Antiphon.Runs;

namespace Antiphon.Tests.Runs;

/// <summary>Tables whose columns have types.</summary>
public class ResultTableTests
{
    private static ResultTable Table =>
        new([ResultColumn.Text("name"), ResultColumn.Whole("count"), ResultColumn.Seed("seed"), ResultColumn.Real("value")]);

    [Fact]
    public void Cells_have_the_types_of_their_columns_and_empty_ones_are_null()
    {
        ResultTable table = Table;
        table.Add("a", 3, 7UL, 0.5);
        table.Add("", 4L, null, null);
        Assert.Equal(["a", 3L, 7UL, 0.5], table.Rows[0]);
        Assert.Equal([null, 4L, null, null], table.Rows[1]);
    }

    [Fact]
    public void The_text_is_that_of_a_CSV_table()
    {
        ResultTable table = Table;
        table.Add("a,b", 3, ulong.MaxValue, 0.1);
        table.Add(null, null, null, 1e-300);
        Assert.Equal("name,count,seed,value\n\"a,b\",3,18446744073709551615,0.1\n,,,1E-300\n", table.ToString());
    }

    [Fact]
    public void A_cell_of_another_type_is_refused_by_the_name_of_its_column()
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Table.Add("a", 0.5, null, null));
        Assert.Contains("count is Double; expected Int64", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Table.Add("a", 3, null, 4));
        Assert.Throws<ArgumentException>(() => Table.Add("a", 3, null));
    }
}
