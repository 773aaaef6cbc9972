namespace Antiphon.Cli.Reporting;

/// <summary>What a report says, before it is laid out.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Lead">One sentence below it.</param>
/// <param name="Sections">Its sections.</param>
internal sealed record ReportContent(string Title, string Lead, IReadOnlyList<ReportSection> Sections)
{
    /// <summary>Which run it is of and how to make it again; null leaves it out.</summary>
    public Facts? Head { get; init; }

    /// <summary>Every figure, in order.</summary>
    public IEnumerable<Figure> Figures =>
        Sections
            .SelectMany(section => section.Blocks)
            .SelectMany(block =>
                block switch
                {
                    FigureBlock single => [single.Figure],
                    FigureGrid several => several.Figures,
                    _ => Enumerable.Empty<Figure>(),
                }
            );
}

/// <summary>A heading and what is below it.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Blocks">What is below it.</param>
internal sealed record ReportSection(string Title, IReadOnlyList<ReportBlock> Blocks);

/// <summary>A part of a section.</summary>
internal abstract record ReportBlock;

/// <summary>Running text.</summary>
internal sealed record Paragraph(string Text) : ReportBlock;

/// <summary>What a reader has to know before relying on a figure.</summary>
internal sealed record Caution(string Text) : ReportBlock;

/// <summary>A command to copy.</summary>
internal sealed record CommandLine(string Text) : ReportBlock;

/// <summary>Names, what they are, and what that means.</summary>
internal sealed record Facts(IReadOnlyList<Fact> Rows) : ReportBlock;

/// <summary>A name, what it is, and what that means.</summary>
internal sealed record Fact(string Name, string Value, string Meaning = "")
{
    /// <summary>Whether the value is a command.</summary>
    public bool IsCode { get; init; }
}

/// <summary>A table.</summary>
/// <param name="Caption">Its caption.</param>
/// <param name="Table">Its contents.</param>
/// <param name="IsFolded">Whether it opens only on demand.</param>
internal sealed record TableBlock(string Caption, DataTable Table, bool IsFolded = false) : ReportBlock;

/// <summary>A figure.</summary>
internal sealed record FigureBlock(Figure Figure) : ReportBlock;

/// <summary>Figures to compare: side by side where there is room.</summary>
internal sealed record FigureGrid(IReadOnlyList<Figure> Figures) : ReportBlock;
