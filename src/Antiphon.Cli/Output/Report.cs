using Antiphon.Cli.Help;
using Spectre.Console;

namespace Antiphon.Cli.Output;

/// <summary>Writes results for people: paragraphs, facts and tables that fit the width. Emits escape sequences only where the surroundings allow them.</summary>
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

    /// <summary>A name and what it is, the second column aligned over all facts.</summary>
    public void Fact(string name, string text) => Hanging(name.PadRight(FactColumn), text);

    /// <summary>A name, a figure and what the figure means, all aligned.</summary>
    public void Fact(string name, string figure, string meaning) => Hanging($"{name.PadRight(FactColumn)}{figure.PadLeft(FigureWidth)}  ", meaning);

    /// <summary>A table with its heading; a column whose name starts with '>' is aligned to the right.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (string column in columns)
        {
            bool right = column.StartsWith('>');
            var heading = new Text(column.TrimStart('>'), new Style(decoration: Decoration.Bold));
            table.AddColumn(new TableColumn(heading) { Alignment = right ? Justify.Right : Justify.Left, Padding = new Padding(0, 0, 2, 0) });
        }

        foreach (IReadOnlyList<string> row in rows)
        {
            table.AddRow(row.Select(cell => new Text(Figures.Printable(cell))));
        }

        Render(table);
    }

    private void Hanging(string head, string text)
    {
        string indent = new(' ', head.Length);
        foreach (string line in TextWrap.Lines(text, Math.Max(20, surroundings.Width - head.Length)))
        {
            Line(head + line);
            head = indent;
        }
    }

    private void Render(Table table)
    {
        using var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = surroundings.StyledOut ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        console.Profile.Width = surroundings.Width;
        console.Write(table);
        foreach (string line in text.ToString().TrimEnd().Split('\n'))
        {
            Line(line.TrimEnd());
        }
    }
}
