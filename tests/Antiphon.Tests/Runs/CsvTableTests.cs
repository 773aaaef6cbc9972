using System.Globalization;
using Antiphon.Runs;

namespace Antiphon.Tests.Runs;

public class CsvTableTests
{
    [Fact]
    public void Cells_are_quoted_only_where_needed_and_numbers_read_back_exactly() =>
        Assert.Equal(
            "name,value\nplain,0.1\n\"stay, 1\",1E-300\n\"say \"\"no\"\"\",\n",
            new CsvTable("name", "value").Add("plain", 0.1).Add("stay, 1", 1e-300).Add("say \"no\"", null).ToString()
        );

    [Fact]
    public void A_line_of_another_length_is_refused() => Assert.Throws<ArgumentException>(() => new CsvTable("a", "b").Add(1));

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        CultureInfo former = CultureInfo.CurrentCulture;
        var commas = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (commas.NumberFormat.NumberDecimalSeparator, commas.NumberFormat.NegativeSign) = (",", "minus ");
        try
        {
            CultureInfo.CurrentCulture = commas;
            Assert.Equal("value\n-0.5\n", new CsvTable("value").Add(-0.5).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = former;
        }
    }
}
