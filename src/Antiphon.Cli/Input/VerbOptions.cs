using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
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
    private const int LongestList = 10_000;

    /// <summary>A flag.</summary>
    public static DeclaredOption<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>Any text.</summary>
    public static DeclaredOption<string?> Text(string name, string symbol, string description) =>
        new(name) { Description = description, HelpName = symbol };

    /// <summary>A whole number with a default; 1000000 may be written 1e6.</summary>
    public static DeclaredOption<int?> Whole(string name, string symbol, string description, int ordinarily, int minimum = 1) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            DefaultValueFactory = _ => ordinarily,
            CustomParser = result => (int)WholeNumber(result, minimum, int.MaxValue),
        };

    /// <summary>A whole number that may be absent.</summary>
    public static DeclaredOption<int?> OptionalWhole(string name, string symbol, string description, int minimum = 1) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => (int)WholeNumber(result, minimum, int.MaxValue),
        };

    /// <summary>A whole number with a default, or a word, which reads as 0.</summary>
    public static DeclaredOption<int?> WholeOrWord(string name, string symbol, string description, int ordinarily, string word) =>
        new(name, [(word, 0)])
        {
            Description = description,
            HelpName = $"{symbol}|{word}",
            DefaultValueFactory = _ => ordinarily,
            CustomParser = result => result.Tokens[0].Value == word ? 0 : (int)WholeNumber(result, 1, int.MaxValue),
        };

    /// <summary>A large whole number that may be absent.</summary>
    public static DeclaredOption<long?> OptionalLong(string name, string symbol, string description, long minimum, long maximum) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => (long)WholeNumber(result, minimum, maximum),
        };

    /// <summary>A seed: a whole number of 64 bits.</summary>
    public static DeclaredOption<ulong?> OptionalSeed(string name, string symbol, string description) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => (ulong)WholeNumber(result, 0, ulong.MaxValue),
        };

    /// <summary>A real number that may be absent.</summary>
    public static DeclaredOption<double?> OptionalReal(string name, string symbol, string description, bool positive) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => RealNumber(result, positive),
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

                result.AddError($"{Name(result)} is {word}; expected bytes, for example 4G, 500M, 2GiB or 4e9");
                return null;
            },
        };

    /// <summary>Any finite number, that may be absent.</summary>
    public static DeclaredOption<double?> OptionalNumber(string name, string symbol, string description) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = AnyNumber,
        };

    /// <summary>A number above 0 and at most 1, or below 1, that may be absent.</summary>
    public static DeclaredOption<double?> OptionalShare(string name, string symbol, string description, bool belowOne = false) =>
        new(name)
        {
            Description = description,
            HelpName = symbol,
            CustomParser = result => ShareNumber(result, belowOne),
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
            CustomParser = result => [.. result.Tokens[0].Value.Split(',').SelectMany(part => Range(result, part, minimum, maximum))],
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
                        .SelectMany(part => Range(result, part, minimum, int.MaxValue))
                        .Select(k => (int)k)
                        .Distinct()
                        .Order(),
                ],
        };

    /// <summary>--threads.</summary>
    public static DeclaredOption<int?> Threads() =>
        OptionalWhole("--threads", "T", "threads to use; does not change the result [all processors]");

    /// <summary>--json of verbs that print a summary.</summary>
    public static DeclaredOption<bool> Json() => Flag("--json", "print one JSON document instead of a summary");

    /// <summary>--quiet.</summary>
    public static DeclaredOption<bool> Quiet() => Flag("--quiet", "show no progress");

    /// <summary>A switch that is on unless it is given as false.</summary>
    public static DeclaredOption<bool> Switch(string name, string description) =>
        new(name)
        {
            Description = description,
            HelpName = "true|false",
            DefaultValueFactory = _ => true,
        };

    /// <summary>--agents of verbs that take a game.</summary>
    public static DeclaredOption<long?> Agents() => Agents("how many local agents there are [as the game says]");

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
                "whom the global agent sees: uniform, replacement, weighted:STATE=w,.., weighted:near=w, lossy:q, or (simulate only) "
                    + $"clustered:m [{ordinarily}]"
            )
            .Formerly("--look")
            .For(GameKinds.Finite)
            .Sets<AlternationOptions>(nameof(AlternationOptions.Sampling), unset: SamplingRule.Uniform.Text);

    /// <summary>--correct-sampling.</summary>
    /// <param name="corrected">What is corrected.</param>
    public static DeclaredOption<bool> CorrectSampling(string corrected) =>
        Flag("--correct-sampling", $"let {corrected} allow for the weights of --sampling weighted")
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
            CustomParser = result => Chosen(result, choices),
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
            CustomParser = result => Chosen(result, choices),
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
                $"{description}: {string.Join(", ", choices.Select(choice => choice.Word))}, with commas between several [{all}]",
            HelpName = symbol,
            CustomParser = result =>
                result.Tokens[0].Value == all
                    ? every
                    : [.. result.Tokens[0].Value.Split(',').Select(word => Chosen(result, word, choices, all)).Distinct()],
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

    private static decimal WholeNumber(ArgumentResult result, decimal minimum, decimal maximum) =>
        WholeNumber(result, result.Tokens[0].Value, minimum, maximum);

    private static IEnumerable<long> Range(ArgumentResult result, string part, long minimum, long maximum)
    {
        string[] ends = part.Split("..", 2);
        if (ends.Length == 1)
        {
            return [(long)WholeNumber(result, part, minimum, maximum)];
        }

        string[] last = ends[1].Split(':', 2);
        (long first, long end, long step) = (
            (long)WholeNumber(result, ends[0], minimum, maximum),
            (long)WholeNumber(result, last[0], minimum, maximum),
            last.Length == 1 ? 1 : (long)WholeNumber(result, last[1], 1, maximum)
        );
        if (end >= first && (end - first) / step < LongestList)
        {
            return Enumerable.Range(0, (int)((end - first) / step) + 1).Select(place => first + (place * step));
        }

        result.AddError(
            end < first
                ? $"{Name(result)} has {part}, which ends before it begins; write the smaller number first"
                : $"{Name(result)} has {part}, more than {LongestList:N0} numbers; take larger steps, for example "
                    + $"{first}..{end}:{((end - first) / LongestList) + 1}"
        );
        return [first];
    }

    private static decimal WholeNumber(ArgumentResult result, string word, decimal minimum, decimal maximum)
    {
        if (
            decimal.TryParse(
                word,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowExponent | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out decimal value
            )
            && decimal.Truncate(value) == value
            && value >= minimum
            && value <= maximum
        )
        {
            return value;
        }

        string range = value <= maximum ? $"{minimum} or more" : $"{minimum} to {maximum}";
        result.AddError($"{Name(result)} is {word}; expected a whole number, {range}");
        return minimum;
    }

    private static double RealNumber(ArgumentResult result, bool positive)
    {
        string word = result.Tokens[0].Value;
        if (
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value)
            && (positive ? value > 0 : value >= 0)
        )
        {
            return value;
        }

        result.AddError($"{Name(result)} is {word}; expected a number {(positive ? "above 0" : "of 0 or more")}");
        return 1;
    }

    private static double? AnyNumber(ArgumentResult result)
    {
        string word = result.Tokens[0].Value;
        if (double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value))
        {
            return value;
        }

        result.AddError($"{Name(result)} is {word}; expected a number");
        return 0;
    }

    private static double ShareNumber(ArgumentResult result, bool belowOne)
    {
        string word = result.Tokens[0].Value;
        if (
            double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && value > 0
            && (belowOne ? value < 1 : value <= 1)
        )
        {
            return value;
        }

        result.AddError($"{Name(result)} is {word}; expected a number above 0 and {(belowOne ? "below" : "at most")} 1");
        return 0.5;
    }

    private static T Chosen<T>(ArgumentResult result, IReadOnlyList<(string Word, T Value)> choices) =>
        Chosen(result, result.Tokens[0].Value, choices);

    private static T Chosen<T>(
        ArgumentResult result,
        string word,
        IReadOnlyList<(string Word, T Value)> choices,
        params IReadOnlyList<string> others
    )
    {
        foreach ((string candidate, T value) in choices)
        {
            if (candidate == word)
            {
                return value;
            }
        }

        string[] words = [.. choices.Select(choice => choice.Word), .. others];
        result.AddError(
            $"{Name(result)} is '{word}'; expected {string.Join(", ", words[..^1])} or {words[^1]}{Suggestion.Phrase(word, words)}"
        );
        return choices[0].Value;
    }

    private static string Name(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
