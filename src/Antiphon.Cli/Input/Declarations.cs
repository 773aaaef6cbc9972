using System.CommandLine;
using System.Text.RegularExpressions;
using Antiphon.Cli.Output;

namespace Antiphon.Cli.Input;

/// <summary>What follows from the declarations of a verb's options.</summary>
internal static partial class Declarations
{
    /// <summary>A record with the options that the user wrote; the others leave it as it is.</summary>
    public static TRecord Apply<TRecord>(this ParseResult parse, TRecord record)
        where TRecord : class =>
        parse
            .Chosen()
            .SelectMany(option => option.Settings.Select(setting => (option, setting)))
            .Where(pair => pair.setting.Record == typeof(TRecord))
            .Aggregate(record, (changed, pair) => pair.setting.Apply(changed, pair.option.Value(parse)));

    /// <summary>Of the options that the user wrote, those that differ from what something was started with.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="noun">What it was, for example "run".</param>
    /// <param name="stored">The records it was started with; a record that is null is absent.</param>
    public static IEnumerable<string> Conflicts(this ParseResult parse, string noun, params IReadOnlyList<object?> stored) =>
        from option in parse.Chosen()
        from setting in option.Settings.Take(1)
        let chosen = option.Settings.FirstOrDefault(each => Find(stored, each) is not null) ?? setting
        let given = option.Written(option.Value(parse))
        let had = option.Written(chosen.In(Find(stored, chosen)))
        where given != had
        select Difference(option, given, noun, had);

    /// <summary>Refuses a command that conflicts with what is stored.</summary>
    /// <param name="conflicts">One sentence for each; none where the command goes ahead.</param>
    /// <param name="before">What they conflict with.</param>
    /// <param name="after">What to do.</param>
    /// <exception cref="InvalidInputException">There is a conflict; the message lists all.</exception>
    public static void RequireNone(IReadOnlyCollection<string> conflicts, string before, string after)
    {
        if (conflicts.Count > 0)
        {
            throw new InvalidInputException($"{before}\n  {string.Join("\n  ", conflicts)}\n{after}");
        }
    }

    /// <summary>The properties in which two records differ, by the options that set them.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="noun">What was started with the stored ones.</param>
    /// <param name="asked">Records as asked for.</param>
    /// <param name="stored">Records of the same types.</param>
    public static IEnumerable<string> Differences(
        this ParseResult parse,
        string noun,
        IReadOnlyList<object?> asked,
        IReadOnlyList<object?> stored
    ) =>
        from pair in parse
            .Declared()
            .SelectMany(option => option.Settings.Select(setting => (Option: option, Setting: setting)))
            .DistinctBy(pair => (pair.Setting.Record, pair.Setting.Name))
        where Find(asked, pair.Setting) is not null || Find(stored, pair.Setting) is not null
        let given = pair.Option.Written(pair.Setting.In(Find(asked, pair.Setting)))
        let had = pair.Option.Written(pair.Setting.In(Find(stored, pair.Setting)))
        where given != had
        select Difference(pair.Option, given, noun, had);

    /// <summary>Refuses options that do not apply to a kind of game.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="subject">What is of this kind, for example the game's name.</param>
    /// <exception cref="InvalidInputException">One was given.</exception>
    public static void RequireApplicable(this ParseResult parse, GameKinds kind, string subject)
    {
        if (parse.Chosen().FirstOrDefault(option => !option.Kinds.HasFlag(kind)) is { } given)
        {
            throw new InvalidInputException($"{((Option)given).Name} {Misplaced(given.Kinds, kind, Figures.Printable(subject))}");
        }
    }

    /// <summary>
    /// A message of the library in which properties of options have the names of the options that set them: "Population = MeanField"
    /// becomes "--population mean-field".
    /// </summary>
    public static string InWordsOf(Command command, string message) =>
        Mention()
            .Replace(message, mention =>
                command
                    .Options.OfType<IDeclaredOption>()
                    .FirstOrDefault(option => option.Settings.Any(setting => setting.Name == mention.Groups["property"].Value))
                    is { } option
                    ? ((Option)option).Name + Value(option, mention.Groups["value"])
                    : mention.Value
            );

    private static string Value(IDeclaredOption option, Group value)
    {
        Type type = option.Settings[0].Property.PropertyType;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return !value.Success ? ""
            : type.IsEnum && Enum.TryParse(type, value.Value, out object? known) ? $" {option.Written(known)}"
            : $" {value.Value}";
    }

    private static IEnumerable<IDeclaredOption> Declared(this ParseResult parse) =>
        parse.CommandResult.Command.Options.OfType<IDeclaredOption>();

    private static IEnumerable<IDeclaredOption> Chosen(this ParseResult parse) =>
        parse.Declared().Where(option => parse.Given((Option)option));

    private static object? Find(IEnumerable<object?> records, Setting setting) =>
        records.FirstOrDefault(record => record?.GetType() == setting.Record);

    private static string Difference(IDeclaredOption option, string given, string noun, string had) =>
        $"{((Option)option).Name} is {given}; the {noun} was started with {had}";

    private static string Misplaced(GameKinds applies, GameKinds kind, string subject) =>
        kind switch
        {
            GameKinds.Finite => $"applies only to games with continuous states; {subject} has finitely many states; leave it out",
            GameKinds.Continuous => $"applies only to games with finitely many states; {subject} has continuous states; leave it out "
                + "(`--help` lists what applies)",
            _ when applies == GameKinds.Continuous => "applies only to neural policies; --discretize trains a finite game; leave one of "
                + "the two out",
            _ => "cannot be combined with --discretize: its pair is deployed with continuous states, where sampling is uniform and the "
                + "dispatcher has no memory; leave it out",
        };

    [GeneratedRegex(
        @"\b(?<property>[A-Z][A-Za-z]+)( = (?<value>[\w.:=]+(,[\w.:=]+)*))?\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Mention();
}
