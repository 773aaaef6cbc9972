using System.CommandLine;
using System.CommandLine.Parsing;
using Antiphon.Cli.Help;

namespace Antiphon.Cli.Input;

/// <summary>Says what is wrong with a command line, all of it at once, and what was probably meant.</summary>
internal static class ParseErrors
{
    public static void Write(ParseResult parse, TextWriter error)
    {
        Command command = parse.CommandResult.Command;
        foreach (string message in Messages(parse, command).Distinct(StringComparer.Ordinal))
        {
            error.WriteLine($"error: {message}");
        }

        error.WriteLine($"See `{HelpScreen.CommandPath(command)} --help`.");
    }

    /// <summary>The message for a word that looks like an option but is not one.</summary>
    public static string UnknownOption(Command command, string word) =>
        $"there is no option {word}{Suggestion.Phrase(word, HelpScreen.OptionsOf(command).Select(option => option.Name))}";

    private static IEnumerable<string> Messages(ParseResult parse, Command command)
    {
        string[] unknownOptions = [.. ArgumentWords(parse).Concat(parse.UnmatchedTokens).Where(LooksLikeOption)];
        foreach (string word in unknownOptions)
        {
            yield return UnknownOption(command, word);
        }

        foreach (string word in parse.UnmatchedTokens.Where(word => !LooksLikeOption(word) && unknownOptions.Length == 0))
        {
            yield return command.Subcommands.Count > 0
                ? $"there is no verb '{word}'{Suggestion.Phrase(word, command.Subcommands.Select(verb => verb.Name))}"
                : $"unexpected argument '{word}'";
        }

        // The parser's own words for an unmatched token are replaced by those above.
        foreach (
            ParseError problem in parse.Errors.Where(problem =>
                !parse.UnmatchedTokens.Any(word => problem.Message.Contains($"'{word}'", StringComparison.Ordinal))
            )
        )
        {
            yield return problem.Message;
        }
    }

    /// <summary>The parser takes a mistyped option for an argument when one is still missing.</summary>
    private static IEnumerable<string> ArgumentWords(ParseResult parse) =>
        parse.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value);

    private static bool LooksLikeOption(string word) => word.Length > 1 && word[0] == '-';
}
