namespace Antiphon.Cli.Reporting;

/// <summary>A table as HTML: captioned, its headings scoped, every number with its exact value behind what people read.</summary>
internal static class TableMarkup
{
    // On a telephone each row is a block, in which the style sheet says the heading before each cell.
    private const string Label = "data-label";

    /// <summary>Writes the table.</summary>
    public static void Write(Html html, string caption, DataTable table, bool isFolded)
    {
        int[] shown = [.. table.Columns.Index().Where(column => !column.Item.IsHidden).Select(column => column.Index)];
        if (isFolded)
        {
            html.Open("details").Element("summary", caption);
        }

        // The region can be scrolled by keyboard where the table is wider than the screen.
        html.Open("div", ("class", "table"), ("role", "region"), ("aria-label", caption), ("tabindex", "0")).Open("table");
        html.Element("caption", caption, ("class", isFolded ? "hidden" : "shown"));
        html.Open("thead").Open("tr");
        foreach (int column in shown)
        {
            html.Element("th", table.Columns[column].Heading, ("scope", "col"), ("class", Align(table.Columns[column])));
        }

        html.Close().Close().Open("tbody");
        foreach (IReadOnlyList<Cell> row in table.Rows)
        {
            html.Open("tr");
            foreach (int column in shown)
            {
                Write(html, row[column], table.Columns[column], isHead: column == shown[0]);
            }

            html.Close();
        }

        html.Close().Close().Close();
        if (isFolded)
        {
            html.Close();
        }
    }

    private static string Align(DataColumn column) => column.IsNumber ? "number" : "text";

    private static void Write(Html html, Cell cell, DataColumn column, bool isHead)
    {
        (string, string)[] always = [("class", Align(column)), (Label, column.Heading)];
        html.Open(isHead ? "th" : "td", isHead ? [("scope", "row"), .. always] : always);
        if (cell.Number is double value)
        {
            html.Element("data", cell.Shown, ("value", value.ToString("R")));
        }
        else
        {
            html.Text(cell.Shown);
        }

        html.Close();
    }
}
