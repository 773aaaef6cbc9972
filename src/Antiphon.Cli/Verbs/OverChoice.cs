using System.CommandLine;
using System.CommandLine.Parsing;
using Antiphon.Cli.Input;
using Antiphon.Cli.Output;
using Antiphon.Runs;

namespace Antiphon.Cli.Verbs;

/// <summary>
/// `--over OPTION=VALUES`: trainings for every combination of values. A combination is read as if its options stood on the command line, so
/// that whatever train takes and refuses is taken and refused here.
/// </summary>
internal sealed class OverChoice
{
    private const int MostCombinations = 10_000;
    private const string Example = "for example --over threshold=1e-3,1e-4";

    /// <summary>The option.</summary>
    public DeclaredOption<IReadOnlyList<string>?> Option { get; } =
        VerbOptions
            .OptionalTexts(
                "--over",
                "OPTION=LIST",
                "also vary an option of training, for example threshold=1e-3,1e-4 or restarts=1..4; repeat it for more options; separate "
                    + "values that contain commas with semicolons"
            )
            .Sets<SweepOptions>(nameof(SweepOptions.Over))
            .Sets<ContinuousSweepOptions>(nameof(ContinuousSweepOptions.Over));

    /// <summary>Every combination of values, those of the last option varying fastest; none where nothing varies.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="offered">The options of train.</param>
    /// <param name="refused">Those that cannot vary, each with what to do instead.</param>
    /// <exception cref="InvalidInputException">An option is unknown, cannot vary or is given twice, or a value of it is wrong.</exception>
    public IReadOnlyList<Combination> Read(ParseResult parse, IEnumerable<Option> offered, IReadOnlyDictionary<string, string> refused)
    {
        IReadOnlyList<(Option Option, IReadOnlyList<string> Values)> axes =
        [
            .. (parse.GetValue(Option) ?? []).Select(text => Axis(parse, text, offered, refused)),
        ];
        if (axes.GroupBy(axis => axis.Option).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new InvalidInputException($"--over names {Word(twice.Key)} twice; write all its values in one list");
        }

        if (axes.Aggregate(1.0, (count, axis) => count * axis.Values.Count) > MostCombinations)
        {
            throw new InvalidInputException(
                $"--over has more than {Figures.Count(MostCombinations)} combinations of values; use shorter lists"
            );
        }

        return axes.Count == 0 ? [] : [.. Product(axes).Select(values => Combine(parse, axes, values))];
    }

    private static (Option Option, IReadOnlyList<string> Values) Axis(
        ParseResult parse,
        string text,
        IEnumerable<Option> offered,
        IReadOnlyDictionary<string, string> refused
    )
    {
        string[] parts = text.Split('=', 2);
        string word = parts[0].TrimStart('-');
        if (parts.Length < 2 || parts[1].Length == 0)
        {
            throw new InvalidInputException($"--over is {Figures.Printable(text)}; expected OPTION=VALUES, {Example}");
        }

        if (refused.TryGetValue(word, out string? instead))
        {
            throw new InvalidInputException($"--over cannot vary {word}; {instead}");
        }

        Option option = offered.FirstOrDefault(each =>
            each.Name == $"--{word}" || each.Aliases.Contains($"--{word}", StringComparer.Ordinal)
        )
            ?? throw new InvalidInputException(
                $"--over has {Figures.Printable(word)}; expected an option of training, {Example}"
                    + Suggestion.Phrase(word, offered.Select(Word).Where(each => !refused.ContainsKey(each)))
            );
        return parse.Given(option)
            ? throw new InvalidInputException($"{option.Name} is given, and --over varies it; leave one of the two out")
            : (option, [.. Values(option, parts[1]).Distinct(StringComparer.Ordinal)]);
    }

    private static IEnumerable<string> Values(Option option, string list)
    {
        string[] parts = list.Split(list.Contains(';', StringComparison.Ordinal) ? ';' : ',');
        Type type = Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType;
        return type == typeof(int) || type == typeof(long) ? parts.SelectMany(OptionValues.Spelled) : parts;
    }

    private static IEnumerable<IReadOnlyList<string>> Product(IEnumerable<(Option Option, IReadOnlyList<string> Values)> axes) =>
        axes.Aggregate<(Option Option, IReadOnlyList<string> Values), IEnumerable<IReadOnlyList<string>>>(
            [
                [],
            ],
            (before, axis) => before.SelectMany(values => axis.Values.Select(value => (IReadOnlyList<string>)[.. values, value]))
        );

    private Combination Combine(
        ParseResult parse,
        IReadOnlyList<(Option Option, IReadOnlyList<string> Values)> axes,
        IReadOnlyList<string> values
    )
    {
        string[] words = [.. Without(parse.Tokens), .. axes.Zip(values, (axis, value) => $"{axis.Option.Name}={value}")];
        ParseResult combined = parse.RootCommandResult.Command.Parse(words, AntiphonProgram.Parsing);
        return combined.Errors.Count == 0
            ? new Combination(values, combined)
            : throw new InvalidInputException(
                string.Join('\n', combined.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
            );
    }

    // A combination varies nothing.
    private IEnumerable<string> Without(IReadOnlyList<Token> tokens)
    {
        for (int place = 0; place < tokens.Count; place++)
        {
            if (tokens[place].Type == TokenType.Option && tokens[place].Value == Option.Name)
            {
                place++;
            }
            else
            {
                yield return tokens[place].Value;
            }
        }
    }

    private static string Word(Option option) => option.Name.TrimStart('-');

    /// <summary>A combination of values.</summary>
    /// <param name="Values">One for each option that varies.</param>
    /// <param name="Parse">The command line with these values.</param>
    internal sealed record Combination(IReadOnlyList<string> Values, ParseResult Parse);
}
