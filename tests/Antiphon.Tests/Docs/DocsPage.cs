using System.Text.RegularExpressions;
using Antiphon.Tests.Architecture;

namespace Antiphon.Tests.Docs;

/// <summary>What a mark in a page asks for; see "Numbers in the docs" in CONTRIBUTING.md.</summary>
internal enum DocsMark
{
    /// <summary>The block below holds commands, one a line; they are run.</summary>
    Run,

    /// <summary>
    /// The block below is what the command in the mark prints, or else what the commands of the last <see cref="Run"/> printed.
    /// </summary>
    Output,

    /// <summary>The block below is a file: the commands that follow find it under the name in the mark.</summary>
    File,

    /// <summary>Cells of the table below are figures of a JSON document that a command prints, one command a row.</summary>
    Rows,
}

/// <summary>A marked block or table.</summary>
/// <param name="Mark">What is asked.</param>
/// <param name="IsSlow">Whether it is left out of ordinary test runs.</param>
/// <param name="Command">The command (and cell templates) in the mark; empty if there is none.</param>
/// <param name="First">Number of the first line of the body, from 0.</param>
/// <param name="End">Number of the line after the body.</param>
internal sealed record DocsStep(DocsMark Mark, bool IsSlow, string Command, int First, int End);

/// <summary>A page of the documentation: its lines, and the marks in them.</summary>
internal sealed partial class DocsPage
{
    private const string Fence = "```";

    private DocsPage(string name, string[] lines)
    {
        Name = name;
        Lines = lines;
    }

    /// <summary>The path from the root of the repository.</summary>
    public string Name { get; }

    public string[] Lines { get; }

    /// <summary>README and all pages below docs/, README first.</summary>
    public static IEnumerable<string> Names =>
        [
            "README.md",
            .. Directory
                .EnumerateFiles(Path.Combine(RepositoryRoot.Path, "docs"), "*.md", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path))
                .Order(StringComparer.Ordinal),
        ];

    public static DocsPage Load(string name) => Parse(name, File.ReadAllText(Path.Combine(RepositoryRoot.Path, name)));

    public static DocsPage Parse(string name, string text) => new(name, text.Split('\n'));

    /// <summary>The marks, from the top.</summary>
    /// <exception cref="FormatException">No block or table follows a mark.</exception>
    public IEnumerable<DocsStep> Steps()
    {
        for (int line = 0; line < Lines.Length; line++)
        {
            if (Mark().Match(Lines[line]) is { Success: true } found)
            {
                DocsMark mark = Enum.Parse<DocsMark>(found.Groups["mark"].Value, ignoreCase: true);
                (int first, int end) = mark == DocsMark.Rows ? Table(line + 1) : Block(line + 1);
                yield return new DocsStep(mark, found.Groups["slow"].Success, found.Groups["command"].Value.Trim(), first, end);
            }
        }
    }

    /// <summary>All fenced blocks: the line of the opening fence, the language, and the body.</summary>
    public IEnumerable<(int Line, string Language, string[] Body)> Blocks()
    {
        for (int line = 0; line < Lines.Length; line++)
        {
            if (Lines[line].StartsWith(Fence, StringComparison.Ordinal))
            {
                int end = Array.IndexOf(Lines, Fence, line + 1);
                yield return (line, Lines[line][Fence.Length..], Lines[(line + 1)..end]);
                line = end;
            }
        }
    }

    /// <summary>The page with other lines in place of some.</summary>
    public string With(IEnumerable<(int First, int End, string[] Lines)> changes)
    {
        List<string> lines = [.. Lines];
        foreach ((int first, int end, string[] replacement) in changes.OrderByDescending(change => change.First))
        {
            lines.RemoveRange(first, end - first);
            lines.InsertRange(first, replacement);
        }

        return string.Join('\n', lines);
    }

    private (int First, int End) Block(int line)
    {
        int end =
            line < Lines.Length && Lines[line].StartsWith(Fence, StringComparison.Ordinal) ? Array.IndexOf(Lines, Fence, line + 1) : -1;
        return end > line
            ? (line + 1, end)
            : throw new FormatException($"{Name}, line {line}: expected a fenced block in the line below the mark");
    }

    // Without the head and the rule below it.
    private (int First, int End) Table(int line)
    {
        int end = line;
        while (end < Lines.Length && Lines[end].StartsWith('|'))
        {
            end++;
        }

        return end > line + 2
            ? (line + 2, end)
            : throw new FormatException($"{Name}, line {line}: expected a table in the line below the mark");
    }

    [GeneratedRegex(
        @"^<!-- (?<mark>run|output|file(?=:)|rows(?= of))( of)?(?<slow> \(slow\))?(: (?<command>.*))? -->$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Mark();
}
