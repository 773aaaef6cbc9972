using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Antiphon.Tests.Docs;

/// <summary>Compares the marked blocks and tables of a page with what the commands print.</summary>
/// <param name="page">The page.</param>
/// <param name="run">Runs a command; returns what it prints.</param>
/// <param name="write">Writes a file (its name, its text) where the commands find it.</param>
/// <param name="includesSlow">Whether slow marks count.</param>
internal sealed partial class DocsCheck(DocsPage page, Func<string, string> run, Action<string, string> write, bool includesSlow)
{
    private readonly List<(int First, int End, string[] Lines)> changes = [];
    private readonly List<string> faults = [];

    /// <summary>What differs, in words; empty when nothing does.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>The page with what the commands print. What differs only by how long it took stays as it was.</summary>
    public string Corrected => page.With(changes);

    /// <summary>Runs everything.</summary>
    public DocsCheck Run()
    {
        string? printed = null;
        foreach (DocsStep step in page.Steps().Where(step => includesSlow || !step.IsSlow))
        {
            switch (step.Mark)
            {
                case DocsMark.Run:
                    printed = string.Concat(page.Lines[step.First..step.End].Where(line => line.Length > 0).Select(run));
                    break;
                case DocsMark.File:
                    write(step.Command, string.Join('\n', page.Lines[step.First..step.End]) + "\n");
                    break;
                case DocsMark.Output:
                    Compare(
                        step,
                        step.Command.Length > 0
                            ? Printed(step.Command.Split("; "))
                            : printed ?? throw new FormatException($"{page.Name}, line {step.First}: nothing was run above")
                    );
                    break;
                default:
                    Rows(step);
                    break;
            }
        }

        return this;
    }

    // Enumerable.Last asks for the last result alone, so that the commands before it would not run.
    private string Printed(string[] commands)
    {
        string[] printed = [.. commands.Select(run)];
        return printed[^1];
    }

    private void Compare(DocsStep step, string printed)
    {
        string[] found = page.Lines[step.First..step.End];
        string[] expected = Shortened(printed.TrimEnd('\n').Split('\n'), found);
        if (Lasting(found) != Lasting(expected))
        {
            faults.Add(
                $"{page.Name}, line {step.First + 1}: the page says\n{string.Join('\n', found)}\nbut the command "
                    + $"prints\n{string.Join('\n', expected)}\n"
            );
            changes.Add((step.First, step.End, expected));
        }
    }

    // Of a block with a line "...", only the lines before and after it are shown.
    private static string[] Shortened(string[] printed, string[] found)
    {
        int gap = Array.IndexOf(found, "...");
        return gap < 0 || printed.Length < found.Length ? printed : [.. printed[..gap], "...", .. printed[^(found.Length - gap - 1)..]];
    }

    // COMMAND with $1 for the first cell | COLUMN: TEMPLATE | ..
    private void Rows(DocsStep step)
    {
        string[] parts = step.Command.Split(" | ");
        for (int line = step.First; line < step.End; line++)
        {
            string[] cells = page.Lines[line].Split('|');
            using var document = JsonDocument.Parse(run(parts[0].Replace("$1", cells[1].Trim(), StringComparison.Ordinal)));
            foreach (string part in parts[1..])
            {
                string[] template = part.Split(": ", 2);
                int column = int.Parse(template[0], CultureInfo.InvariantCulture);
                string note = Note().Match(cells[column]).Value;
                cells[column] = $" {note}{Placeholder().Replace(template[1], field => Field(document.RootElement, field))} ";
            }

            string row = string.Join('|', cells);
            if (row != page.Lines[line])
            {
                faults.Add($"{page.Name}, line {line + 1}: the row is\n{page.Lines[line]}\nbut the command gives\n{row}\n");
                changes.Add((line, line + 1, [row]));
            }
        }
    }

    private static string Field(JsonElement document, Match field)
    {
        JsonElement found = field.Groups["path"].Value.Split('.').Aggregate(document, (element, name) => element.GetProperty(name));
        return found.GetDouble().ToString(field.Groups["format"].Value, CultureInfo.InvariantCulture);
    }

    // Lines are broken by the width of what was taken out.
    private static string Lasting(string[] lines) =>
        Blanks().Replace(Passing().Replace(ColumnOfSeconds().Replace(string.Join('\n', lines), "*"), "*"), " ");

    /// <summary>The last cell of a row below a line that ends in the name "seconds".</summary>
    [GeneratedRegex(@"(?<= seconds\n([^\n]+\n)*[^\n]*)\b[0-9.,]+$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex ColumnOfSeconds();

    /// <summary>Durations and speeds. Everything else is the same on every machine, at any number of threads.</summary>
    [GeneratedRegex(
        @"\b[0-9.,]+\s+m?s\b|\b[0-9]+ (h|min)( [0-9]+ (min|s))?\b|\b[0-9,]+\s+steps\s+per\s+second",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Passing();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\{(?<path>[\w.]+):(?<format>[^}]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    [GeneratedRegex("<!--.*?-->", RegexOptions.None, 1000)]
    private static partial Regex Note();
}
