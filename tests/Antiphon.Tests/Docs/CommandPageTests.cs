using System.Text;
using System.Text.RegularExpressions;
using Antiphon.Cli;
using Antiphon.Cli.Help;
using Antiphon.Tests.Architecture;
using Antiphon.Tests.Cli;

namespace Antiphon.Tests.Docs;

/// <summary>docs/commands.md is written from the declarations of verbs and options. Set ANTIPHON_ACCEPT=1 to write it anew.</summary>
public partial class CommandPageTests : CommandLineTest
{
    private const string Introduction = """
        # Commands

        Every verb of `antiphon` with its options. `antiphon VERB --help` shows the same in a terminal. This page is written from the
        declarations of the options by `ANTIPHON_ACCEPT=1 dotnet test --filter CommandPage`; a test compares it.

        ```
        antiphon VERB [GAME | RUN | POLICY | FOLDER] [options]
        ```

        Results go to standard output, progress and errors to standard error. With `--json` a verb prints one JSON document.

        | exit code | meaning |
        |---:|---|
        | 0 | done |
        | 1 | internal error: a fault of the program |
        | 2 | wrong usage or invalid input; the message says what to change |
        | 3 | finished, but the accuracy asked for was not met, or a certificate does not hold |
        | 130 | cancelled; the state is saved where the verb can resume |
        | 141 | the reader of standard output went away, as in `antiphon games \| head -1` |

        """;

    private const string General = "General";

    [Fact]
    public void The_page_of_commands_says_what_the_program_declares()
    {
        AntiphonCommand program = AntiphonProgram.CommandLine(Surroundings(TextWriter.Null, TextWriter.Null));
        string page = Page(program).ReplaceLineEndings("\n");
        string path = Path.Combine(RepositoryRoot.Path, "docs", "commands.md");
        if (Environment.GetEnvironmentVariable("ANTIPHON_ACCEPT") == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(File.ReadAllText(path), page);
    }

    private static string Page(AntiphonCommand program)
    {
        List<Verb> verbs = [.. program.Subcommands.OfType<Verb>()];
        StringBuilder page = new(Introduction);
        page.Append("\n| verb | what it does |\n|---|---|\n");
        foreach (Verb verb in verbs)
        {
            page.Append($"| [`{verb.Name}`](#{verb.Name}) | {Prose(verb.Description!.Split(". ")[0].TrimEnd('.'))} |\n");
        }

        page.Append("\n## Options of every verb\n");
        Append(page, [.. HelpScreen.Sections(verbs[0]).Where(section => section.Title == General)]);
        foreach (Verb verb in verbs)
        {
            Append(page, verb);
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, Verb verb)
    {
        page.Append($"\n## {verb.Name}\n\n");
        page.AppendJoin('\n', TextWrap.Lines(Prose(verb.Description!), width: 138));
        page.Append($"\n\n```\nantiphon {verb.Usage} [options]\n```\n");
        Append(page, [.. HelpScreen.Sections(verb).Where(section => section.Title != General)]);
        page.Append("\nExamples:\n");
        foreach (Example example in verb.Examples)
        {
            page.Append($"\n- `{example.Command}`: {Prose(example.Purpose)}");
        }

        page.Append('\n');
    }

    private static void Append(
        StringBuilder page,
        IReadOnlyList<(string Title, IReadOnlyList<(string Term, string Meaning)> Rows)> sections
    )
    {
        foreach ((string title, IReadOnlyList<(string Term, string Meaning)> rows) in sections)
        {
            page.Append($"\n| {title} | meaning | default |\n|---|---|---|\n");
            foreach ((string term, string meaning) in rows)
            {
                Match parts = Default().Match(meaning);
                string text = parts.Success ? parts.Groups["meaning"].Value : meaning;
                page.Append($"| {Code(term)} | {Prose(text)} | {Prose(parts.Groups["value"].Value)} |\n");
            }
        }
    }

    private static string Code(string text) => $"`{text.Replace("|", "\\|", StringComparison.Ordinal)}`";

    // Escapes what Markdown would take for its own, and makes links of the pages that help screens name.
    private static string Prose(string text) =>
        Special()
            .Replace(text, match => match.Value[0] == '`' ? match.Value.Replace("|", "\\|", StringComparison.Ordinal)
                : match.Groups["page"].Success ? $"[{match.Groups["page"].Value}]({match.Groups["page"].Value}.md)"
                : $"\\{match.Value}");

    [GeneratedRegex(@"^(?<meaning>[^\[]*?) \[(?<value>[^\]]*)\]$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Default();

    [GeneratedRegex(@"`[^`]*`|docs/(?<page>[a-z-]+)\.md|[<>|*_]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Special();
}
