using System.CommandLine;

namespace Antiphon.Cli.Help;

/// <summary>Lays out the help of the program or of one verb: usage, grouped options with their defaults, examples.</summary>
internal static class HelpScreen
{
    private const int Indent = 2;
    private const int Gap = 2;
    private const int WidestTerm = 26;

    public static void Write(Command command, TextWriter output, int width)
    {
        foreach (string line in Lines(command, width))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>"antiphon train" for the verb train.</summary>
    public static string CommandPath(Command command) => command is Verb ? $"antiphon {command.Name}" : "antiphon";

    /// <summary>Every option a command understands, those of the whole program included.</summary>
    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(parent => parent.Options.Where(option => option.Recursive)));

    private static IEnumerable<string> Lines(Command command, int width)
    {
        IReadOnlyList<(string, IReadOnlyList<(string Term, string Meaning)>)> sections = [.. Sections(command)];
        int column = Indent + Gap + Math.Min(WidestTerm, sections.SelectMany(section => section.Item2).Max(row => row.Term.Length));
        foreach (string line in TextWrap.Lines(command.Description!, width))
        {
            yield return line;
        }

        yield return "";
        yield return $"Usage: {Usage(command)}";
        foreach ((string title, IReadOnlyList<(string Term, string Meaning)> rows) in sections)
        {
            yield return "";
            yield return title;
            foreach (string line in rows.SelectMany(row => Row(row.Term, row.Meaning, column, width)))
            {
                yield return line;
            }
        }

        foreach (string line in Examples(command))
        {
            yield return line;
        }
    }

    /// <summary>What a screen explains, in order: terms as written, and their meanings, which end in the default in brackets.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<(string Term, string Meaning)> Rows)> Sections(Command command)
    {
        if (command.Subcommands.Count > 0)
        {
            yield return ("Verbs", [.. command.Subcommands.Select(verb => (verb.Name, FirstSentence(verb.Description!)))]);
        }

        if (command.Arguments.Count > 0)
        {
            yield return ("Arguments", [.. command.Arguments.Select(argument => (argument.Name, argument.Description!))]);
        }

        foreach (OptionGroup group in command is Verb verb ? verb.Groups : [])
        {
            yield return (group.Title, [.. group.Options.Select(Row)]);
        }

        IEnumerable<Option> general = command is Verb ? OptionsOf(command).Except(command.Options) : command.Options;
        yield return ("General", [.. general.Select(Row)]);
    }

    private static (string Term, string Meaning) Row(Option option)
    {
        // A second long name is a former one: understood, not shown.
        string names = string.Join(
            ", ",
            option
                .Aliases.Where(alias => !alias.StartsWith("--", StringComparison.Ordinal))
                .Append(option.Name)
                .OrderBy(name => name.Length)
        );
        string term = option.HelpName is string symbol ? $"{names} {symbol}" : names;
        string meaning =
            option.HasDefaultValue && option.HelpName is not null ? $"{option.Description} [{Default(option)}]" : option.Description!;
        return (term, meaning);
    }

    private static string Default(Option option) =>
        option.GetDefaultValue() switch
        {
            Enum value => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()),
            bool value => value ? "true" : "false",
            object value => value.ToString()!,
            null => "",
        };

    private static IEnumerable<string> Row(string term, string meaning, int column, int width)
    {
        string head = new string(' ', Indent) + term.PadRight(column - Indent);
        if (Indent + term.Length >= column)
        {
            yield return head;
            head = new string(' ', column);
        }

        foreach (string line in TextWrap.Lines(meaning, Math.Max(20, width - column)))
        {
            yield return head + line;
            head = new string(' ', column);
        }
    }

    private static string Usage(Command command) => command is Verb verb ? $"antiphon {verb.Usage} [options]" : "antiphon VERB [options]";

    private static IEnumerable<string> Examples(Command command)
    {
        IReadOnlyList<Example> examples = command is Verb verb
            ? verb.Examples
            : [.. command.Subcommands.OfType<Verb>().Select(each => each.Examples[0])];
        yield return "";
        yield return "Examples";
        foreach (Example example in examples)
        {
            yield return $"  {example.Command}";
            yield return $"      {example.Purpose}";
        }
    }

    private static string FirstSentence(string text) => text.Split(". ")[0].TrimEnd('.');
}
