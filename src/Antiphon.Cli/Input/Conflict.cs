using System.CommandLine;

namespace Antiphon.Cli.Input;

/// <summary>Options on the command line that differ from those something was started with.</summary>
internal static class Conflict
{
    /// <summary>Of the options that the user wrote, those that differ.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">Options, their values on the command line, and those stored.</param>
    /// <param name="noun">What they are stored with, for example "run".</param>
    public static IEnumerable<string> Given(
        ParseResult parse,
        IEnumerable<(Option Option, object? Given, object? Stored)> options,
        string noun
    ) =>
        options
            .Where(pair => parse.Given(pair.Option) && !Equals(pair.Given, pair.Stored))
            .Select(pair => Message(pair.Option, pair.Given, pair.Stored, noun));

    /// <summary>One difference in words.</summary>
    public static string Message(Option option, object? given, object? stored, string noun) =>
        $"{option.Name} is {given ?? "none"}; the {noun} was started with {stored ?? "none"}";
}
