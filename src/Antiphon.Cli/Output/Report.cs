using Antiphon.Cli.Help;
using Spectre.Console;

namespace Antiphon.Cli.Output;

/// <summary>
/// Writes results for people: paragraphs, facts and tables that fit the width. Emits escape sequences only where the surroundings allow
/// them.
/// </summary>
internal sealed class Report(Surroundings surroundings)
{
    private const int FactColumn = 21;
    private const int FigureWidth = 8;

    /// <summary>A line that must stay in one piece, such as a command to copy.</summary>
    public void Line(string text = "") => surroundings.Out.WriteLine(text);

    /// <summary>Running text.</summary>
    public void Paragraph(string text)
    {
        foreach (string line in TextWrap.Lines(text, surroundings.Width))
        {
            Line(line);
        }
    }

    /// <summary>An entry of a list.</summary>
    public void Item(string text) => Hanging("- ", text);

    /// <summary>A name and what it is, the second column aligned over all facts.</summary>
    public void Fact(string name, string text) => Hanging(name.PadRight(FactColumn), text);

    /// <summary>A name, a figure and what the figure means, all aligned.</summary>
    public void Fact(string name, string figure, string meaning) =>
        Hanging($"{name.PadRight(FactColumn)}{figure.PadLeft(FigureWidth)}  ", meaning);

    /// <summary>A table with its heading; a column whose name starts with '>' is aligned to the right.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        string[] heading = [.. columns.Select(column => column.TrimStart('>'))];
        bool[] toRight = [.. columns.Select(column => column.StartsWith('>'))];
        string[][] cells = [.. rows.Select(row => row.Select(Figures.Printable).ToArray())];
        foreach (
            string line in FittingTable.Lines(heading, toRight, cells, surroundings.Width, Bold) ?? WrappedTable(heading, toRight, cells)
        )
        {
            Line(line);
        }
    }

    /// <summary>Whether a table needs no wrapping.</summary>
    public bool Fits(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        FittingTable.Lines(columns, [.. columns.Select(_ => false)], [.. rows], surroundings.Width, text => text) is not null;

    /// <summary>The lines of a table whose cells are wrapped where they do not fit.</summary>
    internal IReadOnlyList<string> WrappedTable(
        IReadOnlyList<string> heading,
        IReadOnlyList<bool> toRight,
        IEnumerable<IReadOnlyList<string>> rows
    )
    {
        var table = new Table { Border = TableBorder.None };
        for (int column = 0; column < heading.Count; column++)
        {
            var title = new Text(heading[column], new Style(decoration: Decoration.Bold));
            table.AddColumn(
                new TableColumn(title)
                {
                    Alignment = toRight[column] ? Justify.Right : Justify.Left,
                    Padding = new Padding(0, 0, FittingTable.Gap, 0),
                }
            );
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        return Rendered(table);
    }

    private string Bold(string text) => surroundings.StyledOut ? $"\u001b[1m{text}\u001b[0m" : text;

    private void Hanging(string head, string text)
    {
        string indent = new(' ', head.Length);
        foreach (string line in TextWrap.Lines(text, Math.Max(20, surroundings.Width - head.Length)))
        {
            Line(head + line);
            head = indent;
        }
    }

    private string[] Rendered(Table table)
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Ansi = surroundings.StyledOut ? AnsiSupport.Yes : AnsiSupport.No,
                ColorSystem = ColorSystemSupport.NoColors,
                Interactive = InteractionSupport.No,
                Out = new AnsiConsoleOutput(text),
                Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            }
        );
        console.Profile.Width = surroundings.Width;
        console.Write(table);
        return [.. text.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd())];
    }
}
