using System.CommandLine;
using Antiphon.Equilibrium;
using Antiphon.Games;
using Antiphon.Policies;

namespace Antiphon.Cli.Input;

/// <summary>
/// Makes options that check their value while parsing, so that every wrong option is reported at once: name, what was found, what was
/// expected.
/// </summary>
internal static class VerbOptions
{
    private const int LongestSymbol = 30;

    /// <summary>A flag.</summary>
    public static DeclaredOption<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>Any text.</summary>
    public static DeclaredOption<string?> Text(string name, string symbol, string description) =>
        new(name) { Description = description, HelpName = symbol };

    /// <summary>Texts that may be absent, one for each time the option is given.</summary>
    public static DeclaredOption<IReadOnlyList<string>?> OptionalTexts(string name, string symbol, string description) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            Arity = ArgumentArity.OneOrMore,
            CustomParser = result => [.. result.Tokens.Select(token => token.Value)],
        };

    /// <summary>A whole number with a default; 1000000 may be written 1e6.</summary>
    public static DeclaredOption<int?> Whole(string name, string symbol, string description, int ordinarily, int minimum = 1) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            DefaultValueFactory = _ => ordinarily,
            CustomParser = result => (int)OptionValues.WholeNumber(result, minimum, int.MaxValue),
        };

    /// <summary>A whole number that may be absent.</summary>
    public static DeclaredOption<int?> OptionalWhole(string name, string symbol, string description, int minimum = 1) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => (int)OptionValues.WholeNumber(result, minimum, int.MaxValue),
        };

    /// <summary>A whole number with a default, or a word, which reads as 0.</summary>
    public static DeclaredOption<int?> WholeOrWord(string name, string symbol, string description, int ordinarily, string word) =>
        new(name, [(word, 0)])
        {
            Description = description,
            HelpName = $"{symbol}|{word}",
            DefaultValueFactory = _ => ordinarily,
            CustomParser = result => result.Tokens[0].Value == word ? 0 : (int)OptionValues.WholeNumber(result, 1, int.MaxValue),
        };

    /// <summary>A large whole number that may be absent.</summary>
    public static DeclaredOption<long?> OptionalLong(string name, string symbol, string description, long minimum, long maximum) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => (long)OptionValues.WholeNumber(result, minimum, maximum),
        };

    /// <summary>A seed: a whole number of 64 bits.</summary>
    public static DeclaredOption<ulong?> OptionalSeed(string name, string symbol, string description) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => (ulong)OptionValues.WholeNumber(result, 0, ulong.MaxValue),
        };

    /// <summary>A real number that may be absent.</summary>
    public static DeclaredOption<double?> OptionalReal(string name, string symbol, string description, bool positive) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => OptionValues.RealNumber(result, positive),
        };

    /// <summary>
    /// An amount of memory that may be absent: bytes, or a number with k, M, G or T (powers of 1000), or Ki, Mi, Gi or Ti (powers of
    /// 1024), with or without B.
    /// </summary>
    public static DeclaredOption<long?> OptionalBytes(string name, string symbol, string description) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result =>
            {
                string word = result.Tokens[0].Value;
                if (MemoryAmount.TryParse(word, out long bytes))
                {
                    return bytes;
                }

                result.AddError($"{OptionValues.Name(result)} is {word}; expected bytes, for example 4G, 500M, 2GiB or 4e9");
                return null;
            },
        };

    /// <summary>Any finite number, that may be absent.</summary>
    public static DeclaredOption<double?> OptionalNumber(string name, string symbol, string description) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = OptionValues.AnyNumber,
        };

    /// <summary>A number above 0 and at most 1, or below 1, that may be absent.</summary>
    public static DeclaredOption<double?> OptionalShare(string name, string symbol, string description, bool belowOne = false) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => OptionValues.ShareNumber(result, belowOne),
        };

    /// <summary>
    /// Whole numbers of 1 or more that may be absent: "1,10,100", "1..50", "10..50:10" (every tenth), with commas between such parts.
    /// </summary>
    public static DeclaredOption<IReadOnlyList<long>?> OptionalWholeList(
        string name,
        string symbol,
        string description,
        long maximum,
        long minimum = 1
    ) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result =>
                [.. result.Tokens[0].Value.Split(',').SelectMany(part => OptionValues.Range(result, part, minimum, maximum))],
        };

    /// <summary>Numbers of agents that may be absent, as in <see cref="OptionalWholeList"/>; each once, in ascending order.</summary>
    public static DeclaredOption<IReadOnlyList<int>?> OptionalSubsamples(string name, string description, int minimum = 1) =>
        new(name)
        {
            Description = description,
            HelpName = "LIST",
            CustomParser = result =>
                [
                    .. result
                        .Tokens[0]
                        .Value.Split(',')
                        .SelectMany(part => OptionValues.Range(result, part, minimum, int.MaxValue))
                        .Select(k => (int)k)
                        .Distinct()
                        .Order(),
                ],
        };

    /// <summary>--out, where a verb writes.</summary>
    public static DeclaredOption<string?> Output(string symbol, string description) =>
        new("--out")
        {
            Description = description,
            HelpName = symbol,
            Aliases = { "-o" },
        };

    /// <summary>--urls, addresses to listen at.</summary>
    public static DeclaredOption<IReadOnlyList<string>?> Urls(string description) =>
        new("--urls")
        {
            Description = description,
            HelpName = "URL;..",
            CustomParser = result =>
                result.Tokens[0].Value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };

    /// <summary>--threads.</summary>
    public static DeclaredOption<int?> Threads() =>
        OptionalWhole("--threads", "T", "number of threads; does not affect the result [all processors]");

    /// <summary>--json of verbs that print a summary.</summary>
    public static DeclaredOption<bool> Json() => Flag("--json", "print a JSON document instead of a summary");

    /// <summary>--parquet.</summary>
    /// <param name="tables">Which tables are meant.</param>
    public static DeclaredOption<bool> Parquet(string tables) => Flag("--parquet", $"also write {tables} as Parquet, beside the CSV");

    /// <summary>--quiet.</summary>
    public static DeclaredOption<bool> Quiet() => Flag("--quiet", "do not show progress");

    /// <summary>A switch that is on unless it is given as false.</summary>
    public static DeclaredOption<bool> Switch(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "true|false",
            DefaultValueFactory = _ => true,
        };

    /// <summary>--agents of verbs that take a game.</summary>
    public static DeclaredOption<long?> Agents() => Agents("number of local agents [as in the game]");

    /// <summary>--agents.</summary>
    /// <param name="description">Which agents.</param>
    public static DeclaredOption<long?> Agents(string description) =>
        OptionalLong("--agents", "N", description, 1, GameLimits.Agents).Sets<CooperativeGame>(nameof(CooperativeGame.Agents));

    /// <summary>--sampling.</summary>
    /// <param name="ordinarily">The rule where none is given.</param>
    public static DeclaredOption<string?> Sampling(string ordinarily) =>
        Text(
                "--sampling",
                "RULE",
                "which agents the global agent observes: uniform, replacement, weighted:STATE=w,.., weighted:near=w, lossy:q, or "
                    + $"(simulate only) clustered:m [{ordinarily}]"
            )
            .Formerly("--look")
            .For(GameKinds.Finite)
            .Sets<AlternationOptions>(nameof(AlternationOptions.Sampling), unset: SamplingRule.Uniform.Text);

    /// <summary>--correct-sampling.</summary>
    /// <param name="corrected">What is corrected.</param>
    public static DeclaredOption<bool> CorrectSampling(string corrected) =>
        Flag("--correct-sampling", $"correct {corrected} for the weights of --sampling weighted")
            .Formerly("--correct-look")
            .For(GameKinds.Finite)
            .Sets<AlternationOptions>(nameof(AlternationOptions.CorrectSampling));

    /// <summary>One of a few words. They stand beside the name, or in the description where they are too many.</summary>
    public static DeclaredOption<T> Choice<T>(
        string name,
        string description,
        T ordinarily,
        params IReadOnlyList<(string Word, T Value)> choices
    )
    {
        string words = string.Join('|', choices.Select(choice => choice.Word));
        bool brief = words.Length <= LongestSymbol;
        var option = new DeclaredOption<T>(name, Boxed(choices))
        {
            Description = brief ? description : $"{description}: {string.Join(", ", choices.Select(choice => choice.Word))}",
            HelpName = brief ? words : name[(name.LastIndexOf('-') + 1)..].ToUpperInvariant(),
            DefaultValueFactory = _ => ordinarily,
            CustomParser = result => OptionValues.Chosen(result, choices),
        };
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        return option;
    }

    /// <summary>One of a few words, which stand beside the name, that may be absent.</summary>
    public static DeclaredOption<T?> OptionalChoice<T>(
        string name,
        string description,
        params IReadOnlyList<(string Word, T Value)> choices
    )
        where T : struct
    {
        var option = new DeclaredOption<T?>(name, Boxed(choices))
        {
            Description = description,
            HelpName = string.Join('|', choices.Select(choice => choice.Word)),
            CustomParser = result => OptionValues.Chosen(result, choices),
        };
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word)]);
        return option;
    }

    /// <summary>Some of a few words, with commas between them, or one word for all of them; may be absent, which means all.</summary>
    public static DeclaredOption<IReadOnlyList<T>?> OptionalChoices<T>(
        string name,
        string symbol,
        string description,
        string all,
        params IReadOnlyList<(string Word, T Value)> choices
    )
    {
        IReadOnlyList<T> every = [.. choices.Select(choice => choice.Value)];
        var option = new DeclaredOption<IReadOnlyList<T>?>(name)
        {
            Description =
                $"{description}: {string.Join(", ", choices.Select(choice => choice.Word))}; separate several with commas [{all}]",
            HelpName = symbol,
            CustomParser = result =>
                result.Tokens[0].Value == all
                    ? every
                    : [.. result.Tokens[0].Value.Split(',').Select(word => OptionValues.Chosen(result, word, choices, all)).Distinct()],
        };
        option.CompletionSources.Add([.. choices.Select(choice => choice.Word), all]);
        return option;
    }

    /// <summary>The options that the user wrote, with their values, as part of a file's name: "-memory-filter-k-2".</summary>
    public static string Variant(ParseResult parse, IEnumerable<Option> options) =>
        string.Concat(
            options
                .Where(parse.Given)
                .Select(option =>
                    $"-{option.Name.TrimStart('-')}{string.Concat(parse.GetResult(option)!.Tokens.Select(token => $"-{token.Value}"))}"
                )
        );

    /// <summary>Whether the user wrote the option.</summary>
    public static bool Given(this ParseResult parse, Option option) => parse.GetResult(option) is { Implicit: false };

    private static IReadOnlyList<(string, object?)> Boxed<T>(IReadOnlyList<(string Word, T Value)> choices) =>
        [.. choices.Select(choice => (choice.Word, (object?)choice.Value))];
}
